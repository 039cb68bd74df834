import { TIMES } from '../utils/protocol.js'
import { QRN, placeTaken, type Call, type Rest } from './call.js'
import { exact, sum } from './exact.js'
import {
  LOCKERS,
  PLACES,
  refuseIf,
  type ModelState,
  type ModelWorker,
  type LockerName,
  type WorkerName,
} from './state.js'

const LEAST_BOND = QRN
const MOST_COMMISSION_BPS = 5000n

export function bond({ world, state, action: { by, amount } }: Call<'bond'>): Rest {
  refuseIf(amount === 0n, 'ZeroAmount')
  refuseIf(state.paused, 'BondingPaused')
  refuseIf(world.before.workers[by].active + amount < LEAST_BOND, 'BondTooSmall')
  refuseIf(state.wallets[by] < amount, 'ERC20InsufficientBalance')
  state.wallets[by] -= amount
  state.held.staking += amount
  state.workers[by].active += exact(amount)
  return {}
}

/** What stays must cover all locks: `locked <= self + min(pool, self)`. */
export function unbond({ world, state, action: { by, amount } }: Call<'unbond'>): Rest {
  const seen = world.before.workers[by]
  const worker = state.workers[by]
  refuseIf(amount === 0n, 'ZeroAmount')
  const left = seen.active - amount
  refuseIf(left < 0n || lockedOf(state, by) > limitOf(left, seen.poolActive), 'StakeTooLow')
  refuseIf(!seen.ring.includes(undefined), 'UnbondingsFull')
  worker.active -= exact(amount)
  return {
    finish: (after) => {
      const place = placeTaken(seen.ring, after.seen.workers[by].ring)
      worker.ring[place] = { amount: exact(amount), endsAt: world.at + TIMES.unbonding }
    },
  }
}

export function rebond({ world, state, action: { by, index } }: Call<'rebond'>): Rest {
  refuseIf(index >= PLACES || world.before.workers[by].ring[index] === undefined, 'NoUnbonding')
  const worker = state.workers[by]
  worker.active += worker.ring[index]?.amount ?? 0n
  worker.ring[index] = undefined
  return {}
}

/** Pays whole base units; what rounding took off this unbonding is in the worker's other stake. */
export function withdraw({ world, state, action: { by, index } }: Call<'withdraw'>): Rest {
  const entry = world.before.workers[by].ring[index]
  if (index >= PLACES || entry === undefined) return refuseIf(true, 'NoUnbonding') as never
  refuseIf(world.at < entry.endsAt, 'StillUnbonding')
  const worker = state.workers[by]
  worker.active += (worker.ring[index]?.amount ?? 0n) - exact(entry.amount)
  worker.ring[index] = undefined
  state.wallets[by] += entry.amount
  state.held.staking -= entry.amount
  return {}
}

export function setCommission({ world, state, action: { by, bps } }: Call<'setCommission'>): Rest {
  const worker = state.workers[by]
  refuseIf(bps > MOST_COMMISSION_BPS, 'CommissionTooHigh')
  if (bps > worker.commissionBps) worker.announced = { bps, from: world.at + TIMES.unbonding }
  else Object.assign(worker, { commissionBps: bps, announced: undefined })
  return {}
}

export function applyCommission({ world, state, action }: Call<'applyCommission'>): Rest {
  const worker = state.workers[action.worker]
  refuseIf(worker.announced === undefined, 'NothingAnnounced')
  refuseIf(world.at < (worker.announced?.from ?? 0), 'CommissionNotDue')
  raiseCommission(worker)
  return {}
}

/** Sets what the worker announced. */
export function raiseCommission(worker: ModelWorker): void {
  Object.assign(worker, { commissionBps: worker.announced?.bps, announced: undefined })
}

export function setOperator({ state, action: { by, operator } }: Call<'setOperator'>): Rest {
  state.workers[by].operator = operator
  return {}
}

export function setLockCap({ state, action: { by, amount } }: Call<'setLockCap'>): Rest {
  state.workers[by].lockCap = amount
  return {}
}

export function setLocker({ state, action: { by, locker, on } }: Call<'setLocker'>): Rest {
  if (locker === 'stranger' || !isListed(locker)) return refuseIf(true, 'NotLocker') as never
  refuseIf(!on && state.workers[by].locked[locker] > 0n, 'LockerInUse')
  state.workers[by].on[locker] = on
  return {}
}

export function lock({ world, state, action: { by, worker, locker, amount } }: Call<'lock'>): Rest {
  const { operator, on, locked } = state.workers[worker]
  refuseIf(!isListed(locker), 'NotLocker')
  refuseIf(by !== worker && by !== operator, 'NotOwnerOrOperator')
  refuseIf(!on[locker], 'LockerOff')
  const { active, poolActive } = world.before.workers[worker]
  const others = lockedOf(state, worker) - locked[locker]
  const limit = cappedLimit(state, worker, { active, poolActive })
  refuseIf(locked[locker] + amount > (limit > others ? limit - others : 0n), 'CapacityExceeded')
  locked[locker] += amount
  return {}
}

export function release({ state, action: { worker, locker } }: Call<'release'>): Rest {
  state.workers[worker].locked[locker] = 0n
  return {}
}

export function pause({ state, action: { paused } }: Call<'pause'>): Rest {
  state.paused = paused
  return {}
}

/** The last locker is deployed and was never added. */
export function isListed(locker: LockerName): boolean {
  return locker !== LOCKERS.at(-1)
}

/** What all lockers that the worker works for hold of it. */
export function lockedOf(state: ModelState, worker: WorkerName): bigint {
  const { on, locked } = state.workers[worker]
  return sum(LOCKERS.filter((locker) => on[locker]).map((locker) => locked[locker]))
}

function limitOf(self: bigint, pool: bigint): bigint {
  return self + (pool < self ? pool : self)
}

/** What all locks of a worker together may reach. */
export function cappedLimit(
  state: ModelState,
  worker: WorkerName,
  { active, poolActive }: { readonly active: bigint; readonly poolActive: bigint },
): bigint {
  const limit = limitOf(active, poolActive)
  const { lockCap } = state.workers[worker]
  return lockCap !== 0n && lockCap < limit ? lockCap : limit
}
