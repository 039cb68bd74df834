import { drawOf, jobEscrowAbi, type RequestDocument } from '@quern/sdk'
import { encodeFunctionData, type Hex } from 'viem'
import { outputFolder } from '../config/load.js'
import { tensorFile, tensorName } from '../compute/object.js'
import { shortMessage } from '../errors.js'
import { repeat } from '../runtime/bell.js'
import type { JobRow } from '../runtime/jobs.js'
import type { SealRecord } from '../runtime/protection.js'
import type { Service } from '../runtime/supervisor.js'
import type { Head } from './chain.js'
import { byRequest, documentOf, intend, secondsLeft, termsArguments, type Batch, type Context } from './context.js'
import { fetchInputs, keptInputs } from './inputs.js'
import { miningReserveS } from './pricer.js'
import { sealKey } from './sealer.js'
import { outputShape } from './work.js'

/** What is left until the deadline of the reveal, within these. */
const proveTimeoutMs = { least: 10_000, most: 600_000 }
const retryMs = 2000

/** A committed job whose draw is known. */
interface Drawn {
  readonly job: JobRow
  readonly record: SealRecord
  readonly elements: readonly bigint[]
  readonly header: Hex
}

/** Opens the seals of committed jobs once their beacon value is known, with proofs where they are drawn. */
export function createProver(context: Context): Service {
  return {
    name: 'prover',
    phase: 'finish',
    run: (signal) =>
      repeat({ bell: context.bell, ms: context.config.chain.poll_ms, signal }, async () => {
        const due = context.store.jobs.inStates(['committed']).filter((job) => job.retryAtMs <= context.nowMs())
        if (due.length === 0) return
        const head = await context.chain.head()
        for (const batch of byRequest(due)) await revealRequest(context, { ...batch, head, signal })
      }),
  }
}

/** What was not drawn goes first, for proofs take time; a proof that fails holds up no other job. */
async function revealRequest(
  context: Context,
  { requestId, jobs, head, signal }: Batch & { head: Head; signal: AbortSignal },
): Promise<void> {
  const document = documentOf(context.store, requestId)
  const known = await Promise.all(jobs.map((job) => draw(context, document, { job, head })))
  const drawn = known.filter((one) => one !== undefined)
  const plain = new Map<Hex, Drawn[]>()
  for (const one of drawn) {
    if (one.elements.length === 0) plain.set(one.header, [...(plain.get(one.header) ?? []), one])
  }
  for (const group of plain.values()) revealPlain(context, document, group)
  for (const one of drawn.filter(({ elements }) => elements.length > 0)) {
    await revealSampled(context, document, { ...one, head, signal }).catch((error: unknown) => {
      if (signal.aborted) throw error
      keepFailure(context, one.job, error)
    })
  }
}

function keepFailure({ store, log, breaker, nowMs }: Context, job: JobRow, error: unknown): void {
  const { code } = error as { code?: unknown }
  const reason = typeof code === 'string' ? code.toLowerCase() : 'proof_failed'
  const problem = shortMessage(error)
  breaker.failed()
  store.db.transaction(() => {
    store.jobs.change(job.jobId, { retryAtMs: nowMs() + retryMs, reason })
    const { requestId, jobId } = job
    store.journal.write({ event: 'job.failed', reason, requestId, jobId, facts: { problem } })
  })
  log.error({ job_id: job.jobId, reason, problem }, 'proof failed')
}

