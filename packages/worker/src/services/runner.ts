import { shortMessage } from '../errors.js'
import { repeat } from '../runtime/bell.js'
import type { JobRow } from '../runtime/jobs.js'
import type { Service } from '../runtime/supervisor.js'
import type { Head } from './chain.js'
import { documentOf, secondsLeft, type Context } from './context.js'
import { createComputeStep, type ComputeStep, type Step } from './computing.js'
import { miningReserveS } from './pricer.js'

/** After so many failures in a row a job is left alone: its device or its request is at fault. */
export const mostFailures = 3
const retryMs = 2000

/** Computes assigned jobs in the child process, the earliest deadline first; a search is one of many steps. */
export function createRunner(context: Context): Service {
  const compute = createComputeStep(context)
  return {
    name: 'runner',
    phase: 'finish',
    run: (signal) =>
      repeat({ bell: context.bell, ms: context.config.chain.poll_ms, signal }, async () => {
        for (;;) {
          const job = nextJob(context)
          if (job === undefined || signal.aborted) return
          await runJob(context, job, { head: await context.chain.head(), compute, signal })
        }
      }),
  }
}

function nextJob({ store, nowMs }: Context): JobRow | undefined {
  return store.jobs.inStates(['assigned']).find((job) => job.failures < mostFailures && job.retryAtMs <= nowMs())
}

async function runJob(
  context: Context,
  job: JobRow,
  { head, compute, signal }: { head: Head; compute: ComputeStep; signal: AbortSignal },
): Promise<void> {
  const { breaker, log, atBoundary, bell } = context
  const leftS = secondsLeft(job, head) - miningReserveS
  if (leftS <= 0) return failJob(context, job, { reason: 'too_late', failures: mostFailures })
  const timeoutMs = Math.min(leftS, context.config.compute.deadline_s) * 1000
  try {
    const step = await compute(job, { timeoutMs, signal })
    if (step.root !== undefined) atBoundary('runner.result-written')
    keepStep(context, job, step)
    breaker.worked()
    if (step.root === undefined) return
    atBoundary('runner.computed')
    log.info({ job_id: job.jobId, compute_ms: step.ms }, 'job computed')
    bell.ring()
  } catch (error) {
    if (signal.aborted) throw error
    breaker.failed()
    const { code } = error as { code?: unknown }
    const reason = typeof code === 'string' ? code.toLowerCase() : 'compute_failed'
    failJob(context, job, { reason, failures: job.failures + 1, problem: shortMessage(error) })
  }
}

/** Keeps the speed of what was done, and the result when there is one. */
function keepStep({ store }: Context, job: JobRow, { root, units, ms }: Step): void {
  const { kernelId } = documentOf(store, job.requestId).request.terms
  store.db.transaction(() => {
    store.speeds.measured(kernelId, { units, ms })
    if (store.jobs.find(job.jobId)?.state !== 'assigned') return
    if (root === undefined) {
      if (job.failures > 0) store.jobs.change(job.jobId, { failures: 0 })
      return
    }
    store.jobs.change(job.jobId, { state: 'computed', root, retryAtMs: 0 })
    store.journal.write({ event: 'job.computed', requestId: job.requestId, jobId: job.jobId, facts: { ms } })
  })
}

interface Failure {
  readonly reason: string
  readonly failures: number
  readonly problem?: string
}

function failJob({ store, log, nowMs }: Context, job: JobRow, { reason, failures, problem = '' }: Failure): void {
  store.db.transaction(() => {
    store.jobs.change(job.jobId, { failures, retryAtMs: nowMs() + retryMs, reason })
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
