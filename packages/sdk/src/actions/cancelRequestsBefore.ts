import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses } from '../types.js'

export type CancelRequestsBeforeParameters = WriteParameters & {
  /** The pay token of the requests; the zero address is the chain's own coin. */
  token: Address
  /** The least nonce that is kept. */
  nonce: bigint
}

/** The transaction's hash. */
export type CancelRequestsBeforeReturnType = Hash

/** The transaction that `cancelRequestsBefore` sends. */
export function cancelRequestsBeforeCall(
  addresses: ProtocolAddresses,
  { token, nonce }: CancelRequestsBeforeParameters,
): Call {
  const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'cancelBefore', args: [token, nonce] })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Closes all the caller's signed requests in a token that have a smaller nonce; jobs that are accepted run on.
 *
 * Throws `NONCE_NOT_RAISED`.
 *
 * @example
 * ```ts
 * const hash = await cancelRequestsBefore(client, { token: zeroAddress, nonce: 10n })
 * ```
 */
export async function cancelRequestsBefore(
  client: Client,
  parameters: CancelRequestsBeforeParameters,
): Promise<CancelRequestsBeforeReturnType> {
  return write(client, parameters, cancelRequestsBeforeCall)
}
