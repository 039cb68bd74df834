import { randomBytes } from 'node:crypto'
import { jobEscrowAbi, sealOf } from '@quern/sdk'
import { encodeFunctionData, toHex, type Hex } from 'viem'
import { repeat } from '../runtime/bell.js'
import type { JobRow } from '../runtime/jobs.js'
import { SecondRootError, type SealKey } from '../runtime/protection.js'
import type { Service } from '../runtime/supervisor.js'
import { byRequest, documentOf, intend, termsArguments, type Batch, type Context } from './context.js'
import { miningReserveS } from './pricer.js'
import { mostFailures } from './runner.js'
import { isWitness } from './work.js'

/** Seals computed jobs and commits them, all of a request at once; no seal leaves before it is protected on disk. */
export function createSealer(context: Context): Service {
  const { store, config, nowMs } = context
  const waiting = new Map<Hex, number>()
  return {
    name: 'sealer',
    phase: 'finish',
    run: (signal) =>
      repeat({ bell: context.bell, ms: config.chain.poll_ms, signal }, async () => {
        const computed = store.jobs.inStates(['computed']).filter((job) => job.retryAtMs <= nowMs())
        const due = computed.filter((job) => !isWitness(documentOf(store, job.requestId)))
        for (const batch of byRequest(due)) {
          if (await isWorthWaiting(context, batch, waiting)) continue
          waiting.delete(batch.requestId)
          commit(context, batch)
        }
      }),
  }
}

/** Whether others of the request are still being computed, and no deadline is near. Waiting starts when it is first asked. */
async function isWorthWaiting(
  { store, chain, config, nowMs }: Context,
  { requestId, jobs }: Batch,
  waiting: Map<Hex, number>,
): Promise<boolean> {
  const isToCome = (job: JobRow): boolean => job.state === 'assigned' && job.failures < mostFailures
  if (!store.jobs.ofRequest(requestId).some(isToCome)) return false
  const sinceMs = waiting.get(requestId) ?? nowMs()
  waiting.set(requestId, sinceMs)
  const { batch_s: batchS } = config.gas
  if (nowMs() - sinceMs >= batchS * 1000) return false
  const { timestampS } = await chain.head()
  return jobs.every((job) => job.deadlineS - timestampS > miningReserveS + batchS)
}

/** The place of a job's seal in the slashing protection. */
export function sealKey({ config }: Context, { jobId, attempt }: JobRow): SealKey {
  return { chainId: config.chain.id, escrow: config.contracts.escrow, jobId, attempt }
}

function commit(context: Context, { requestId, jobs }: Batch): void {
  // On disk, all of them, before any leaves.
  const sealed = context.store.db.transaction(() =>
    jobs.flatMap((job) => {
      const seal = protect(context, job)
      return seal === undefined ? [] : [{ job, seal }]
    }),
  )
  if (sealed.length === 0) return
  context.atBoundary('sealer.protected')
  const { contracts } = context.config
  const calldata = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'commit',
    args: [
      ...termsArguments(documentOf(context.store, requestId)),
      sealed.map(({ job }) => job.shard),
      sealed.map(({ seal }) => seal),
    ],
  })
  const jobIds = sealed.map(({ job }) => job.jobId)
  intend(context, { kind: 'commit', requestId, jobIds, target: contracts.escrow, calldata }, { state: 'sealed' })
  for (const jobId of jobIds) context.log.info({ job_id: jobId }, 'committing')
}

/** The seal of a job, kept for ever; undefined when another root was sealed before. */
function protect(context: Context, job: JobRow): Hex | undefined {
  const { store, config, log } = context
  if (job.root === undefined) throw new Error(`job ${job.jobId} is computed without a root`)
  const key = sealKey(context, job)
  const salt = toHex(randomBytes(32))
  const seal = sealOf({ ...key, worker: config.worker.address, root: job.root, salt })
  try {
    return store.protection.protect(key, { root: job.root, salt, seal }).seal
  } catch (error) {
    if (!(error instanceof SecondRootError)) throw error
    store.db.transaction(() => {
      store.jobs.change(job.jobId, { state: 'assigned', failures: job.failures + 1, reason: 'second_root' })
      store.journal.write({ event: 'job.failed', reason: 'second_root', jobId: job.jobId, facts: error.facts })
    })
    context.breaker.failed()
    log.error({ job_id: job.jobId, ...error.facts }, 'a second, different result was refused')
    return undefined
  }
}
