import { isAddressEqual, type Hex } from 'viem'
import { TryAgainError } from '../errors.js'
import { repeat } from '../runtime/bell.js'
import { liveStates, type JobChange, type JobRow, type JobState } from '../runtime/jobs.js'
import type { Service } from '../runtime/supervisor.js'
import type { Head, JobTruth } from './chain.js'
import { documentOf, type Context } from './context.js'

/** A job that the chain gave to nobody, or paid, may come back with a reorganisation for this long. */
const endedWatchMs = 600_000
/** Paid jobs are many: they are looked at so often. */
const settledLookMs = 15_000
/** So many jobs are read at once. */
const readsAtOnce = 16
/** A head below the highest one is believed after this long. */
const staleHeadMs = 60_000

/**
 * Reads the chain's truth about every job of this worker at each new head, and when the job changed here; only it moves
 * jobs to states of the chain.
 */
export function createTracker(context: Context): Service {
  const heads = createHeadGuard(context.nowMs)
  const settled = createLookBack(context)
  let looked: ReadonlyMap<Hex, string> = new Map()
  return {
    name: 'tracker',
    phase: 'finish',
    run: (signal) =>
      repeat({ bell: context.bell, ms: context.config.chain.poll_ms, signal }, async () => {
        const jobs = [
          ...context.store.jobs.inStates(liveStates),
          ...context.store.jobs.lostSince(context.nowMs() - endedWatchMs),
          ...settled(),
        ]
        if (jobs.length === 0) return
        // Before the head is read: a transaction that ends later may stand in a block that is younger than this head.
        const inFlight = new Set(jobs.filter((job) => context.store.outbox.isLive(job.jobId)))
        const head = heads.check(await context.chain.head())
        const seen = new Map(jobs.map((job) => [job.jobId, sightOf(job, head, inFlight.has(job))]))
        const due = jobs.filter(({ jobId }) => looked.get(jobId) !== seen.get(jobId))
        for (let first = 0; first < due.length; first += readsAtOnce) {
          const sights = due.slice(first, first + readsAtOnce).map((job) => ({ job, isInFlight: inFlight.has(job) }))
          await track(context, head, sights)
        }
        looked = seen
      }),
  }
}

/** Jobs that were paid not long ago, once in a while; none in between. */
function createLookBack({ store, nowMs }: Context): () => JobRow[] {
  let nextMs = 0
  return () => {
    if (nowMs() < nextMs) return []
    nextMs = nowMs() + settledLookMs
    return store.jobs.settledSince(nowMs() - endedWatchMs)
  }
}

/** What decides about a job, besides the chain at its head. */
function sightOf({ state, attempt }: JobRow, { number, timestampS }: Head, isInFlight: boolean): string {
  return [number, timestampS, state, attempt, isInFlight].join(' ')
}

interface Sight {
  readonly job: JobRow
  readonly isInFlight: boolean
}

