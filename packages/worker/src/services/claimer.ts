import { jobEscrowAbi } from '@quern/sdk'
import { encodeFunctionData, type Hex } from 'viem'
import { repeat } from '../runtime/bell.js'
import type { JobRow } from '../runtime/jobs.js'
import type { Service } from '../runtime/supervisor.js'
import { byRequest, documentOf, intend, termsArguments, type Context } from './context.js'

/** Finalizes own jobs when their challenge window is over. */
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
        const due = revealed.filter((job) => timestampS > job.deadlineS + config.claimer.delay_s)
        for (const { requestId, jobs } of byRequest(due.filter((job) => !store.outbox.isLive(job.jobId)))) {
          finalize(context, requestId, jobs)
        }
      }),
  }
}

function finalize(context: Context, requestId: Hex, jobs: readonly JobRow[]): void {
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
