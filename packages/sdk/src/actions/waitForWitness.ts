import type { Address, Client, Hex } from 'viem'
import { getContractEvents, readContract } from 'viem/actions'
import { decoded, poll, resolveAddresses, type ReadParameters } from '../client.js'
import { JobStateError } from '../errors/local.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { hashRequest, jobIdOf } from '../protocol/request.js'
import { jobStates, type ProtocolAddresses, type Request } from '../types.js'

export type WaitForWitnessParameters = ReadParameters & {
  request: Request
  shard: number
  /** Give up after so many seconds; by default an hour. */
  timeoutS?: number | undefined
  signal?: AbortSignal | undefined
}

export type WaitForWitnessReturnType = {
  jobId: Hex
  worker: Address
  /** The whole output, as the kernel found it right on chain. */
  output: Hex
  /** What the escrow keeps of it. */
  root: Hex
}

/**
 * Waits until the output of a witness kernel's job is shown; the worker is paid by then.
 *
 * Throws `JOB_STATE` when the job is of a flat kernel, `WAIT_TIMEOUT`, or the reason of the abort.
 *
 * @example
 * ```ts
 * const { output } = await waitForWitness(client, { request, shard: 0, timeoutS: 600 })
 * ```
 */
export async function waitForWitness(
  client: Client,
  { request, shard, timeoutS = 3600, signal, ...parameters }: WaitForWitnessParameters,
): Promise<WaitForWitnessReturnType> {
  const addresses = resolveAddresses(client, parameters.addresses)
  const { chainId, escrow } = addresses
  const jobId = jobIdOf({ requestId: hashRequest({ chainId, escrow, request }), shard })
  return poll(() => readWitness(client, addresses, jobId), {
    what: `the witness of job ${jobId}`,
    timeoutS,
    intervalMs: client.pollingInterval,
    signal,
  })
}

async function readWitness(
  client: Client,
  { escrow, startBlock }: ProtocolAddresses,
  jobId: Hex,
): Promise<WaitForWitnessReturnType | undefined> {
  const contract = { address: escrow, abi: jobEscrowAbi } as const
  const job = await decoded(readContract(client, { ...contract, functionName: 'jobOf', args: [jobId] }))
  const state = jobStates[job.state] ?? 'open'
  if (state !== 'open' && !job.witness) {
    const hint = 'Its result is committed and revealed: use waitForReveal.'
    throw new JobStateError({ jobId, state, need: 'the job of a witness kernel', hint })
  }
  if (state !== 'finalized') return undefined
  const filter = {
    eventName: 'WitnessSubmitted',
    args: { jobId },
    fromBlock: BigInt(startBlock),
    strict: true,
  } as const
  const [event] = await decoded(getContractEvents(client, { ...contract, ...filter }))
  return event && { jobId, worker: event.args.worker, output: event.args.output, root: job.sealOrRoot }
}
