import { parseEther } from 'ethers'
import { TIMES } from '../utils/protocol.js'
import type { Call } from './call.js'
import {
  RING_PLACES,
  assetsOf,
  refuseIf,
  type ModelState,
  type ModelWorker,
  type Unbonding,
  type WorkerName,
} from './state.js'

const LEAST_BOND = parseEther('1')
const BPS = 10_000n

export function bond({ state, action }: Call<'bond' | 'unbond'>): void {
  const worker = state.workers[action.by]
  refuseIf(action.amount === 0n, 'ZeroAmount')
  worker.active += action.amount
  refuseIf(worker.active < LEAST_BOND, 'BondTooSmall')
  state.held.staked += action.amount
}

export function unbond({ world, state, action }: Call<'bond' | 'unbond'>): void {
  const worker = state.workers[action.by]
  refuseIf(action.amount === 0n, 'ZeroAmount')
  refuseIf(worker.active - worker.locked < action.amount, 'StakeTooLow')
  const place = worker.ring.findIndex((entry) => entry === undefined)
  refuseIf(place === -1, 'UnbondingsFull')
  worker.active -= action.amount
  worker.ring[place] = { amount: action.amount, endsAt: world.at + TIMES.unbonding }
}

export function rebond({ state, action }: Call<'rebond' | 'withdrawStake'>): void {
  const worker = state.workers[action.by]
  worker.active += takeAt(worker, action.index).amount
}

export function withdrawStake({ world, state, action }: Call<'rebond' | 'withdrawStake'>): void {
  const { amount, endsAt } = takeAt(state.workers[action.by], action.index)
  refuseIf(world.at < endsAt, 'StillUnbonding')
  state.held.staked -= amount
}

function takeAt({ ring }: ModelWorker, index: number): Unbonding {
  const entry = index < RING_PLACES ? ring[index] : undefined
  refuseIf(entry === undefined, 'NoUnbonding')
  ring[index] = undefined
  return entry as Unbonding
}

/**
 * Takes up to `amount` of a worker, spread evenly over all it has; what is not paid out is burned. Each unbonding pays its
 * part of what is left to take, rounded up, the active bond the rest. Returns the payout, which the escrow then holds.
 */
export function slash(
  state: ModelState,
  name: WorkerName,
  { amount, payoutBps }: { amount: bigint; payoutBps: bigint },
): bigint {
  const worker = state.workers[name]
  let assets = assetsOf(worker)
  const taken = amount < assets ? amount : assets
  const payout = (taken * payoutBps) / BPS
  let left = taken
  for (const [place, entry] of worker.ring.entries()) {
    if (entry === undefined) continue
    const part = (entry.amount * left + assets - 1n) / assets
    assets -= entry.amount
    left -= part
    entry.amount -= part
    if (entry.amount === 0n) worker.ring[place] = undefined
  }
  worker.active -= left
  state.held.staked -= taken
  state.held.qrn += payout
  state.held.supply -= taken - payout
  return payout
}