/** Reads the truth about some jobs and keeps all that could be read in one durable step; throws when one could not. */
async function track(context: Context, head: Head, sights: readonly Sight[]): Promise<void> {
  const { store, chain } = context
  const read = await Promise.allSettled(
    sights.map(async (sight) => {
      const { request } = documentOf(store, sight.job.requestId)
      return { ...sight, truth: await chain.job(request, sight.job.shard, head) }
    }),
  )
  const moves = store.db.transaction(() =>
    read.flatMap((one) => (one.status === 'fulfilled' ? (keepTruth(context, head, one.value) ?? []) : [])),
  )
  for (const { job, change } of moves) {
    const level = change.reason === 'slashed' ? 'error' : 'info'
    context.log[level]({ job_id: job.jobId, from: job.state, reason: change.reason }, `job ${change.state}`)
  }
  if (moves.length > 0) context.bell.ring()
  const failed = read.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** Keeps what changed of a job; returns it when the job is in another state now. */
function keepTruth(
  { store, config }: Context,
  head: Head,
  { job, isInFlight, truth }: Sight & { truth: JobTruth },
): { job: JobRow; change: JobChange } | undefined {
  const latest = store.jobs.find(job.jobId)
  if (latest === undefined || latest.state !== job.state) return undefined
  const isOurs = truth.state !== 'open' && isAddressEqual(truth.worker, config.worker.address)
  const change = isOurs ? changeOfHeld(job, truth, isInFlight) : changeOfLost(job, truth, isInFlight)
  if (change === undefined) return undefined
  store.jobs.change(job.jobId, change)
  if (change.state === undefined || change.state === job.state) return undefined
  store.journal.write({
    event: `job.${change.state}`,
    requestId: job.requestId,
    jobId: job.jobId,
    facts: { attempt: truth.attempt, block: head.number },
    ...(change.reason === undefined ? {} : { reason: change.reason }),
  })
  return { job, change }
}

/** The next row of a job that the chain says is ours; undefined when nothing changes. */
export function changeOfHeld(job: JobRow, truth: JobTruth, isInFlight: boolean): JobChange | undefined {
  const { attempt, price, deadlineS, beaconId } = truth
  switch (truth.state) {
    case 'finalized':
      return moved(job, 'settled', { price })
    case 'slashed':
      return moved(job, 'lost', { reason: 'slashed' })
    case 'revealed':
      return moved(job, 'revealed', { deadlineS, price, retryAtMs: 0 })
    case 'committed':
      if (job.state === 'revealing' && isInFlight) return undefined
      return moved(job, 'committed', { deadlineS, beaconId, attempt, price })
    default:
      return changeOfAssigned(job, truth, isInFlight)
  }
}

function changeOfAssigned(
  job: JobRow,
  { attempt, price, deadlineS }: JobTruth,
  isInFlight: boolean,
): JobChange | undefined {
  const start: JobChange = { state: 'assigned', attempt, price, deadlineS, failures: 0, retryAtMs: 0 }
  const isSameAttempt = attempt === job.attempt && job.deadlineS > 0
  switch (job.state) {
    case 'assigned':
    case 'computed':
      return isSameAttempt ? undefined : start
    case 'sealed':
    case 'submitting':
      if (!isSameAttempt) return start
      return isInFlight ? undefined : { state: 'computed' }
    // What was seen of a commit or a reveal is gone with its block: one step back at a time, from the seal that is kept.
    case 'committed':
      return { state: 'sealed' }
    case 'revealing':
    case 'revealed':
      return { state: 'committed' }
    case 'settled':
      if (isInFlight) return undefined
      return isSameAttempt ? fromResult(job, start) : start
    default:
      return start
  }
}

/** From its result on, when there is one. */
function fromResult({ root }: JobRow, start: JobChange): JobChange {
  return root === undefined ? start : { state: 'computed', retryAtMs: 0 }
}

/** The next row of a job that is open or another's. */
export function changeOfLost(job: JobRow, truth: JobTruth, isInFlight: boolean): JobChange | undefined {
  if (job.state === 'lost' || job.state === 'seen') return undefined
  if (job.state === 'accepting') {
    if (isInFlight) return undefined
    return truth.state === 'open' ? { state: 'seen' } : { state: 'lost', reason: 'taken' }
  }
  // What a reorganisation took back is sent again.
  if (job.state === 'settled' && isInFlight) return undefined
  return { state: 'lost', reason: truth.state === 'open' ? 'not_committed_in_time' : 'reassigned' }
}

function moved(job: JobRow, state: JobState, change: JobChange): JobChange | undefined {
  return job.state === state ? undefined : { state, ...change }
}

/** Refuses a head that lies below one seen before: a node that lags must not look like jobs or posts that are gone. */
export function createHeadGuard(nowMs: () => number): { check<T extends Pick<Head, 'number'>>(head: T): T } {
  let highest = -1n
  let lowSinceMs: number | undefined
  return {
    check: (head) => {
      const { number } = head
      if (number >= highest) {
        highest = number
        lowSinceMs = undefined
        return head
      }
      lowSinceMs ??= nowMs()
      if (nowMs() - lowSinceMs < staleHeadMs) {
        throw new TryAgainError('HEAD_BEHIND', `The node is at block ${number}, behind block ${highest} seen before.`)
      }
      highest = number
      return head
    },
  }
}
