import { jobEscrowAbi, jobIdOf, parseRequestDocument, priceAt, type RequestDocument } from '@quern/sdk'
import { concatHex, encodeFunctionData, isAddressEqual, keccak256, type Address, type Hex } from 'viem'
import { shortMessage } from '../errors.js'
import { repeat } from '../runtime/bell.js'
import { liveStates, type JobRow } from '../runtime/jobs.js'
import type { RequestRow } from '../runtime/requests.js'
import type { Service } from '../runtime/supervisor.js'
import type { Head, JobTruth } from './chain.js'
import { intend, type Context } from './context.js'
import { fetchInputs, InputsWrongError } from './inputs.js'
import { decide, type Decision, type PricingFacts } from './pricer.js'
import { changeOfHeld } from './tracker.js'
import { workFacts } from './work.js'

/** Pages read for each shard wanted: others take shards too, and a page is one call. */
const readsPerShard = 4

/** Decides about every open request and takes shards of those that are good. */
export function createAcceptor(context: Context): Service {
  const orders = new Map<Hex, readonly number[]>()
  return {
    name: 'acceptor',
    phase: 'intake',
    run: async (signal) => {
      await context.compute.ready()
      await repeat({ bell: context.bell, ms: context.config.chain.poll_ms, signal }, async () => {
        const open = context.store.requests.open(context.nowMs())
        if (open.length === 0) return
        const head = await context.chain.head()
        for (const request of open) await handleRequest(context, request, { head, orders, signal })
      })
    },
  }
}

async function handleRequest(
  context: Context,
  row: RequestRow,
  { head, orders, signal }: { head: Head; orders: Map<Hex, readonly number[]>; signal: AbortSignal },
): Promise<void> {
  try {
    const document = parseRequestDocument(row.document)
    const decision = await decideRequest(context, row, { document, head, signal })
    if (decision.action !== 'take') return keepDecision(context, row, decision)
    const order = orders.get(row.requestId) ?? shardOrder(context.config.worker.address, row.requestId, document)
    orders.set(row.requestId, order)
    const shards = await pickShards(context, row, { document, order, head, count: decision.shards })
    if (shards.length === 0) {
      return keepDecision(context, row, { action: 'wait', reason: 'no_open_shard', shards: 0, facts: {} })
    }
    keepDecision(context, row, decision)
    accept(context, row, { document, shards })
  } catch (error) {
    if (signal.aborted) throw error
    keepFailure(context, row, error)
  }
}

function keepFailure(context: Context, row: RequestRow, error: unknown): void {
  const isWrong = error instanceof InputsWrongError
  const { code } = error as { code?: unknown }
  const reason = isWrong ? 'inputs_wrong' : code === 'INPUTS_UNREADABLE' ? 'inputs_unreadable' : 'check_failed'
  const decision: Decision = {
    action: isWrong ? 'pass' : 'wait',
    reason,
    shards: 0,
    facts: { problem: shortMessage(error) },
  }
  keepDecision(context, row, { ...decision, retryMs: 5000 })
}

async function decideRequest(
  context: Context,
  row: RequestRow,
  { document, head, signal }: { document: RequestDocument; head: Head; signal: AbortSignal },
): Promise<Decision> {
  const { config, chain, store, compute } = context
  const isHere = document.chainId === config.chain.id
  const facts: PricingFacts = {
    document,
    nowS: head.timestampS,
    isSigned: isHere ? await chain.isSigned(document).catch(() => undefined) : undefined,
    isCancelled: isHere && (await chain.isCancelled(row.requestId)),
    work: workFacts(document),
    price: priceAt(document.request.terms, head.timestampS),
    gasPrice: head.baseFee,
    freeStake: await freeStake(context),
    liveJobs: store.jobs.inStates(liveStates).length,
    inputs: row.inputsReady ? 'ready' : 'unread',
    device: context.breaker.isOpen() ? 'failing' : 'ready',
  }
  const decision = decide(facts, config)
  if (decision.reason !== 'inputs_unread') return decision
  await fetchInputs(config, document, { compute, signal })
  store.requests.markInputsReady(row.requestId)
  return decide({ ...facts, inputs: 'ready' }, config)
}

/** What the chain calls free, less what is on its way there. */
async function freeStake({ chain, store }: Context): Promise<bigint> {
  const onTheWay = store.jobs.inStates(['accepting']).reduce((sum, job) => sum + job.lock, 0n)
  const free = await chain.freeStake()
  return free > onTheWay ? free - onTheWay : 0n
}

