import { mkdir } from 'node:fs/promises'
import type { Hex } from 'viem'
import { outputFolder } from '../config/load.js'
import { shortMessage } from '../errors.js'
import { repeat } from '../runtime/bell.js'
import type { TaskLimits } from '../runtime/compute-child.js'
import type { JobRow } from '../runtime/jobs.js'
import type { Service } from '../runtime/supervisor.js'
import type { Head } from './chain.js'
import { documentOf, secondsLeft, type Context } from './context.js'
import { keptInputs } from './inputs.js'
import { miningReserveS } from './pricer.js'
import { workFacts } from './work.js'

/** After so many failures a job is left alone: its device or its request is at fault. */
export const mostFailures = 3
const retryMs = 2000

/** Computes assigned jobs in the child process, the earliest deadline first. */
export function createRunner(context: Context): Service {
  return {
    name: 'runner',
    phase: 'finish',
    run: (signal) =>
      repeat({ bell: context.bell, ms: context.config.chain.poll_ms, signal }, async () => {
        for (;;) {
          const job = nextJob(context)
          if (job === undefined || signal.aborted) return
          await runJob(context, job, { head: await context.chain.head(), signal })
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
  { head, signal }: { head: Head; signal: AbortSignal },
): Promise<void> {
  const { config, breaker, log, atBoundary, bell } = context
  const leftS = secondsLeft(job, head) - miningReserveS
  if (leftS <= 0) return failJob(context, job, { reason: 'too_late', failures: mostFailures })
  const timeoutMs = Math.min(leftS, config.compute.deadline_s) * 1000
  try {
    const { root, ms } = await compute(context, job, { timeoutMs, signal })
    atBoundary('runner.result-written')
    keepResult(context, job, { root, ms })
    atBoundary('runner.computed')
    breaker.worked()
    log.info({ job_id: job.jobId, compute_ms: ms }, 'job computed')
    bell.ring()
  } catch (error) {
    if (signal.aborted) throw error
    breaker.failed()
    const { code } = error as { code?: unknown }
    const reason = typeof code === 'string' ? code.toLowerCase() : 'compute_failed'
    failJob(context, job, { reason, failures: job.failures + 1, problem: shortMessage(error) })
  }
}

async function compute({ store, config, compute: child }: Context, job: JobRow, limits: TaskLimits) {
  const document = documentOf(store, job.requestId)
  const { terms, work } = document.request
  const { roots, files } = await keptInputs(config, document)
  const folder = outputFolder(config.content.dir)
  await mkdir(folder, { recursive: true })
  const { params, shards } = work
  const { kernelId } = terms
  const task = {
    task: 'compute',
    kernelId,
    params,
    shards,
    shard: job.shard,
    inputRoots: roots,
    inputFiles: files,
    folder,
  } as const
  return child.run(task, limits)
}

function keepResult({ store }: Context, job: JobRow, { root, ms }: { root: Hex; ms: number }): void {
  const document = documentOf(store, job.requestId)
  const work = workFacts(document)
  store.db.transaction(() => {
    if (store.jobs.find(job.jobId)?.state !== 'assigned') return
    store.jobs.change(job.jobId, { state: 'computed', root, retryAtMs: 0 })
    store.journal.write({ event: 'job.computed', requestId: job.requestId, jobId: job.jobId, facts: { ms } })
    if (!('problem' in work)) store.speeds.measured(document.request.terms.kernelId, { units: work.units, ms })
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
