import type { Hex } from 'viem'
import { shortMessage } from '../errors.js'
import { repeat } from '../runtime/bell.js'
import { ComputeError } from '../runtime/compute-child.js'
import type { JobRow } from '../runtime/jobs.js'
import type { Service } from '../runtime/supervisor.js'
import type { Head } from './chain.js'
import { documentOf, secondsLeft, type Context } from './context.js'
import { createComputeStep, type ComputeStep, type Step } from './computing.js'
import { miningReserveS } from './pricer.js'
import { givenMs, workFacts } from './work.js'

/** After so many failures in a row a job is left alone: its device or its request is at fault. */
export const mostFailures = 3
const retryMs = 2000
/** A head this old still says how much time is left: far less than what is kept free for mining. */
const headMs = 1000

/** Computes assigned jobs in the child process, the earliest deadline first; a search is one of many steps. */
export function createRunner(context: Context): Service {
  const compute = createComputeStep(context)
  const turns = createTurns(context)
  return {
    name: 'runner',
    phase: 'finish',
    run: (signal) =>
      repeat({ bell: context.bell, ms: context.config.chain.poll_ms, signal }, async () => {
        let head: Head | undefined
        let headAtMs = 0
        for (;;) {
          const job = turns.next()
          if (job === undefined || signal.aborted) return
          if (head === undefined || context.nowMs() - headAtMs >= headMs) {
            head = await context.chain.head()
            headAtMs = context.nowMs()
          }
          const step = await runJob(context, job, { head, compute, signal })
          if (step !== undefined) turns.took(job, step)
        }
      }),
  }
}

/** Whose turn it is. */
interface Turns {
  next(): JobRow | undefined
  /** Counts the time that a job's step took. */
  took(job: JobRow, step: Step): void
}

/** The earliest deadline first; a search that took more than it was given lets those go before that count on their time. */
function createTurns({ store, nowMs }: Context): Turns {
  const spent = new Map<Hex, Pick<Step, 'kind' | 'ms'>>()
  const isOverdrawn = ({ jobId, requestId }: JobRow): boolean => {
    const search = spent.get(jobId)
    if (search === undefined) return false
    const document = documentOf(store, requestId)
    const work = workFacts(document)
    const { kernelId } = document.request.terms
    return !('problem' in work) && search.ms > givenMs(store, work, { kernelId, kind: search.kind })
  }
  return {
    next: () => {
      const assigned = store.jobs.inStates(['assigned'])
      const due = assigned.filter((job) => job.failures < mostFailures && job.retryAtMs <= nowMs())
      return due.find((job) => !isOverdrawn(job)) ?? due[0]
    },
    took: ({ jobId }, { root, kind, ms }) => {
      if (root === undefined) spent.set(jobId, { kind, ms: (spent.get(jobId)?.ms ?? 0) + ms })
      else spent.delete(jobId)
    },
  }
}

/** Returns what was done, unless it failed. */
async function runJob(
  context: Context,
  job: JobRow,
  { head, compute, signal }: { head: Head; compute: ComputeStep; signal: AbortSignal },
): Promise<Step | undefined> {
  const { breaker, log, atBoundary, bell } = context
  const leftS = secondsLeft(job, head) - miningReserveS
  if (leftS <= 0) {
    failJob(context, job, { reason: 'too_late', failures: mostFailures })
    return undefined
  }
  const timeoutMs = Math.min(leftS, context.config.compute.deadline_s) * 1000
  try {
    const step = await compute(job, { timeoutMs, signal })
    if (step.root !== undefined) atBoundary('runner.result-written')
    keepStep(context, job, step)
    breaker.worked()
    if (step.root === undefined) return step
    atBoundary('runner.computed')
    log.info({ job_id: job.jobId, compute_ms: step.ms }, 'job computed')
    bell.ring()
    return step
  } catch (error) {
    if (signal.aborted) throw error
    breaker.failed()
    failJob(context, job, failureOf(job, error))
    return undefined
  }
}

/** A job is not at fault when no device may be used: it waits for one. */
function failureOf({ failures }: JobRow, error: unknown): Failure {
  const { code } = error as { code?: unknown }
  const reason = typeof code === 'string' ? code.toLowerCase() : 'compute_failed'
  const problem = shortMessage(error)
  const untilMs = error instanceof ComputeError ? error.facts['until_ms'] : undefined
  if (typeof untilMs === 'number') return { reason, problem, failures, retryAtMs: untilMs }
  return { reason, problem, failures: failures + 1 }
}

/** Keeps the speed of what was done, and the result when there is one. */
function keepStep({ store }: Context, job: JobRow, { root, kind, units, ms, parts }: Step): void {
  const { kernelId } = documentOf(store, job.requestId).request.terms
  store.db.transaction(() => {
    store.speeds.measured({ kernelId, kind }, { units, ms })
    if (store.jobs.find(job.jobId)?.state !== 'assigned') return
    if (root === undefined) {
      if (job.failures > 0) store.jobs.change(job.jobId, { failures: 0 })
      return
    }
    store.jobs.change(job.jobId, { state: 'computed', root, retryAtMs: 0 })
    const facts = { device: kind, ms, ...parts }
    store.journal.write({ event: 'job.computed', requestId: job.requestId, jobId: job.jobId, facts })
  })
}

interface Failure {
  readonly reason: string
  readonly failures: number
  readonly problem?: string
  /** When it is tried again, if not soon. */
  readonly retryAtMs?: number
}

function failJob({ store, log, nowMs }: Context, job: JobRow, failure: Failure): void {
  const { reason, failures, problem = '', retryAtMs = nowMs() + retryMs } = failure
  store.db.transaction(() => {
    store.jobs.change(job.jobId, { failures, retryAtMs, reason })
    store.journal.write({
      event: 'job.failed',
      reason,
      requestId: job.requestId,
      jobId: job.jobId,
      facts: { failures, problem },
    })
  })
  log.error({ job_id: job.jobId, reason, failures, problem }, 'computation failed')
}
