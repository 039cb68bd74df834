import { randomBytes } from 'node:crypto'
import { jobEscrowAbi, sealOf } from '@quern/sdk'
import { encodeFunctionData, toHex, type Hex } from 'viem'
import { repeat } from '../runtime/bell.js'
import type { JobRow } from '../runtime/jobs.js'
import { SecondRootError, type SealKey } from '../runtime/protection.js'
import type { Service } from '../runtime/supervisor.js'
import { byRequest, documentOf, intend, termsArguments, type Context } from './context.js'

/** Seals computed jobs and commits them, all of a request at once; no seal leaves before it is protected on disk. */
export function createSealer(context: Context): Service {
  return {
    name: 'sealer',
    phase: 'finish',
    run: (signal) =>
      repeat({ bell: context.bell, ms: context.config.chain.poll_ms, signal }, async () => {
        const due = context.store.jobs.inStates(['computed']).filter((job) => job.retryAtMs <= context.nowMs())
        for (const { requestId, jobs } of byRequest(due)) commit(context, requestId, jobs)
      }),
  }
}

/** The place of a job's seal in the slashing protection. */
export function sealKey({ config }: Context, { jobId, attempt }: JobRow): SealKey {
  return { chainId: config.chain.id, escrow: config.contracts.escrow, jobId, attempt }
}

function commit(context: Context, requestId: Hex, jobs: readonly JobRow[]): void {
  const sealed = jobs.flatMap((job) => {
    const seal = protect(context, job)
    return seal === undefined ? [] : [{ job, seal }]
  })
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
