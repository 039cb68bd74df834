import { setTimeout as wait } from 'node:timers/promises'
import type { SeenJob } from './jobs.js'
import type { Order, Ordering } from './ordering.js'
import { say } from './progress.js'
import { nameOf, untilOneEnds, type RunningWorker } from './workers.js'

const LOOK_MS = 500
/** Seconds after which it gives up. */
const LIMIT_S = 600

export interface SettlingParameters {
  /** What was ordered, and what a shard of it is called. */
  readonly name: string
  readonly part: string
  readonly requester: Pick<Ordering, 'jobs' | 'approve'>
  readonly order: Order
  readonly workers: readonly RunningWorker[]
  /** Checks a shard's result and takes it; resolves to what is wrong with it, if something is. */
  readonly take: (shard: number) => Promise<string | undefined>
  readonly signal: AbortSignal
}

export interface Settled {
  readonly problems: readonly string[]
  /** Who computed each shard. */
  readonly computedBy: ReadonlyMap<number, string>
  readonly jobs: readonly SeenJob[]
}

/** Checks the result of every shard as soon as it is revealed, and approves it if it is right, until all are settled. */
export async function settle(parameters: SettlingParameters): Promise<Settled> {
  const { name, part, requester, order, workers, signal } = parameters
  const failure = untilOneEnds(workers, signal)
  const taken: Taken = { computedBy: new Map(), right: new Set(), problems: [] }
  const end = Date.now() + LIMIT_S * 1000
  for (;;) {
    signal.throwIfAborted()
    const jobs = await Promise.race([failure, requester.jobs(order)])
    for (const job of jobs.filter(isShown)) await take(parameters, taken, job)
    const due = jobs
      .filter(({ shard, state }) => state === 'revealed' && taken.right.has(shard))
      .map(({ shard }) => shard)
    if (due.length > 0 && (await requester.approve(order, due))) say(`${name}: approved ${part}s ${due.join(', ')}`)
    if (jobs.every(isDone)) return { ...taken, problems: [...taken.problems, ...missing(parameters, taken)], jobs }
    if (Date.now() > end) throw new Error(`${name} was not settled within ${LIMIT_S} s.`)
    await wait(LOOK_MS, undefined, { signal })
  }
}

interface Taken {
  readonly computedBy: Map<number, string>
  readonly right: Set<number>
  readonly problems: string[]
}

/** Takes a shard's result, once. */
async function take({ name, part, workers, ...parameters }: SettlingParameters, taken: Taken, job: SeenJob) {
  const { shard } = job
  if (taken.computedBy.has(shard)) return
  const fault = await parameters.take(shard)
  const worker = nameOf(workers, job.worker)
  taken.computedBy.set(shard, worker)
  say(`${name}: ${part} ${shard} by ${worker} ${fault ?? 'is right'}`)
  if (fault === undefined) taken.right.add(shard)
  else taken.problems.push(`${part} ${shard} of ${name} by ${worker} ${fault}`)
}

function missing({ name, part, order }: SettlingParameters, { computedBy }: Taken): string[] {
  const count = order.request.work.shards - computedBy.size
  return count > 0 ? [`${count} ${part}s of ${name} have no result`] : []
}

/** Whether its result can be seen: its worker finalizes what nobody approves in time. */
function isShown({ state }: SeenJob): boolean {
  return state === 'revealed' || state === 'finalized'
}

function isDone({ state }: SeenJob): boolean {
  return state === 'finalized' || state === 'slashed'
}

/** How many shards each worker computed, in words. */
export function sharesOf({ computedBy }: Settled, part: string): string {
  const names = [...new Set(computedBy.values())].toSorted()
  const count = (name: string) => [...computedBy.values()].filter((one) => one === name).length
  return names.map((name) => `${count(name)} ${part}s by ${name}`).join(', ')
}
