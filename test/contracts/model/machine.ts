import type { Action, Kind } from './action.js'
import type { Call, World } from './call.js'
import { proveFraud, registerChallenge } from './fraud.js'
import { approve, cancel, deposit, finalize, flushBurn, noShow, roll, slashTimeout, withdraw } from './settle.js'
import { bond, rebond, unbond, withdrawStake } from './stake.js'
import type { ModelState } from './state.js'
import { accept, acceptAndCommit, commit, reveal } from './work.js'

const CALLS: { readonly [K in Kind]: (call: Call<K>) => void } = {
  deposit,
  withdraw,
  accept,
  acceptAndCommit,
  commit,
  reveal,
  revealSampled: reveal,
  approve,
  finalize,
  noShow,
  slashTimeout,
  registerChallenge,
  proveFraud,
  cancel,
  flushBurn,
  roll,
  bond,
  unbond,
  rebond,
  withdrawStake,
}

/** What the protocol makes of one call: the state after it. Throws `Refused` with the name of the contracts' error. */
export function apply(world: World, before: ModelState, action: Action): ModelState {
  const state = structuredClone(before)
  const run = CALLS[action.kind] as (call: { world: World; state: ModelState; action: Action }) => void
  run({ world, state, action })
  return state
}
