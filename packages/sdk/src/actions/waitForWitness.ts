import type { Address, Client, Hex } from 'viem'
import { getBlockNumber, getContractEvents, readContract } from 'viem/actions'
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
  const args = [jobId] as const
  const job = await decoded(readContract(client, { address: escrow, abi: jobEscrowAbi, functionName: 'jobOf', args }))
  const state = jobStates[job.state] ?? 'open'
  if (state !== 'open' && !job.witness) {
    const hint = 'Its result is committed and revealed: use waitForReveal.'
    throw new JobStateError({ jobId, state, need: 'the job of a witness kernel', hint })
  }
  if (state !== 'finalized') return undefined
  const shown = await shownOutput(client, { escrow, jobId, startBlock: BigInt(startBlock) })
  return shown && { jobId, ...shown, root: job.sealOrRoot }
}

/** The output of the job's only witness and who showed it, looked for from the head backwards. */
async function shownOutput(
  client: Client,
  { escrow, jobId, startBlock }: { escrow: Address; jobId: Hex; startBlock: bigint },
): Promise<{ worker: Address; output: Hex } | undefined> {
  const range = 2000n
  const filter = {
    address: escrow,
    abi: jobEscrowAbi,
    eventName: 'WitnessSubmitted',
    args: { jobId },
    strict: true,
  } as const
  for (let toBlock = await decoded(getBlockNumber(client, { cacheTime: 0 })); toBlock >= startBlock; toBlock -= range) {
    const fromBlock = toBlock - range + 1n > startBlock ? toBlock - range + 1n : startBlock
    const [event] = await decoded(getContractEvents(client, { ...filter, fromBlock, toBlock }))
    if (event) return { worker: event.args.worker, output: event.args.output }
  }
  return undefined
}
