import { requireThat, type After, type Call, type Rest } from './call.js'
import { restart } from './delegator.js'
import { ONE, exact, partOf, shown } from './exact.js'
import { poolTotal, selfOf } from './observe.js'
import { isListed } from './owner.js'
import {
  BPS,
  STAKERS,
  poolOf,
  refuseIf,
  type Delegation,
  type LockerName,
  type ModelState,
  type ModelWorker,
} from './state.js'

const MOST_PAYOUT_BPS = 5000n
/** Eight unbondings of the worker and its pool may round. */
const ROUNDINGS = 9n

/** Takes `min(amount, assets)`; the sides pay `self : min(pool, self)`, and what one lacks the other pays. */
export function slash(call: Call<'slash'>): Rest {
  const { world, state, action } = call
  const { by, worker: name } = action
  if (by === 'stranger' || !isListed(by)) return refuseIf(true, 'NotLocker') as never
  if (!state.workers[name].on[by]) return {}
  const before = world.before.workers[name]
  const [self, pool] = [selfOf(before), poolTotal(before)]
  const taken = least(action.amount, self + pool)
  return {
    finish: ({ seen }: After) => {
      const after = seen.workers[name]
      // After the last base unit of a pool, the next era shows an empty one.
      const fromPool = pool - poolTotal(after)
      const fromSelf = self - selfOf(after)
      requireThat(fromSelf + fromPool === taken, () => `${fromSelf} + ${fromPool} were taken, not ${taken}`)
      requireSplit({ taken, self, pool, fromPool })
      cutSelf(state.workers[name], { cut: fromSelf, self, ring: after.ring })
      cutPool(state.workers[name], { cut: fromPool, pool })
      pay(state, by, { taken, payout: (fromSelf * least(action.payoutBps, MOST_PAYOUT_BPS)) / BPS })
      lowerCap(state.workers[name], taken)
    },
  }
}

type Split = { readonly taken: bigint; readonly self: bigint; readonly pool: bigint; readonly fromPool: bigint }

/** The pool's part is the exact one rounded down: the odd base unit is the operator's. */
function requireSplit({ taken, self, pool, fromPool }: Split): void {
  const bearing = least(pool, self)
  const fair = bearing === 0n ? 0n : partOf(exact(taken), bearing, self + bearing)
  const lacking = exact(taken > self ? taken - self : 0n)
  const due = fair > lacking ? fair : lacking
  requireThat(
    exact(fromPool) <= due && due < exact(fromPool + 1n),
    () => `the pool paid ${fromPool}, not ${shown(due)} of ${taken} with ${self} : ${pool}`,
  )
}

/** Every base unit of the own side loses alike. An unbonding of which less than a base unit is left may be over. */
function cutSelf(
  worker: ModelWorker,
  { cut, self, ring }: { readonly cut: bigint; readonly self: bigint; readonly ring: readonly unknown[] },
): void {
  if (cut === 0n) return
  scale(worker, exact(self - cut), exact(self))
  worker.roundings += ROUNDINGS
  for (const [place, entry] of worker.ring.entries()) {
    if (entry === undefined || ring[place] !== undefined) continue
    requireThat(entry.amount <= exact(worker.roundings), () => `an unbonding of ${shown(entry.amount)} is gone`)
    worker.active += entry.amount
    worker.ring[place] = undefined
  }
}

/** Every delegator loses alike, unbonding or not. */
function cutPool(worker: ModelWorker, { cut, pool }: { readonly cut: bigint; readonly pool: bigint }): void {
  if (cut === 0n) return
  if (cut === pool) return restart(worker)
  const { all } = poolOf(worker)
  const left = all - exact(cut)
  for (const staker of STAKERS) scale(worker.delegations[staker], left, all)
  worker.worth = partOf(worker.worth, left, all)
  worker.roundings += ROUNDINGS
  // As far as the pool may be off, its worth may be, too.
  worker.worthSlack += partOf(worker.worth, exact(worker.roundings), left) + ONE
}

function scale(stake: Delegation | ModelWorker, left: bigint, whole: bigint): void {
  stake.active = partOf(stake.active, left, whole)
  for (const entry of stake.ring) if (entry !== undefined) entry.amount = partOf(entry.amount, left, whole)
}

/** What is not paid out is burned. */
function pay(
  state: ModelState,
  locker: LockerName,
  { taken, payout }: { readonly taken: bigint; readonly payout: bigint },
): void {
  state.wallets[locker] += payout
  state.held.staking -= taken
  state.held.supply -= taken - payout
}

/** What a stolen operator key may cost is spent by every slash; 1 is left, because 0 means no cap. */
function lowerCap(worker: ModelWorker, taken: bigint): void {
  if (worker.lockCap === 0n || taken === 0n) return
  worker.lockCap = worker.lockCap > taken ? worker.lockCap - taken : 1n
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
