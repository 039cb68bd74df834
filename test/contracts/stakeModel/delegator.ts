import { TIMES } from '../utils/protocol.js'
import { QRN, placeTaken, requireThat, type Call, type Rest } from './call.js'
import { ONE, exact } from './exact.js'
import { raiseCommission } from './owner.js'
import { PLACES, STAKERS, newRing, poolOf, refuseIf, type ModelWorker } from './state.js'

const LEAST_DELEGATION = QRN
/** A pool of which slashes left less takes no more delegations. */
export const LEAST_WORTH = QRN / 1024n

export function delegate({ world, state, action: { by, worker: name, amount } }: Call<'delegate'>): Rest {
  const seen = world.before.workers[name]
  const worker = state.workers[name]
  refuseIf(amount === 0n, 'ZeroAmount')
  refuseIf(by === name, 'OwnWorker')
  refuseIf(state.paused, 'BondingPaused')
  refuseIf(seen.active === 0n, 'WorkerNotBonded')
  refuseIf(seen.worth < LEAST_WORTH, 'PoolWorn')
  refuseIf(seen.delegations[by].active + amount < LEAST_DELEGATION, 'BondTooSmall')
  refuseIf(state.wallets[by] < amount, 'ERC20InsufficientBalance')
  // Whoever joins when a raise is due joins at the raised commission.
  if (worker.announced !== undefined && world.at >= worker.announced.from) raiseCommission(worker)
  state.wallets[by] -= amount
  state.held.staking += amount
  worker.delegations[by].active += exact(amount)
  worker.roundings += 1n
  return {}
}

/** Whoever takes everything takes the fraction of a base unit with it; zero takes a fraction alone. */
export function undelegate({ world, state, action: { by, worker: name, amount } }: Call<'undelegate'>): Rest {
  const seen = world.before.workers[name].delegations[by]
  const worker = state.workers[name]
  refuseIf(amount === 0n && (seen.active > 0n || worker.delegations[by].active === 0n), 'ZeroAmount')
  refuseIf(amount > seen.active, 'DelegationTooLow')
  refuseIf(!seen.ring.includes(undefined), 'UnbondingsFull')
  const delegation = worker.delegations[by]
  const moved = amount === seen.active ? delegation.active : exact(amount)
  delegation.active -= moved
  worker.roundings += 1n
  return {
    finish: (after) => {
      const place = placeTaken(seen.ring, after.seen.workers[name].delegations[by].ring)
      delegation.ring[place] = { amount: moved, endsAt: world.at + TIMES.unbonding }
    },
  }
}

export function rebondDelegation({ world, state, action }: Call<'rebondDelegation'>): Rest {
  const { by, worker, index } = action
  refuseIf(index >= PLACES || world.before.workers[worker].delegations[by].ring[index] === undefined, 'NoUnbonding')
  const delegation = state.workers[worker].delegations[by]
  delegation.active += delegation.ring[index]?.amount ?? 0n
  delegation.ring[index] = undefined
  return {}
}

/** Pays whole base units; the fraction is nobody's from then on. */
export function withdrawDelegation({ world, state, action }: Call<'withdrawDelegation'>): Rest {
  const { by, worker: name, index } = action
  const before = world.before.workers[name]
  const entry = before.delegations[by].ring[index]
  if (index >= PLACES || entry === undefined) return refuseIf(true, 'NoUnbonding') as never
  refuseIf(world.at < entry.endsAt, 'StillUnbonding')
  const worker = state.workers[name]
  worker.delegations[by].ring[index] = undefined
  worker.roundings += 1n
  state.wallets[by] += entry.amount
  state.held.staking -= entry.amount
  return {
    finish: ({ seen }) => renewIfWorn(worker, { worn: before.worth < LEAST_WORTH, era: seen.workers[name].era }),
  }
}

/** A worn pool begins anew when less than a base unit of it is left; roundings decide when that is. */
function renewIfWorn(worker: ModelWorker, { worn, era }: { readonly worn: boolean; readonly era: number }): void {
  const { all } = poolOf(worker)
  const renewed = era !== worker.era
  requireThat(!renewed || (worn && all < ONE * (1n + worker.roundings)), () => `a pool of ${all} began anew`)
  requireThat(renewed || !worn || all > 0n, () => 'a worn pool that everybody left did not begin anew')
  if (renewed) restart(worker)
}

/** Nothing is left of anybody's delegation; what it earned can still be claimed. */
export function restart(worker: ModelWorker): void {
  for (const delegation of STAKERS.map((staker) => worker.delegations[staker])) {
    delegation.past[worker.era] = delegation.earned
    Object.assign(delegation, { active: 0n, ring: newRing(), earned: 0n })
  }
  Object.assign(worker, { era: worker.era + 1, worth: exact(QRN), worthSlack: 0n })
}
