import { accept, acceptAndCommit, acceptSigned } from './accept.js'
import type { Action, Kind } from './action.js'
import type { Call, Scope, World } from './call.js'
import { closeDispute, openDispute, setDisputer, slashByDispute } from './disputes.js'
import { flushBurn, roll } from './epochs.js'
import { proveFraud, registerChallenge } from './fraud.js'
import { noShow, slashTimeout } from './lost.js'
import { deposit, depositWithPermit, lockBalance, withdraw } from './money.js'
import { retire, setLimits, setToken, setTokenPaused } from './powers.js'
import { factText } from './refused.js'
import { cancel, cancelBefore, expire, post } from './requests.js'
import { approve, approveSigned, finalize, submitWitness } from './settle.js'
import { bond, rebond, unbond, withdrawStake } from './stake.js'
import type { ModelState } from './state.js'
import { commit, reveal } from './work.js'

const CALLS: { readonly [K in Kind]: (call: Call<K>) => void } = {
  deposit,
  depositWithPermit,
  withdraw,
  lockBalance,
  post,
  cancel,
  expire,
  cancelBefore,
  acceptSigned,
  accept,
  acceptAndCommit,
  commit,
  reveal,
  revealSampled: reveal,
  submitWitness,
  approve,
  approveSigned,
  finalize,
  noShow,
  slashTimeout,
  registerChallenge,
  proveFraud,
  setDisputer,
  openDispute,
  closeDispute,
  slashByDispute,
  setToken,
  setTokenPaused,
  retire,
  setLimits,
  flushBurn,
  roll,
  multicall: ({ action, ...scope }) => {
    for (const inner of action.calls) run(scope, inner)
  },
  bond,
  unbond,
  rebond,
  withdrawStake,
}

export const KINDS = Object.keys(CALLS) as readonly Kind[]
/** Calls that no state, and nobody who sends them, makes the contracts refuse. */
const NEVER_REFUSED: readonly Kind[] = ['registerChallenge', 'flushBurn', 'roll']
export const REFUSABLE = KINDS.filter((kind) => !NEVER_REFUSED.includes(kind))

export type Outcome = { readonly state: ModelState; readonly events: readonly string[] }

/** What the protocol makes of one call: the state after it, and what it tells. Throws `Refused` with the contracts' error. */
export function apply(world: World, before: ModelState, action: Action): Outcome {
  const state = structuredClone(before)
  const events: string[] = []
  run({ world, state, emit: (name, ...facts) => void events.push(factText(name, facts)) }, action)
  return { state, events }
}

function run(scope: Scope, action: Action): void {
  const call = CALLS[action.kind] as (call: Scope & { action: Action }) => void
  call({ ...scope, action })
}
