import { encodeFunctionData, type Address, type Client, type Hash, type Hex } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type AcceptSignedParameters = WriteParameters & {
  request: Request
  shards: readonly number[]
  /** The owner whose stake is locked; the sender is it or its operator. */
  worker: Address
  signature: Hex
}

/** The transaction's hash. */
export type AcceptSignedReturnType = Hash

/** The transaction that `acceptSigned` sends. */
export function acceptSignedCall(
  addresses: ProtocolAddresses,
  { request, shards, worker, signature }: AcceptSignedParameters,
): Call {
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'acceptSigned',
    args: [request, [...shards], worker, signature],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Takes shards of a signed request for a worker: all or none.
 *
 * Throws `CAPACITY_EXCEEDED`, `LEDGER_TOO_LOW`, `REQUEST_EXPIRED`, `REQUEST_IS_CANCELLED`, `SIGNATURE_MISMATCH`, `TERM_OUT_OF_RANGE` and others of the escrow.
 *
 * @example
 * ```ts
 * const hash = await acceptSigned(client, { request, shards: [0], worker, signature })
 * ```
 */
export async function acceptSigned(
  client: Client,
  parameters: AcceptSignedParameters,
): Promise<AcceptSignedReturnType> {
  return write(client, parameters, acceptSignedCall)
}
