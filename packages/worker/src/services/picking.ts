import { jobIdOf, type Request, type RequestDocument } from '@quern/sdk'
import { concatHex, hexToNumber, isAddressEqual, keccak256, slice, type Address, type Hex } from 'viem'
import type { JobRow } from '../runtime/jobs.js'
import type { Head, JobTruth } from './chain.js'
import type { Context } from './context.js'
import { changeOfHeld } from './tracker.js'

/** Pages read for each shard wanted: others take shards too, and a page is one call. */
const readsPerShard = 4
/** Pages asked for at once. */
const readsAtOnce = 16
/** The escrow gives a shard out so often. */
const mostAttempts = 15
const lookAgainMs = 5000
const never = Number.MAX_SAFE_INTEGER

/** A different order for each worker, so that workers rarely reach for the same shard: from one on, in equal steps. */
export function shardOrder(worker: Address, requestId: Hex, { request }: RequestDocument): readonly number[] {
  const { shards } = request.work
  const seed = keccak256(concatHex([worker, requestId]))
  const start = hexToNumber(slice(seed, 0, 6)) % shards
  let step = hexToNumber(slice(seed, 6, 12)) % shards
  while (divisorOf(step, shards) !== 1) step += 1
  return Array.from({ length: shards }, (_, index) => (start + index * step) % shards)
}

/** The greatest number that divides both. */
function divisorOf(one: number, other: number): number {
  return other === 0 ? one : divisorOf(other, one % other)
}

export interface Picking {
  readonly requestId: Hex
  readonly request: Request
  readonly order: readonly number[]
  readonly head: Head
  readonly count: number
  /** Whether money for shards that nobody took yet is set aside. */
  readonly isPosted: boolean
}

interface Looked {
  readonly shard: number
  readonly truth: JobTruth
}

/**
 * Finds shards that the chain calls open, and keeps a row for each that was looked at. An accept takes all of its shards or
 * none: shards whose money is sure are not mixed with those that came back, which the requester's ledger may fail to pay.
 */
export async function pickShards(context: Context, picking: Picking): Promise<number[]> {
  const { store, nowMs } = context
  const { requestId, count } = picking
  const known = new Map(store.jobs.ofRequest(requestId).map((job) => [job.shard, job]))
  const candidates = picking.order
    .filter((shard) => isCandidate(known.get(shard), nowMs()))
    .slice(0, count * readsPerShard)
  const open: Looked[] = []
  while (candidates.length > 0 && open.length < count) {
    const shards = candidates.splice(0, Math.min(readsAtOnce, count - open.length))
    const seen = await look(context, picking, shards)
    store.db.transaction(() => open.push(...seen.filter((looked) => keepLooked(context, picking, looked))))
  }
  const fresh = open.filter(({ truth }) => truth.attempt === 0)
  const chosen = picking.isPosted && fresh.length > 0 ? fresh : open
  return chosen.map(({ shard }) => shard)
}

function look({ chain }: Context, { request, head }: Picking, shards: readonly number[]): Promise<Looked[]> {
  return Promise.all(shards.map(async (shard) => ({ shard, truth: await chain.job(request, shard, head) })))
}

/** Keeps what was seen of a shard; returns whether it may be taken. */
function keepLooked(context: Context, { requestId, request }: Picking, { shard, truth }: Looked): boolean {
  const { store, config, nowMs } = context
  const { attempt, price } = truth
  const jobId = jobIdOf({ requestId, shard })
  store.jobs.add({ jobId, requestId, shard, attempt, price, lock: request.terms.lock })
  if (truth.state === 'open') {
    const isLast = attempt === mostAttempts
    const change = isLast ? ({ state: 'lost', reason: 'attempts_exhausted', retryAtMs: never } as const) : undefined
    store.jobs.change(jobId, change ?? { state: 'seen', attempt, price })
    return !isLast
  }
  if (isAddressEqual(truth.worker, config.worker.address)) {
    adopt(context, jobId, truth)
    return false
  }
  const isEnded = truth.state === 'finalized' || truth.state === 'slashed'
  store.jobs.change(jobId, { state: 'lost', reason: 'taken', retryAtMs: isEnded ? never : nowMs() + lookAgainMs })
  return false
}

/** The chain says that a job is held by this worker, whose rows do not: the chain is right. */
function adopt({ store, log, bell }: Context, jobId: Hex, truth: JobTruth): void {
  const job = store.jobs.find(jobId)
  const change = job && changeOfHeld(job, truth, false)
  if (job === undefined || change?.state === undefined) return
  store.db.transaction(() => {
    store.jobs.change(jobId, change)
    const facts = { attempt: truth.attempt }
    store.journal.write({
      event: `job.${change.state}`,
      reason: 'found_on_chain',
      requestId: job.requestId,
      jobId,
      facts,
    })
  })
  log.warn({ job_id: jobId, from: job.state, reason: 'found_on_chain' }, `job ${change.state}`)
  bell.ring()
}

function isCandidate(job: JobRow | undefined, nowMs: number): boolean {
  if (job === undefined) return true
  const isReopenable = job.state === 'lost' && job.reason === 'taken'
  return (job.state === 'seen' || isReopenable) && job.retryAtMs <= nowMs
}
