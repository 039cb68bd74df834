import type { Action, Kind } from './action.js'
import type { Call, Rest, World } from './call.js'
import { claimDelegationRewards, claimPastRewards, claimRewards } from './claims.js'
import { delegate, rebondDelegation, undelegate, withdrawDelegation } from './delegator.js'
import { addCrediter, burnWork, claimWork, closeEpoch, credit } from './emission.js'
import {
  applyCommission,
  bond,
  lock,
  pause,
  rebond,
  release,
  setCommission,
  setLockCap,
  setLocker,
  setOperator,
  unbond,
  withdraw,
} from './owner.js'
import { slash } from './slash.js'
import type { ModelState } from './state.js'

const CALLS: { readonly [K in Kind]: (call: Call<K>) => Rest } = {
  bond,
  unbond,
  rebond,
  withdraw,
  delegate,
  undelegate,
  rebondDelegation,
  withdrawDelegation,
  claimRewards,
  claimDelegationRewards,
  claimPastRewards,
  setCommission,
  applyCommission,
  setLocker,
  setLockCap,
  setOperator,
  lock,
  release,
  slash,
  pause,
  addCrediter,
  closeEpoch,
  credit,
  burnWork,
  claimWork,
}

export const KINDS = Object.keys(CALLS) as readonly Kind[]

/** The state after one call, and what is left to do with it. Throws `Refused` with the name of the contracts' error. */
export function apply(world: World, before: ModelState, action: Action): { state: ModelState; rest: Rest } {
  const state = structuredClone(before)
  const run = CALLS[action.kind] as (call: { world: World; state: ModelState; action: Action }) => Rest
  return { state, rest: run({ world, state, action }) }
}
