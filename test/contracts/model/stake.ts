import { parseEther } from 'ethers'
import { TIMES } from '../utils/protocol.js'
import type { Call } from './call.js'
import { refuseIf } from './refused.js'
import { RING_PLACES, assetsOf, type ModelState, type Unbonding, type WorkerName } from './state.js'

const LEAST_BOND = parseEther('1')
const BPS = 10_000n

export function bond({ state, action }: Call<'bond' | 'unbond'>): void {
  const worker = state.workers[action.by]
  refuseIf(action.amount === 0n, 'ZeroAmount')
  worker.active += action.amount
  refuseIf(worker.active < LEAST_BOND, 'BondTooSmall', worker.active, LEAST_BOND)
  state.held.staked += action.amount
}

export function unbond({ world, state, action }: Call<'bond' | 'unbond'>): void {
  const worker = state.workers[action.by]
  const owner = world.ids.account(action.by)
  refuseIf(action.amount === 0n, 'ZeroAmount')
  const free = worker.active > worker.locked ? worker.active - worker.locked : 0n
  refuseIf(free < action.amount, 'StakeTooLow', owner, free, action.amount)
  const place = worker.ring.findIndex((entry) => entry === undefined)
  refuseIf(place === -1, 'UnbondingsFull', owner, owner, RING_PLACES)
  worker.active -= action.amount
  worker.ring[place] = { amount: action.amount, endsAt: world.at + TIMES.unbonding }
}

export function rebond(call: Call<'rebond' | 'withdrawStake'>): void {
  call.state.workers[call.action.by].active += takeAt(call).amount
}

export function withdrawStake(call: Call<'rebond' | 'withdrawStake'>): void {
  const { amount, endsAt } = takeAt(call)
  refuseIf(call.world.at < endsAt, 'StillUnbonding', endsAt, call.world.at)
  call.state.held.staked -= amount
}

function takeAt({ world, state, action }: Call<'rebond' | 'withdrawStake'>): Unbonding {
  const { ring } = state.workers[action.by]
  const owner = world.ids.account(action.by)
  const entry = action.index < RING_PLACES ? ring[action.index] : undefined
  refuseIf(entry === undefined, 'NoUnbonding', owner, owner, action.index)
  ring[action.index] = undefined
  return entry as Unbonding
}

/**
 * Takes up to `amount` of a worker, spread evenly over all it has; what is not paid out is burned. Each unbonding pays its
 * part of what is left to take, rounded up, the active bond the rest. The escrow then holds the payout.
 */
export function slash(
  state: ModelState,
  name: WorkerName,
  { amount, payoutBps }: { amount: bigint; payoutBps: bigint },
): { readonly taken: bigint; readonly payout: bigint } {
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
  return { taken, payout }
}
