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
  /** Unix time until which the state's actor may act; 0 while open. */
  deadline: number
  /** Whether anyone may end the state now. */
  overdue: boolean
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
  return { ...page, state: jobStates[page.state] ?? 'open' }
}
