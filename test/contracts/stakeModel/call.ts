import type { ActionOf, Kind } from './action.js'
import { exact, partOf, sum, ONE, type Exact } from './exact.js'
import type { Seen, SeenEntry } from './observe.js'
import { BPS, PLACES, STAKERS, WORKERS, poolOf, type ModelState } from './state.js'
import { emitted } from '../emission/curveVectors.js'

export const QRN = 10n ** 18n
const BUDGET = 600_000_000n * QRN
const STAKERS_BPS = 4000n
/** The stakers' stream is shared out in whole units; what a unit cuts off waits for the next one. */
const UNIT = 1n << 45n
/** Below this total, time passes without rewards. */
const LEAST_TOTAL = QRN

/** What a step happens in. */
export type World = {
  /** Unix time of the deployment and of the block that holds the call. */
  readonly start: number
  readonly at: number
  /** What the contracts showed before the call. */
  readonly before: Seen
}

export type Call<K extends Kind> = {
  readonly world: World
  readonly state: ModelState
  readonly action: ActionOf<K>
}

/** What the contracts show after the call, and what the caller's wallet got by it. */
export type After = { readonly seen: Seen; readonly paid: bigint }

/**
 * What is left to do when a call was not refused. Where a base unit depends on rounding, `finish` compares what the
 * contracts chose with the bound and goes on from there. `mayRefuse` names an error where rounding decides on refusal.
 */
export type Rest = { readonly finish?: (after: After) => void; readonly mayRefuse?: string | undefined }

/** Throws unless the contracts kept to `bound`. */
export function requireThat(condition: boolean, bound: () => string): void {
  if (!condition) throw new Error(`the contracts broke a bound: ${bound()}`)
}

/** What the emission curve has given out by `at`. */
export function emittedBy(start: number, at: number): bigint {
  return at <= start ? 0n : emitted(BUDGET, BigInt(at - start))
}

/** The stakers' part of it. */
export function stakersStreamBy(start: number, at: number): bigint {
  return (emittedBy(start, at) * STAKERS_BPS) / BPS
}

/** Everybody earns by stake until the time of the call; a pool's worker takes its commission of what the pool earns. */
export function earn(state: ModelState, { start, at, before }: World): void {
  const units = (time: number) => (stakersStreamBy(start, time) / UNIT) * UNIT
  const fresh = units(at) - units(state.time)
  state.time = at
  if (before.totalActive < LEAST_TOTAL) return
  const total = sum(WORKERS.map((name) => state.workers[name].active + poolOf(state.workers[name]).active))
  const earned = (stake: Exact) => partOf(exact(fresh), stake, total)
  for (const name of WORKERS) {
    const worker = state.workers[name]
    worker.earned += earned(worker.active)
    for (const delegation of STAKERS.map((staker) => worker.delegations[staker])) {
      const share = earned(delegation.active)
      const commission = partOf(share, worker.commissionBps, BPS)
      delegation.earned += share - commission
      worker.earned += commission
    }
  }
  state.shared += fresh
  // What the base units that roundings may have moved earn, and the one that writing a position down may cost.
  state.slack += earned(exact(2n + sum(WORKERS.map((name) => state.workers[name].roundings)))) + ONE
}

/** The place that a call took of a ring: exactly one that was free. */
export function placeTaken(
  before: readonly (SeenEntry | undefined)[],
  after: readonly (SeenEntry | undefined)[],
): number {
  const taken = Array.from({ length: PLACES }, (_, place) => place).filter(
    (place) => before[place] === undefined && after[place] !== undefined,
  )
  requireThat(taken.length === 1, () => `places ${taken.join(', ')} were taken by one unbonding`)
  return taken[0] as number
}
