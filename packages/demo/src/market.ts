import { productOf } from '@quern/sdk'
import { setTimeout as wait } from 'node:timers/promises'
import type { Address } from 'viem'
import { CLASSES, FEATURES } from './digits.js'
import type { SeenJob } from './jobs.js'
import { say } from './progress.js'
import type { OpenRequest, Requester } from './requester.js'
import { LIMIT_S } from './settings.js'

const LOOK_MS = 300

export interface MarketParameters {
  readonly requester: Requester
  readonly first: OpenRequest
  /** Rejects when a worker's process ends by itself. */
  readonly failure: Promise<never>
  readonly nameOf: (worker: Address | undefined) => string
  readonly cheater: Address
  readonly signal: AbortSignal
}

/** What was bought: every request, its jobs, and the scores of all digits. */
export interface Bought {
  readonly requests: readonly OpenRequest[]
  readonly jobs: readonly (readonly SeenJob[])[]
  /** int32 [digits, CLASSES]. */
  readonly scores: Int32Array
}

interface Market extends MarketParameters {
  readonly requests: OpenRequest[]
  /** Results that were checked, by job. */
  readonly checked: Map<string, 'right' | 'wrong'>
  /** Jobs whose work was ordered again. */
  readonly repeated: Set<string>
  readonly scores: Int32Array
  /** The job that is left to `finalize`. */
  left: string | undefined
}

interface Seen {
  readonly request: OpenRequest
  readonly job: SeenJob
  /** The time of the newest block. */
  readonly now: number
}

/** Looks after the requests until every digit has a result that was checked and paid. */
export async function runMarket(parameters: MarketParameters): Promise<Bought> {
  const rows = parameters.first.a.length / FEATURES
  const market: Market = {
    ...parameters,
    requests: [parameters.first],
    checked: new Map(),
    repeated: new Set(),
    scores: new Int32Array(rows * CLASSES),
    left: undefined,
  }
  const told = new Map<string, string>()
  const end = Date.now() + LIMIT_S * 1000
  for (;;) {
    parameters.signal.throwIfAborted()
    if (Date.now() > end) throw new Error(`The jobs were not settled within ${LIMIT_S} s.`)
    const jobs = await Promise.race([lookAt(market), parameters.failure])
    tell(market, jobs, told)
    if (isDone(market, jobs)) return { requests: market.requests, jobs, scores: market.scores }
    await wait(LOOK_MS, undefined, { signal: parameters.signal })
  }
}

async function lookAt(market: Market): Promise<SeenJob[][]> {
  const { requester, requests } = market
  const jobs: SeenJob[][] = []
  const now = await requester.now()
  for (const request of requests.slice()) {
    const own = await requester.jobs(request)
    jobs.push(own)
    for (const job of own) await settle(market, { request, job, now })
    if (own.some((job) => job.worker === market.cheater) || request !== market.first)
      await approveRight(market, request, own)
  }
  return jobs
}

/** Checks a fresh result, proves a wrong one, ends a job that is late, and orders lost work again. */
async function settle(market: Market, { request, job, now }: Seen): Promise<void> {
  const { requester, checked } = market
  if (job.state === 'revealed' && !checked.has(job.jobId)) await check(market, request, job)
  if (job.state === 'committed' && now > job.deadline) {
    say(`${market.nameOf(job.worker)} did not reveal shard ${job.shard}: slashTimeout`)
    await requester.slashTimeout(request, [job.shard])
  }
  if (job.state === 'slashed' && !market.repeated.has(job.jobId)) await repeat(market, request, job)
}

async function check(market: Market, request: OpenRequest, job: SeenJob): Promise<void> {
  const { requester, checked, scores } = market
  const result = await requester.check(request, job.shard)
  const name = market.nameOf(job.worker)
  if (result.wrongElement === undefined) {
    checked.set(job.jobId, 'right')
    scores.set(productOf(result.output), (request.firstRow + rowsOf(request, job.shard).start) * CLASSES)
    return
  }
  checked.set(job.jobId, 'wrong')
  say(`the result of shard ${job.shard} by ${name} is wrong at element ${result.wrongElement}: proving the fraud`)
  const { inputs } = request
  const { output, wrongElement: element } = result
  await requester.challenge({ request: request.request, shard: job.shard, element, inputs, output })
  say(`the fraud is proven: ${name} is slashed, price and burn are back`)
}

/** Signs a new request for the rows of a slashed job. */
async function repeat(market: Market, request: OpenRequest, job: SeenJob): Promise<void> {
  market.repeated.add(job.jobId)
  const { start, count } = rowsOf(request, job.shard)
  const a = request.a.slice(start * FEATURES, (start + count) * FEATURES)
  const place = { firstRow: request.firstRow + start, shards: 1 }
  market.requests.push(await market.requester.order(a, request.b, place))
  say(`a new request for the ${count} digits of shard ${job.shard} is on the board`)
}

/** Approves what was checked, but for one job of the first request, which anyone may finalize after its window. */
async function approveRight(market: Market, request: OpenRequest, jobs: readonly SeenJob[]): Promise<void> {
  const right = jobs.filter((job) => job.state === 'revealed' && market.checked.get(job.jobId) === 'right')
  if (request === market.first && right[0] !== undefined) market.left ??= right[0].jobId
  const shards = right.filter((job) => job.jobId !== market.left).map((job) => job.shard)
  if (shards.length === 0) return
  if (await market.requester.approve(request, shards))
    say(`approved ${shards.length === 1 ? 'shard' : 'shards'} ${shards.join(', ')}`)
}

function isDone(market: Market, jobs: readonly (readonly SeenJob[])[]): boolean {
  const all = jobs.flat()
  return (
    jobs.length === market.requests.length &&
    all.every((job) => job.state === 'finalized' || (job.state === 'slashed' && market.repeated.has(job.jobId)))
  )
}

function rowsOf({ request, a }: OpenRequest, shard: number): { start: number; count: number } {
  const rows = a.length / FEATURES
  const block = Math.ceil(rows / request.work.shards)
  return { start: shard * block, count: Math.min(block, rows - shard * block) }
}

/** Says what changed since the last look. */
function tell(market: Market, jobs: readonly (readonly SeenJob[])[], told: Map<string, string>): void {
  jobs.forEach((own, order) => {
    for (const job of own) {
      const before = told.get(job.jobId)
      told.set(job.jobId, job.state)
      if (before === job.state || job.state === 'open') continue
      const drawn = job.sampled && job.state === 'revealed' ? ', drawn and proved by samples' : ''
      say(`job ${order + 1}/${job.shard}: ${job.state}, ${market.nameOf(job.worker)}${drawn}`)
    }
  })
}
