import type { Address, Client, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { decoded, resolveAddresses, type ReadParameters } from '../client.js'
import { protocolLensAbi } from '../generated/abis/protocolLens.js'
import { jobStates, type JobState, type Request } from '../types.js'

export type GetJobParameters = ReadParameters & { request: Request; shard: number }

export type GetJobReturnType = {
  requestId: Hex
  jobId: Hex
  state: JobState
  attempt: number
  worker: Address
  /** What the job costs, or would cost if it were accepted now; base units of the pay token. */
  price: bigint
  /** The part of the price that is the kernel author's. */
  royalty: bigint
  /** QRN that is burned when the job is paid, and QRN of the worker's stake that it holds. */
  burn: bigint
  lock: bigint
  /** Whether the job ends by `submitWitness`. */
  witness: boolean
  /** While assigned, the block of the accept: a witness counts from the next one on. */
  acceptedIn: bigint
  /** Unix time until which the state's actor may act; 0 while open. */
  deadline: number
  /** The last second before anyone may end the state: later than the deadline while disputes are open; 0 when over. */
  endsAt: number
  /** Whether anyone may end the state now. */
  overdue: boolean
  /** While revealed, how many disputes are open. */
  disputes: bigint
  /** The seal while committed, the root once revealed. */
  sealOrRoot: Hex
  /** While committed and sampled: the block that decides the draw. */
  beaconId: bigint
  beaconReady: boolean
  /** Once the beacon is ready: whether and where the job must prove elements. */
  drawn: boolean
  drawnElements: readonly bigint[]
  /** Output elements of the shard. */
  elements: bigint
  /** Whether the request was cancelled. */
  cancelled: boolean
  /** Whether the request was posted, and for how many of its shards money is set aside. */
  posted: boolean
  openShards: number
  /** Whether the requester cancelled its signed requests with this nonce. */
  nonceCancelled: boolean
  /** Whether the guardian stopped the pay token, or the kernel is retired. */
  stopped: boolean
  /** Whether the money of an accept now is there. */
  funded: boolean
  /** Whether a worker with the stake could take the shard now: the assignee, if the request names one. */
  takeable: boolean
}

/**
 * Everything about one shard of a request, in one call.
 *
 * Throws `KERNEL_UNKNOWN`, and what the kernel says of a shard the request does not have.
 *
 * @example
 * ```ts
 * const job = await getJob(client, { request, shard: 0 })
 * console.log(job.state, job.price)
 * ```
 */
export async function getJob(
  client: Client,
  { request, shard, ...parameters }: GetJobParameters,
): Promise<GetJobReturnType> {
  const { lens } = resolveAddresses(client, parameters.addresses)
  const page = await decoded(
    readContract(client, { address: lens, abi: protocolLensAbi, functionName: 'jobPage', args: [request, shard] }),
  )
  return { ...page, state: jobStates[page.state] ?? 'open', endsAt: Number(page.endsAt) }
}
