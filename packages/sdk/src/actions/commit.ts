import { encodeFunctionData, type Client, type Hash, type Hex } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { hashWork } from '../protocol/request.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type CommitParameters = WriteParameters & {
  request: Request
  shards: readonly number[]
  /** One for each shard, by `sealOf`. */
  seals: readonly Hex[]
}

/** The transaction's hash. */
export type CommitReturnType = Hash

/** The transaction that `commit` sends. */
export function commitCall(addresses: ProtocolAddresses, { request, shards, seals }: CommitParameters): Call {
  const workHash = hashWork(request.work)
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'commit',
    args: [request.terms, workHash, [...shards], [...seals]],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Commits to results without showing them; the draw is fixed by a later block.
 *
 * Throws `NOT_WORKER`, `JOB_IN_STATE`, `DEADLINE_PASSED`, `LIST_MISMATCH`.
 *
 * @example
 * ```ts
 * const hash = await commit(client, { request, shards: [0], seals: [seal] })
 * ```
 */
export async function commit(client: Client, parameters: CommitParameters): Promise<CommitReturnType> {
  return write(client, parameters, commitCall)
}
