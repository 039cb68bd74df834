import type { Draw } from '@quern/sdk'
import { TIMES } from '../utils/protocol.js'
import { OPERATOR_OF, type ActionOf, type Kind } from './action.js'
import { refuseIf, type Fact } from './refused.js'
import {
  JOB_STATES,
  jobAt,
  type JobState,
  type ModelDeal,
  type ModelJob,
  type ModelState,
  type Place,
  type Sender,
  type Token,
  type Variant,
  type WorkerName,
} from './state.js'

const LAST_STEP = 65_535n

/** What names and hashes the contracts' errors name things by. */
export type Ids = {
  account(who: Sender | 'nobody' | 'cold'): string
  escrow(): string
  token(token: Token): string
  requestId(deal: number): string
  jobId(place: Place): string
  root(place: Place, variant: Variant): string
  /** What a search finds: the output itself. */
  output(place: Place, variant: Variant): string
  seal(place: Place, job: Pick<ModelJob, 'attempt' | 'worker' | 'variant'>): string
  challenge(action: ActionOf<'registerChallenge' | 'proveFraud'>, job: ModelJob): string
  /** What a signature of an approval covers. */
  approval(action: ActionOf<'approveSigned'>): string
}

/** What a step happens in. */
export type World = {
  readonly deals: readonly ModelDeal[]
  readonly ids: Ids
  /** Unix time at which epoch 0 began. */
  readonly start: number
  /** Time and number of the block that holds the call. */
  readonly at: number
  readonly block: bigint
  /** The draw of a committed job; `undefined` while its block is not mined. */
  drawOf(place: Place): Draw | undefined
}

/** Where a call happens: what it changes, and whom it tells. */
export type Scope = {
  readonly world: World
  readonly state: ModelState
  /** Tells an event of the escrow, with all that it carries. */
  readonly emit: (name: string, ...facts: readonly Fact[]) => void
}

export type Call<K extends Kind> = Scope & { readonly action: ActionOf<K> }

/** A call about one request. */
export type DealCall = Scope & {
  readonly action: { readonly deal: number; readonly by: Sender }
}

export function dealOf({ world, action }: Pick<DealCall, 'world'> & { action: { deal: number } }): ModelDeal {
  return world.deals[action.deal] as ModelDeal
}

export function actsFor(worker: WorkerName | undefined, by: Sender): boolean {
  return worker !== undefined && (by === worker || by === OPERATOR_OF[worker])
}

/** The step of the ramp at `time`. */
export function stepOf({ terms }: ModelDeal, time: number): bigint {
  const [passed, period] = [BigInt(time - terms.rampStart), BigInt(terms.rampPeriod)]
  if (passed < 0n) return 0n
  return passed >= period ? LAST_STEP : (passed * LAST_STEP) / period
}

export function priceOf({ terms }: ModelDeal, step: bigint): bigint {
  return terms.minPrice + ((terms.maxPrice - terms.minPrice) * step) / LAST_STEP
}

/** The job, if it is in `need`; shards that no request has are open for ever. */
export function jobIn({ world, state }: Pick<DealCall, 'world' | 'state'>, place: Place, need: JobState): ModelJob {
  const job = jobAt(state, place)
  const [have, needed] = [JOB_STATES.indexOf(job.state), JOB_STATES.indexOf(need)]
  refuseIf(have !== needed, 'JobInState', world.ids.jobId(place), have, needed)
  return job
}

export function requireShards(shards: readonly number[]): void {
  refuseIf(shards.length === 0, 'ListMismatch', 0, 1)
}

/** Lists that belong together are as long as one another. */
export function requireSameLength(have: number, need: number): void {
  refuseIf(have !== need, 'ListMismatch', have, need)
}

export function requireActs({ world, action }: DealCall, worker: WorkerName | undefined): void {
  const { ids } = world
  refuseIf(!actsFor(worker, action.by), 'NotWorker', ids.account(action.by), ids.account(worker ?? 'nobody'))
}

export function requireInTime({ at, ids }: World, place: Place, deadline: number): void {
  refuseIf(at > deadline, 'DeadlinePassed', ids.jobId(place), deadline, at)
}

/** Until when a revealed job can be ended against its worker: with an open dispute, both sides' clocks count. */
export function windowEnd({ aux, deadline }: ModelJob): number {
  return aux === 0n ? deadline : deadline + 2 * TIMES.disputeClock
}

/** The whole lock is released, however the job ended. */
export function unlock(call: DealCall, { worker }: ModelJob): void {
  call.state.workers[worker as WorkerName].locked -= dealOf(call).terms.lock
}
