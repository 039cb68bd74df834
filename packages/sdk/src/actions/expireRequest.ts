import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type ExpireRequestParameters = WriteParameters & {
  request: Request
}

/** The transaction's hash. */
export type ExpireRequestReturnType = Hash

/** The transaction that `expireRequest` sends. */
export function expireRequestCall(addresses: ProtocolAddresses, { request }: ExpireRequestParameters): Call {
  const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'expire', args: [request] })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Returns what a posted request still has set aside to its requester's ledger, once its `acceptBy` is over. Anybody may.
 *
 * Throws `REQUEST_NOT_EXPIRED`, `REQUEST_NOT_POSTED`, `NOTHING_DUE`.
 *
 * @example
 * ```ts
 * const hash = await expireRequest(client, { request })
 * ```
 */
export async function expireRequest(
  client: Client,
  parameters: ExpireRequestParameters,
): Promise<ExpireRequestReturnType> {
  return write(client, parameters, expireRequestCall)
}
