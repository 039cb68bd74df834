import { expect } from 'chai'
import { requireThat } from './call.js'
import { ONE, exact, shown, sum, type Exact } from './exact.js'
import {
  accountText,
  booksOf,
  poolTotal,
  selfOf,
  settingsText,
  type Seen,
  type SeenDelegation,
  type SeenWorker,
} from './observe.js'
import { cappedLimit, lockedOf } from './owner.js'
import type { Stage } from './stage.js'
import {
  CREDITERS,
  LOCKERS,
  STAKERS,
  WORKERS,
  poolOf,
  stakeOf,
  type Delegation,
  type ModelState,
  type ModelWorker,
  type StakerName,
  type WorkerName,
} from './state.js'

/** What index and shares, which are fixed-point numbers, may add to a stake: far below a base unit. */
const SPECK = ONE / 100n

/**
 * The bounds, with n = the delegations, unbondings and slashes of the worker so far:
 * - own stake of a worker, active and unbonding together: exact;
 * - each part of it, each delegation and each unbonding: within n base units of the exact value;
 * - all that one delegator has behind a worker: never above the exact value, at most n below it, and one for showing it;
 * - what a pool's delegators have: never above what the pool has;
 * - rewards of one staker: within what n base units of stake earned, and one base unit a call;
 * - all rewards, claimed and not: never above the stream.
 */
export function compareStake(state: ModelState, seen: Seen): void {
  for (const name of WORKERS) {
    compareWorker(state, name, seen.workers[name])
    comparePool(state.workers[name], seen.workers[name])
  }
  compareTotals(state, seen)
  compareRewards(state, seen)
}

function compareWorker(state: ModelState, name: WorkerName, seen: SeenWorker): void {
  const worker = state.workers[name]
  const within = exact(worker.roundings) + SPECK
  near(`${name}'s own stake`, { have: selfOf(seen), need: stakeOf(worker), above: SPECK, below: SPECK })
  near(`${name}'s bond`, { have: seen.active, need: worker.active, above: within, below: within })
  compareRing(`${name}'s unbonding`, worker, seen)
  const { active, poolActive } = seen
  expect(seen.capacity, `capacity of ${name}`).to.equal(cappedLimit(state, name, { active, poolActive }))
  expect(seen.settings, `settings of ${name}`).to.equal(settingsOf(state, name))
}

function settingsOf(state: ModelState, name: WorkerName): string {
  const { operator, on, lockCap, commissionBps, announced } = state.workers[name]
  return settingsText({
    operator: operator ?? 'nobody',
    lockers: LOCKERS.filter((locker) => on[locker]).join(', '),
    lockCap,
    locked: lockedOf(state, name),
    commissionBps,
    announced: announced === undefined ? '' : `${announced.bps} from ${announced.from}`,
  })
}

function comparePool(worker: ModelWorker, seen: SeenWorker): void {
  const { active, all } = poolOf(worker)
  const within = exact(worker.roundings + 1n) + SPECK
  near('the pool', { have: poolTotal(seen), need: all, above: SPECK, below: within })
  near('the active pool', { have: seen.poolActive, need: active, above: within, below: within })
  const worthWithin = worker.worthSlack + 2n * ONE
  near('worth of a share', { have: seen.worth, need: worker.worth, above: worthWithin, below: worthWithin })
  expect(seen.era, 'era').to.equal(worker.era)
  for (const staker of STAKERS) compareDelegation(staker, { worker, seen: seen.delegations[staker] })
  const shownToAll = sum(STAKERS.map((staker) => shownStake(seen.delegations[staker])))
  requireThat(shownToAll <= poolTotal(seen), () => `delegators have ${shownToAll} of ${poolTotal(seen)}`)
}

