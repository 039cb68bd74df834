import type { EndedEntry, OutboxEntry } from '../runtime/outbox.js'
import type { Store } from '../runtime/store.js'
import type { Revert } from '../runtime/outbox.js'

/** After these the request can never be accepted by this worker. */
const finalRefusals: ReadonlySet<string> = new Set([
  'RequestIsCancelled',
  'RequestExpired',
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

const mostFailures = 10
const retryMs = { refused: 5000, commit: 2000, reveal: 2000, finalize: 5000 }

/** What the end of a transaction means for its jobs. Whatever it says, the tracker reads the chain's truth next. */
export function applyEnding(store: Store, nowMs: number, ended: EndedEntry): void {
  const { entry, ending, revert } = ended
  const { status } = ending
  const reason = ending.reason ?? status
  if (entry.kind === 'accept') {
    if (status === 'done') store.requests.clearFailures(entry.requestId)
    else releaseAccept(store, nowMs, { entry, reason, revert })
    return
  }
  if (status === 'done') return
  const back = entry.kind === 'commit' ? 'computed' : 'committed'
  const from = entry.kind === 'commit' ? 'sealed' : 'revealing'
  const retryAtMs = nowMs + (entry.kind === 'revealSampled' ? retryMs.reveal : retryMs[entry.kind])
  for (const jobId of entry.jobIds) {
    const job = store.jobs.find(jobId)
    const isWaiting = entry.kind !== 'finalize' && job?.state === from
    store.jobs.change(jobId, { ...(isWaiting ? { state: back } : {}), retryAtMs, reason })
  }
}

interface FailedAccept {
  readonly entry: OutboxEntry
  readonly reason: string
  readonly revert: Revert | undefined
}

function releaseAccept(store: Store, nowMs: number, { entry, reason, revert }: FailedAccept): void {
  const isJobs = revert !== undefined && jobRefusals.has(revert.name)
  for (const jobId of entry.jobIds) {
    if (store.jobs.find(jobId)?.state !== 'accepting') continue
    const isThisJob = isJobs && revert.facts['jobId'] === jobId
    store.jobs.change(
      jobId,
      isThisJob ? { state: 'lost', reason: 'taken', retryAtMs: nowMs + retryMs.refused } : { state: 'seen' },
    )
  }
  if (isJobs) return
  decideAgain(store, nowMs, { entry, reason, revert })
}

function decideAgain(store: Store, nowMs: number, { entry, reason, revert }: FailedAccept): void {
  const { requestId } = entry
  const isFinal = revert !== undefined && finalRefusals.has(revert.name)
  const isTooOften = store.requests.fail(requestId) >= mostFailures
  const action = isFinal || isTooOften ? 'pass' : 'wait'
  const pauseMs = revert === undefined ? 0 : retryMs.refused
  store.requests.decide(requestId, { action, reason: `accept_${reason}`, retryAtMs: nowMs + pauseMs })
  store.journal.write({ event: `request.${action}`, reason: `accept_${reason}`, requestId, facts: revert?.facts ?? {} })
}
