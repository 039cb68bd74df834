import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { hashWork } from '../protocol/request.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type ApproveParameters = WriteParameters & {
  request: Request
  shards: readonly number[]
}

/** The transaction's hash. */
export type ApproveReturnType = Hash

/** The transaction that `approve` sends. */
export function approveCall(addresses: ProtocolAddresses, { request, shards }: ApproveParameters): Call {
  const workHash = hashWork(request.work)
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'approve',
    args: [request.terms, workHash, [...shards]],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Pays for revealed jobs at once, before their challenge window ends.
 *
 * Throws `NOT_REQUESTER`, `JOB_IN_STATE`, `LIST_MISMATCH`.
 *
 * @example
 * ```ts
 * const hash = await approve(client, { request, shards: [0] })
 * ```
 */
export async function approve(client: Client, parameters: ApproveParameters): Promise<ApproveReturnType> {
  return write(client, parameters, approveCall)
}