/** A different order for each worker, so that workers rarely reach for the same shard. */
export function shardOrder(worker: Address, requestId: Hex, { request }: RequestDocument): readonly number[] {
  return Array.from({ length: request.work.shards }, (_, shard) => ({
    shard,
    key: keccak256(concatHex([worker, jobIdOf({ requestId, shard })])),
  }))

    .toSorted((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ shard }) => shard)
}

interface Picking {
  readonly document: RequestDocument
  readonly order: readonly number[]
  readonly head: Head
  readonly count: number
}

/** Finds shards that the chain calls open, and keeps a row for each that was looked at. */
async function pickShards(context: Context, row: RequestRow, picking: Picking): Promise<number[]> {
  const { document } = picking
  const { store, chain } = context
  const known = new Map(store.jobs.ofRequest(row.requestId).map((job) => [job.shard, job]))
  const candidates = picking.order.filter((shard) => isCandidate(known.get(shard), context.nowMs()))
  const picked: number[] = []
  for (const shard of candidates.slice(0, picking.count * readsPerShard)) {
    if (picked.length === picking.count) break
    const truth = await chain.job(document.request, shard, picking.head)
    const jobId = jobIdOf({ requestId: row.requestId, shard })
    const { lock } = document.request.terms
    store.jobs.add({ jobId, requestId: row.requestId, shard, attempt: truth.attempt, price: truth.price, lock })
    if (truth.state === 'open') {
      store.jobs.change(jobId, { state: 'seen', attempt: truth.attempt, price: truth.price })
      picked.push(shard)
    } else if (isAddressEqual(truth.worker, context.config.worker.address)) {
      adopt(context, jobId, truth)
    } else {
      const isEnded = truth.state === 'finalized' || truth.state === 'slashed'
      const retryAtMs = isEnded ? Number.MAX_SAFE_INTEGER : context.nowMs() + 5000
      store.jobs.change(jobId, { state: 'lost', reason: 'taken', retryAtMs })
    }
  }
  return picked
}

/** The chain says that a job is held by this worker, whose rows do not: the chain is right. */
function adopt({ store, log, bell }: Context, jobId: Hex, truth: JobTruth): void {
  const job = store.jobs.find(jobId)
  const change = job && changeOfHeld(job, truth, false)
  if (job === undefined || change?.state === undefined) return
  store.db.transaction(() => {
    store.jobs.change(jobId, change)
    const facts = { attempt: truth.attempt }
    store.journal.write({
      event: `job.${change.state}`,
      reason: 'found_on_chain',
      requestId: job.requestId,
      jobId,
      facts,
    })
  })
  log.warn({ job_id: jobId, from: job.state, reason: 'found_on_chain' }, `job ${change.state}`)
  bell.ring()
}

function isCandidate(job: JobRow | undefined, nowMs: number): boolean {
  if (job === undefined) return true
  const isReopenable = job.state === 'lost' && job.reason === 'taken'
  return (job.state === 'seen' || isReopenable) && job.retryAtMs <= nowMs
}

function accept(
  context: Context,
  { requestId }: RequestRow,
  { document, shards }: { document: RequestDocument; shards: readonly number[] },
): void {
  const { contracts, worker } = context.config
  const calldata = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'acceptSigned',
    args: [document.request, shards, worker.address, document.signature],
  })
  const jobIds = shards.map((shard) => jobIdOf({ requestId, shard }))
  intend(context, { kind: 'accept', requestId, jobIds, target: contracts.escrow, calldata }, { state: 'accepting' })
  for (const jobId of jobIds) context.log.info({ job_id: jobId, request_id: requestId }, 'accepting')
}

function keepDecision(context: Context, row: RequestRow, decision: Decision & { retryMs?: number }): void {
  const { store, log } = context
  const { action, reason, facts } = decision
  store.db.transaction(() => {
    const pauseMs = action === 'wait' ? (decision.retryMs ?? 1000) : 0
    store.requests.decide(row.requestId, { action, reason, retryAtMs: context.nowMs() + pauseMs })
    if (row.action === action && row.reason === reason) return
    store.journal.write({ event: `request.${action}`, reason, requestId: row.requestId, facts })
    log.info({ request_id: row.requestId, action, reason }, 'request decided')
  })
}