function compareDelegation(
  staker: StakerName,
  { worker, seen }: { readonly worker: ModelWorker; readonly seen: SeenDelegation },
): void {
  const delegation = worker.delegations[staker]
  const within = exact(worker.roundings + 1n) + SPECK
  near(`delegation of ${staker}`, { have: seen.active, need: delegation.active, above: within, below: within })
  compareRing(`${staker}'s unbonding`, { ...delegation, roundings: worker.roundings + 1n }, seen)
  // Each unbonding is shown rounded down.
  const entries = BigInt(1 + delegation.ring.filter((entry) => entry !== undefined).length)
  const below = exact(worker.roundings + entries) + SPECK
  near(`all of ${staker}`, { have: shownStake(seen), need: stakeOf(delegation), above: SPECK, below })
}

function shownStake({ active, ring }: SeenDelegation): bigint {
  return sum([active, ...ring.map((entry) => entry?.amount ?? 0n)])
}

function compareRing(
  name: string,
  { ring, roundings }: Pick<Delegation, 'ring'> & Pick<ModelWorker, 'roundings'>,
  seen: Pick<SeenDelegation, 'ring'>,
): void {
  const ends = (list: readonly ({ readonly endsAt: number } | undefined)[]) =>
    list.map((entry) => entry?.endsAt ?? 0).join(' ')
  expect(ends(seen.ring), `ends of ${name}s`).to.equal(ends(ring))
  const within = exact(roundings) + SPECK
  for (const [place, entry] of ring.entries()) {
    const have = seen.ring[place]?.amount ?? 0n
    near(`${name} ${place}`, { have, need: entry?.amount ?? 0n, above: within, below: within })
  }
}

/** Every pool weighs in the stream rounded up to a base unit, and what single workers have sums to the total. */
function compareTotals({ held }: ModelState, { workers, totalActive }: Seen): void {
  const active = sum(WORKERS.map((name) => workers[name].active + workers[name].poolActive))
  requireThat(active <= totalActive, () => `the total of ${totalActive} is below ${active}`)
  requireThat(totalActive <= active + BigInt(WORKERS.length), () => `the total of ${totalActive} is above ${active}`)
  const all = sum(WORKERS.map((name) => selfOf(workers[name]) + poolTotal(workers[name])))
  requireThat(all <= held.staking, () => `${all} are staked, and ${held.staking} are there`)
}

function compareRewards(state: ModelState, seen: Seen): void {
  let owed = 0n
  for (const name of WORKERS) {
    const [worker, shownWorker] = [state.workers[name], seen.workers[name]]
    const pairs = [[worker.earned, shownWorker.rewards] as const]
    for (const staker of STAKERS) {
      const [{ earned, past }, shownDelegation] = [worker.delegations[staker], shownWorker.delegations[staker]]
      pairs.push(
        [earned, shownDelegation.rewards],
        ...shownDelegation.past.map((one, era) => [past[era] ?? 0n, one] as const),
      )
    }
    for (const [need, have] of pairs) {
      near(`rewards behind ${name}`, { have, need, above: state.slack, below: state.slack + ONE })
      owed += have
    }
  }
  requireThat(state.minted + owed <= state.shared, () => `${state.minted} + ${owed} of rewards out of ${state.shared}`)
}

type Near = { readonly have: bigint; readonly need: Exact; readonly above: Exact; readonly below: Exact }

function near(name: string, { have, need, above, below }: Near): void {
  const off = exact(have) - need
  requireThat(off <= above && -off <= below, () => `${name} is ${have}, and should be ${shown(need)}`)
}

/** Money outside of stake, to the base unit. */
export async function compareBooks(stage: Stage, state: ModelState): Promise<void> {
  const { wallets, held, emission, minted } = state
  const books: Record<string, string> = {}
  for (const [name, amount] of Object.entries(wallets)) books[name] = `${amount}`
  for (const crediter of CREDITERS) {
    const { burned, minted: paid, owed } = emission.accounts[crediter]
    books[crediter] = accountText(
      [burned, paid],
      WORKERS.map((worker) => owed[worker]),
    )
  }
  books['held'] = `${held.staking} ${held.emission} of ${held.supply}`
  books['stakers'] = `${minted}`
  expect(await booksOf(stage)).to.deep.equal(books)
}