async function draw(
  context: Context,
  document: RequestDocument,
  { job, head }: { job: JobRow; head: Head },
): Promise<Drawn | undefined> {
  const { terms } = document.request
  const record = context.store.protection.find(sealKey(context, job))
  if (record === undefined) {
    context.store.jobs.change(job.jobId, { retryAtMs: context.nowMs() + 60_000, reason: 'seal_unknown' })
    context.log.error({ job_id: job.jobId }, 'the seal of a committed job is not in this database: restore its backup')
    return undefined
  }
  if (terms.sampleBps === 0) return { job, record, elements: [], header: '0x' }
  const truth = await context.chain.job(document.request, job.shard, head)
  const answer = truth.state === 'committed' ? await context.chain.beacon(truth.beaconId, head) : undefined
  if (answer === undefined) return undefined
  const { sampled, elements } = drawOf({
    ...sealKey(context, job),
    seal: record.seal,
    beaconValue: answer.value,
    sampleBps: terms.sampleBps,
    samples: terms.samples,
    elements: truth.elements,
  })
  return { job, record, elements: sampled ? elements : [], header: answer.header }
}

function openingOf({ config }: Context, { request }: RequestDocument, { job, record }: Drawn) {
  const outputUri = `${config.content.public_uri}${tensorName(record.root, outputShape(request, job.shard))}`
  return { shard: job.shard, root: record.root, salt: record.salt, outputUri }
}

function revealPlain(context: Context, document: RequestDocument, group: readonly Drawn[]): void {
  const [first] = group
  if (first === undefined) return
  const calldata = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'reveal',
    args: [...termsArguments(document), group.map((drawn) => openingOf(context, document, drawn)), first.header],
  })
  const jobIds = group.map(({ job }) => job.jobId)
  const target = context.config.contracts.escrow
  intend(context, { kind: 'reveal', requestId: first.job.requestId, jobIds, target, calldata }, { state: 'revealing' })
  for (const jobId of jobIds) context.log.info({ job_id: jobId, drawn: false }, 'revealing')
}

interface Proving extends Drawn {
  readonly head: Head
  readonly signal: AbortSignal
}

async function revealSampled(context: Context, document: RequestDocument, proving: Proving): Promise<void> {
  const { job, elements, header } = proving
  const { roots, proofs } = await prove(context, document, proving).catch((error: unknown) =>
    fetchAgain(context, document, { error, signal: proving.signal }),
  )
  const calldata = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'revealSampled',
    args: [document.request, openingOf(context, document, proving), roots, proofs, header],
  })
  const intent = {
    kind: 'revealSampled',
    requestId: job.requestId,
    jobIds: [job.jobId],
    target: context.config.contracts.escrow,
    calldata,
  } as const
  intend(context, intent, { state: 'revealing' })
  context.log.info({ job_id: job.jobId, drawn: true, samples: elements.length }, 'revealing with proofs')
}

async function prove({ config, compute }: Context, document: RequestDocument, proving: Proving) {
  const { job, record, elements, head, signal } = proving
  const { terms, work } = document.request
  const { roots, files } = await keptInputs(config, document)
  const leftMs = 1000 * (secondsLeft(job, head) - miningReserveS)
  const { proofs } = await compute.run(
    {
      task: 'prove',
      kernelId: terms.kernelId,
      params: work.params,
      shards: work.shards,
      shard: job.shard,
      inputRoots: roots,
      inputFiles: files,
      outputFile: tensorFile(outputFolder(config.content.dir), record.root, outputShape(document.request, job.shard)),
      root: record.root,
      elements: elements.map(String),
    },
    { timeoutMs: Math.min(proveTimeoutMs.most, Math.max(proveTimeoutMs.least, leftMs)), signal },
  )
  return { roots, proofs }
}

/** What says that a file of an input is gone, or holds something else. */
const inputsGone: ReadonlySet<unknown> = new Set(['ENOENT', 'INPUT_ROOT', 'INPUT_SIZE', 'INPUTS_WRONG'])

/** Inputs that are gone are fetched for the next try; rejects with the error all the same. */
async function fetchAgain(
  { config, compute }: Context,
  document: RequestDocument,
  { error, signal }: { error: unknown; signal: AbortSignal },
): Promise<never> {
  if (inputsGone.has((error as { code?: unknown }).code)) await fetchInputs(config, document, { compute, signal })
  throw error
}
