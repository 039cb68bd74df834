import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { hashWork } from '../protocol/request.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type NoShowParameters = WriteParameters & {
  request: Request
  shards: readonly number[]
}

/** The transaction's hash. */
export type NoShowReturnType = Hash

/** The transaction that `noShow` sends. */
export function noShowCall(addresses: ProtocolAddresses, { request, shards }: NoShowParameters): Call {
  const workHash = hashWork(request.work)
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'noShow',
    args: [request.terms, workHash, [...shards]],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Ends jobs whose worker did not commit in time; the shards open again.
 *
 * Throws `DEADLINE_NOT_PASSED`, `JOB_IN_STATE`.
 *
 * @example
 * ```ts
 * const hash = await noShow(client, { request, shards: [0] })
 * ```
 */
export async function noShow(client: Client, parameters: NoShowParameters): Promise<NoShowReturnType> {
  return write(client, parameters, noShowCall)
}
