import { jobEscrowAbi } from '@quern/sdk'
import { encodeFunctionData } from 'viem'
import { repeat } from '../runtime/bell.js'
import type { JobRow } from '../runtime/jobs.js'
import type { Service } from '../runtime/supervisor.js'
import { byRequest, documentOf, intend, termsArguments, type Batch, type Context } from './context.js'

/** Finalizes own jobs when their challenge window is over, those of a request that end soon after each other at once. */
export function createClaimer(context: Context): Service {
  const { store, chain, config, nowMs } = context
  return {
    name: 'claimer',
    phase: 'intake',
    run: (signal) =>
      repeat({ bell: context.bell, ms: config.chain.poll_ms, signal }, async () => {
        const revealed = store.jobs.inStates(['revealed']).filter((job) => job.retryAtMs <= nowMs())
        if (revealed.length === 0) return
        const { timestampS } = await chain.head()
        const idle = revealed.filter((job) => !store.outbox.isLive(job.jobId))
        for (const batch of byRequest(idle)) {
          const due = dueOf(batch.jobs, { endS: timestampS - config.claimer.delay_s, batchS: config.gas.batch_s })
          if (due.length > 0) finalize(context, { ...batch, jobs: due })
        }
      }),
  }
}

/** Jobs whose window ended before `endS`; none while others end within `batchS` of the first. */
function dueOf(jobs: readonly JobRow[], { endS, batchS }: { endS: number; batchS: number }): readonly JobRow[] {
  const due = jobs.filter((job) => job.deadlineS < endS)
  const firstS = Math.min(...due.map((job) => job.deadlineS))
  const isLater = (job: JobRow): boolean => job.deadlineS >= endS && job.deadlineS <= firstS + batchS
  return jobs.some(isLater) ? [] : due
}

function finalize(context: Context, { requestId, jobs }: Batch): void {
  const calldata = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'finalize',
    args: [...termsArguments(documentOf(context.store, requestId)), jobs.map((job) => job.shard)],
  })
  const jobIds = jobs.map((job) => job.jobId)
  const target = context.config.contracts.escrow
  intend(context, { kind: 'finalize', requestId, jobIds, target, calldata }, { retryAtMs: context.nowMs() + 5000 })
  for (const jobId of jobIds) context.log.info({ job_id: jobId }, 'finalizing')
}
