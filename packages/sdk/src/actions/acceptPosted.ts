import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { hashWork } from '../protocol/request.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type AcceptPostedParameters = WriteParameters & {
  request: Request
  shards: readonly number[]
  /** The owner whose stake is locked; the sender is it or its operator. */
  worker: Address
}

/** The transaction's hash. */
export type AcceptPostedReturnType = Hash

/** The transaction that `acceptPosted` sends. */
export function acceptPostedCall(
  addresses: ProtocolAddresses,
  { request, shards, worker }: AcceptPostedParameters,
): Call {
  const workHash = hashWork(request.work)
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'accept',
    args: [request.terms, workHash, [...shards], worker],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Takes shards of a posted request for a worker: all or none.
 *
 * Throws `REQUEST_NOT_POSTED`, `REQUEST_EXPIRED`, `REQUEST_IS_CANCELLED`, `JOB_IN_STATE`, `CAPACITY_EXCEEDED` and others of the escrow.
 *
 * @example
 * ```ts
 * const hash = await acceptPosted(client, { request, shards: [0], worker })
 * ```
 */
export async function acceptPosted(
  client: Client,
  parameters: AcceptPostedParameters,
): Promise<AcceptPostedReturnType> {
  return write(client, parameters, acceptPostedCall)
}
