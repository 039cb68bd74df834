import { priceAt, type RequestDocument } from '@quern/sdk'
import type { Hex } from 'viem'
import { chainBoard } from '../config/boards.js'
import { shareOf } from '../compute/memory.js'
import type { DeviceSummary } from '../compute/messages.js'
import type { WorkerConfig } from '../config/schema.js'
import { liveStates } from '../runtime/jobs.js'
import type { RequestRow } from '../runtime/requests.js'
import type { Head, RequestTruth } from './chain.js'
import { documentOf, type Context } from './context.js'
import { fetchInputs } from './inputs.js'
import { decide, type Consent, type Decision, type PricingFacts } from './pricer.js'
import { mostFailures } from './runner.js'
import type { Due } from './schedule.js'
import { besideBytes, givenMs, kindFor, workFacts, type WorkFacts } from './work.js'

export interface Judging {
  readonly document: RequestDocument
  readonly head: Head
  /** Fee per gas at the head, tip included. */
  readonly gasPrice: bigint
  readonly device: DeviceSummary
  readonly signal: AbortSignal
}

/** A decision, and what it rests on. */
export interface Judgement {
  readonly decision: Decision
  readonly facts: PricingFacts
}

/** Asks the chain about a request and decides; terms and inputs are looked at last, once everything else is good. */
export async function judge(context: Context, row: RequestRow, judging: Judging): Promise<Judgement> {
  const { config, chain, store, compute } = context
  const { document, signal } = judging
  const facts = await factsOf(context, row, judging)
  const decision = decide(facts, config)
  if (decision.reason !== 'inputs_unread') return { decision, facts }
  const bounded = { ...facts, limits: await chain.limits(document.request) }
  const first = decide(bounded, config)
  if (first.reason !== 'inputs_unread') return { decision: first, facts: bounded }
  const times = hasInputs(facts) ? await fetchInputs(config, document, { compute, signal }) : undefined
  store.db.transaction(() => {
    store.requests.markInputsReady(row.requestId)
    if (times !== undefined) store.journal.write({ event: 'request.inputs', requestId: row.requestId, facts: times })
  })
  const ready = { ...bounded, inputs: 'ready' } as const
  return { decision: decide(ready, config), facts: ready }
}

const hasInputs = ({ work }: PricingFacts): boolean => !('problem' in work) && work.hasInputs

async function factsOf(context: Context, row: RequestRow, judging: Judging): Promise<PricingFacts> {
  const { config, chain, store } = context
  const { document, head, gasPrice, device } = judging
  const isHere = document.chainId === config.chain.id
  const truth = isHere ? await chain.request(row.requestId) : { isPosted: false, isCancelled: false }
  const work = workFacts(document)
  return {
    document,
    nowS: head.timestampS,
    consent: isHere ? await consentOf(context, row, { document, truth }) : 'unknown',
    isCancelled: truth.isCancelled,
    work,
    price: priceAt(document.request.terms, head.timestampS),
    royaltyBps: await royaltyBps(context, work, document),
    gasPrice,
    freeStake: await freeStake(context),
    liveJobs: store.jobs.inStates(liveStates).length,
    offered: document.request.work.shards,
    memoryBytes: memoryFor(config, device, work),
    jobMs: jobMs(context, { work, kernelId: document.request.terms.kernelId, device }),
    queue: queueOf(context, { head, device }),
    inputs: row.inputsReady ? 'ready' : 'unread',
    device: context.breaker.isOpen() ? 'failing' : 'ready',
  }
}

/** What does not fit a GPU is computed by the processor, where the configuration lets it. */
function memoryFor({ compute }: WorkerConfig, device: DeviceSummary, work: WorkFacts): number {
  const { memoryBytes } = device
  if (compute.backend === 'auto') return Math.max(memoryBytes, shareOf(compute.memory_mb * 2 ** 20))
  return 'problem' in work ? memoryBytes : memoryBytes - besideBytes(work, device)
}

/** Only the profit guard asks. */
async function royaltyBps({ config, chain }: Context, work: WorkFacts, { request }: RequestDocument): Promise<number> {
  return 'problem' in work || !config.pricing.profit_guard ? 0 : chain.royaltyBps(request.terms.kernelId)
}

/** What is posted needs no signature; a post that the node does not know (any more) has none. */
async function consentOf(
  { chain }: Context,
  row: RequestRow,
  { document, truth }: { document: RequestDocument; truth: RequestTruth },
): Promise<Consent> {
  if (truth.isPosted) return 'posted'
  if (row.source === chainBoard) return 'unposted'
  const isSigned = await chain.isSigned(document).catch(() => undefined)
  return isSigned === undefined ? 'unknown' : isSigned ? 'signed' : 'forged'
}

/** What the chain calls free, less what is on its way there. */
async function freeStake({ chain, store }: Context): Promise<bigint> {
  const onTheWay = store.jobs.inStates(['accepting']).reduce((sum, job) => sum + job.lock, 0n)
  const free = await chain.freeStake()
  return free > onTheWay ? free - onTheWay : 0n
}

function jobMs(
  { store }: Context,
  { work, kernelId, device }: { work: WorkFacts; kernelId: number; device: DeviceSummary },
): number {
  if ('problem' in work) return 0
  return givenMs(store, work, { kernelId, kind: kindFor(work, device) })
}

/** Jobs that are still to be computed; those on their way to be accepted have all of their time. */
function queueOf(context: Context, { head, device }: { head: Head; device: DeviceSummary }): Due[] {
  const { store } = context
  const works = new Map<Hex, Due>()
  const dueOf = (requestId: Hex): Due => {
    const known = works.get(requestId)
    if (known !== undefined) return known
    const document = documentOf(store, requestId)
    const { kernelId, duration } = document.request.terms
    const ms = jobMs(context, { work: workFacts(document), kernelId, device })
    const due = { deadlineS: head.timestampS + duration, ms }
    works.set(requestId, due)
    return due
  }
  return store.jobs
    .inStates(['accepting', 'assigned'])
    .filter(({ state, failures, deadlineS }) => {
      return state === 'accepting' || (failures < mostFailures && deadlineS > head.timestampS)
    })
    .map(({ requestId, state, deadlineS }) => {
      return state === 'accepting' ? dueOf(requestId) : { deadlineS, ms: dueOf(requestId).ms }
    })
}
