import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jobEscrowAbi } from '@quern/sdk'
import { encodeFunctionData, keccak256, toHex, type Hex } from 'viem'
import { outputFolder } from '../config/load.js'
import { shortMessage } from '../errors.js'
import { repeat } from '../runtime/bell.js'
import type { JobRow } from '../runtime/jobs.js'
import type { Service } from '../runtime/supervisor.js'
import { documentOf, intend, type Context } from './context.js'
import { isWitness } from './work.js'

const readAgainMs = 2000

/** Shows the answers of witness kernels, each in a later block than its accept; they are paid at once. */
export function createWitness(context: Context): Service {
  const { store, config, nowMs } = context
  return {
    name: 'witness',
    phase: 'finish',
    run: (signal) =>
      repeat({ bell: context.bell, ms: config.chain.poll_ms, signal }, async () => {
        const computed = store.jobs.inStates(['computed']).filter((job) => job.retryAtMs <= nowMs())
        const due = computed.filter((job) => isWitness(documentOf(store, job.requestId)))
        if (due.length === 0) return
        const head = await context.chain.head()
        for (const job of due) await submit(context, job, head.number)
      }),
  }
}

async function submit(context: Context, job: JobRow, head: bigint): Promise<void> {
  const { store, chain, config, log } = context
  const { jobId, requestId, shard } = job
  const acceptedAt = await chain.acceptedAt(jobId)
  if (acceptedAt === undefined || acceptedAt >= head) return
  const output = await outputOf(context, job).catch((error: unknown) => keepUnreadable(context, job, error))
  if (output === 'unreadable') return
  if (output === undefined) {
    store.jobs.change(jobId, { state: 'assigned', reason: 'output_missing' })
    store.journal.write({ event: 'job.failed', reason: 'output_missing', requestId, jobId })
    log.error({ job_id: jobId, reason: 'output_missing' }, 'the answer is gone and is searched again')
    return
  }
  const { request } = documentOf(store, requestId)
  const args = [request, shard, [], output] as const
  const calldata = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'submitWitness', args })
  const intent = {
    kind: 'submitWitness',
    requestId,
    jobIds: [jobId],
    target: config.contracts.escrow,
    calldata,
  } as const
  intend(context, intent, { state: 'submitting' })
  log.info({ job_id: jobId }, 'submitting the witness')
}

/** The answer that was found; undefined when its file is gone or holds something else. */
async function outputOf({ config }: Context, { root }: JobRow): Promise<Hex | undefined> {
  const file = join(outputFolder(config.content.dir), `${root}.bin`)
  const bytes = await readFile(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
  return bytes !== undefined && keccak256(bytes) === root ? toHex(bytes) : undefined
}

/** The answer may be there: it is read again, and not searched again. */
function keepUnreadable({ store, log, nowMs }: Context, job: JobRow, error: unknown): 'unreadable' {
  const { requestId, jobId } = job
  const problem = shortMessage(error)
  const reason = 'output_unreadable'
  store.db.transaction(() => {
    store.jobs.change(jobId, { retryAtMs: nowMs() + readAgainMs, reason })
    if (job.reason !== reason)
      store.journal.write({ event: 'job.failed', reason, requestId, jobId, facts: { problem } })
  })
  log.error({ job_id: jobId, reason, problem }, 'the answer cannot be read')
  return 'unreadable'
}
