import type { Address, Client, Hex } from 'viem'
import { getBlockNumber, getContractEvents, readContract } from 'viem/actions'
import { decoded, poll, resolveAddresses, type ReadParameters } from '../client.js'
import { JobStateError } from '../errors/local.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { hashRequest, jobIdOf } from '../protocol/request.js'
import { jobStates, type JobState, type Request } from '../types.js'

export type WaitForRevealParameters = ReadParameters & {
  request: Request
  shard: number
  /** Give up after so many seconds; by default an hour. */
  timeoutS?: number | undefined
  signal?: AbortSignal | undefined
}

export type WaitForRevealReturnType = {
  jobId: Hex
  worker: Address
  attempt: number
  /** What the output must hash to. */
  root: Hex
  /** Where the worker says the output is: not to be trusted. */
  outputUri: string
  state: JobState
  /** Unix time until which the result can be challenged; once finalized, what it was. */
  deadline: number
}

/**
 * Waits until a shard's result is revealed, and says where it is.
 *
 * Throws `JOB_STATE` when the worker was slashed or the job is that of a witness kernel, `WAIT_TIMEOUT`, or the reason of the abort.
 *
 * @example
 * ```ts
 * const { root, outputUri } = await waitForReveal(client, { request, shard: 0, timeoutS: 600 })
 * ```
 */
export async function waitForReveal(
  client: Client,
  { request, shard, timeoutS = 3600, signal, ...parameters }: WaitForRevealParameters,
): Promise<WaitForRevealReturnType> {
  const addresses = resolveAddresses(client, parameters.addresses)
  const { chainId, escrow } = addresses
  const jobId = jobIdOf({ requestId: hashRequest({ chainId, escrow, request }), shard })
  const args = [jobId] as const

  return poll(
    async () => {
      const job = await decoded(
        readContract(client, { address: escrow, abi: jobEscrowAbi, functionName: 'jobOf', args }),
      )
      const state = jobStates[job.state] ?? 'open'
      if (job.witness) {
        const hint = 'Its kernel shows the output itself: use waitForWitness.'
        throw new JobStateError({ jobId, state, need: 'the job of a flat kernel', hint })
      }
      if (state === 'slashed') {
        throw new JobStateError({
          jobId,
          state,
          need: 'revealed',
          hint: 'Your money is back in the ledger: sign again.',
        })
      }
      if (state !== 'revealed' && state !== 'finalized') return undefined
      const outputUri = await lastOutputUri(client, { escrow, jobId, startBlock: BigInt(addresses.startBlock) })
      if (outputUri === undefined) return undefined
      const { worker, attempt, deadline, sealOrRoot: root } = job
      return { jobId, worker, attempt, root, outputUri, state, deadline }
    },
    { what: `the reveal of job ${jobId}`, timeoutS, intervalMs: client.pollingInterval, signal },
  )
}

/** The output URI of the job's youngest reveal, looked for from the head backwards. */
async function lastOutputUri(
  client: Client,
  { escrow, jobId, startBlock }: { escrow: Address; jobId: Hex; startBlock: bigint },
): Promise<string | undefined> {
  const range = 2000n
  const filter = {
    address: escrow,
    abi: jobEscrowAbi,
    eventName: 'JobRevealed',
    args: { jobId },
    strict: true,
  } as const
  for (let toBlock = await decoded(getBlockNumber(client, { cacheTime: 0 })); toBlock >= startBlock; toBlock -= range) {
    const fromBlock = toBlock - range + 1n > startBlock ? toBlock - range + 1n : startBlock
    const found = await decoded(getContractEvents(client, { ...filter, fromBlock, toBlock }))
    const youngest = found.at(-1)
    if (youngest) return youngest.args.outputUri
  }
  return undefined
}
