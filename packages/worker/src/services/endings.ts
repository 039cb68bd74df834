import type { JobChange, JobRow, JobState } from '../runtime/jobs.js'
import type { EndedEntry, IntentKind, OutboxEntry, Revert } from '../runtime/outbox.js'
import type { Store } from '../runtime/store.js'

/** After these the request can never be accepted by this worker. */
const finalRefusals: ReadonlySet<string> = new Set([
  'RequestIsCancelled',
  'RequestExpired',
  'NonceCancelled',
  'SignatureMismatch',
  'NotAssignee',
  'TermOutOfRange',
  'KernelRetired',
  'KernelUnknown',
  'WrongKind',
  'ShardUnknown',
  'TokenNotAllowed',
])

/** After these others may still be accepted, but not this job. */
const jobRefusals: ReadonlySet<string> = new Set(['JobInState', 'AttemptsExhausted'])

/** These end when a guardian lets go again, however long that takes. */
const pausingRefusals: ReadonlySet<string> = new Set(['TokenPaused'])

/** These name the one job of a list that stands in the way of all. */
const namingRefusals: ReadonlySet<string> = new Set([
  'JobInState',
  'DeadlinePassed',
  'SealMismatch',
  'SamplesRequired',
  'SamplesNotRequired',
])

const mostFailures = 10
const retryMs = { refused: 5000, step: 2000, finalize: 5000, named: 30_000 }

/** Where a job waits while its transaction is under way, and where it was before. */
const steps: Readonly<Record<Exclude<IntentKind, 'accept' | 'finalize'>, { from: JobState; back: JobState }>> = {
  commit: { from: 'sealed', back: 'computed' },
  reveal: { from: 'revealing', back: 'committed' },
  revealSampled: { from: 'revealing', back: 'committed' },
  submitWitness: { from: 'submitting', back: 'computed' },
}

/**
 * What the end of a transaction means for its jobs. Whatever it says, the tracker reads the chain's truth next. What had
 * ended and was taken back ends again: a job whose next transaction is under way by then waits for that one.
 */
export function applyEnding(store: Store, nowMs: number, { entry, ending, revert }: EndedEntry): void {
  const { status } = ending
  const reason = ending.reason ?? status
  if (entry.kind === 'accept') {
    if (status === 'done') store.requests.clearFailures(entry.requestId)
    else releaseAccept(store, nowMs, { entry, reason, revert })
    return
  }
  // The tracker needs a moment to see that it is paid.
  if (status === 'done' && entry.kind !== 'finalize') return
  for (const jobId of entry.jobIds) {
    if (store.outbox.isLive(jobId)) continue
    store.jobs.change(jobId, {
      ...stepBack(store.jobs.find(jobId), { kind: entry.kind, revert, nowMs }),
      ...(status === 'done' ? {} : { reason }),
    })
  }
}

/** A job one step back, to be tried again; one that was named alone waits for the tracker, and the others go on without it. */
function stepBack(
  job: JobRow | undefined,
  { kind, revert, nowMs }: { kind: Exclude<IntentKind, 'accept'>; revert: Revert | undefined; nowMs: number },
): JobChange {
  if (kind === 'finalize') return { retryAtMs: nowMs + retryMs.finalize }
  const { from, back } = steps[kind]
  // The file of the answer or the search is at fault.
  if (revert?.name === 'WitnessNotCorrect' && job?.state === from)
    return { state: 'assigned', failures: job.failures + 1, retryAtMs: nowMs + retryMs.step }
  const isNaming = revert !== undefined && namingRefusals.has(revert.name)
  const isNamed = isNaming && revert.facts['jobId'] === job?.jobId
  const pauseMs = isNamed ? retryMs.named : isNaming ? 0 : retryMs.step
  return { ...(job?.state === from ? { state: back } : {}), retryAtMs: nowMs + pauseMs }
}

interface FailedAccept {
  readonly entry: OutboxEntry
  readonly reason: string
  readonly revert: Revert | undefined
}

function releaseAccept(store: Store, nowMs: number, { entry, reason, revert }: FailedAccept): void {
  const isJobs = revert !== undefined && jobRefusals.has(revert.name)
  for (const jobId of entry.jobIds) {
    if (store.outbox.isLive(jobId)) continue
    const job = store.jobs.find(jobId)
    if (job?.state !== 'accepting') continue
    const isThisJob = isJobs && revert.facts['jobId'] === jobId
    store.jobs.change(
      jobId,
      isThisJob
        ? { state: 'lost', reason: 'taken', retryAtMs: nowMs + retryMs.refused }
        : { state: 'seen', ...pauseOf(job, { revert, nowMs }) },
    )
  }
  if (isJobs) return
  decideAgain(store, nowMs, { entry, reason, revert })
}

/** A shard that came back, and that the ledger does not pay, gives way to those whose money is set aside. */
function pauseOf(job: JobRow, { revert, nowMs }: { revert: Revert | undefined; nowMs: number }): JobChange {
  const isUnpaid = revert?.name === 'LedgerTooLow' && job.attempt > 0
  return isUnpaid ? { retryAtMs: nowMs + retryMs.named } : {}
}

function decideAgain(store: Store, nowMs: number, { entry, reason, revert }: FailedAccept): void {
  const { requestId } = entry
  const isFinal = revert !== undefined && finalRefusals.has(revert.name)
  const isPaused = revert !== undefined && pausingRefusals.has(revert.name)
  const isTooOften = !isPaused && store.requests.fail(requestId) >= mostFailures
  const action = isFinal || isTooOften ? 'pass' : 'wait'
  const pauseMs = revert === undefined ? 0 : retryMs.refused
  store.requests.decide(requestId, { action, reason: `accept_${reason}`, retryAtMs: nowMs + pauseMs })
  store.journal.write({ event: `request.${action}`, reason: `accept_${reason}`, requestId, facts: revert?.facts ?? {} })
}
