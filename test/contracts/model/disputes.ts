import { jobIn, requireInTime, windowEnd, type Call } from './call.js'
import { namesOf, punish } from './lost.js'
import { requireAdmin } from './powers.js'
import { refuseIf } from './refused.js'
import type { ModelJob, Party } from './state.js'

/** The contract that decides disputes is named once. */
export function setDisputer(call: Call<'setDisputer'>): void {
  const { world, state, action } = call
  requireAdmin(call)
  refuseIf(action.disputer === 'nobody', 'ZeroAddress')
  refuseIf(state.disputer !== undefined, 'DisputerIsSet', world.ids.account(state.disputer ?? 'nobody'))
  if (action.disputer !== 'nobody') state.disputer = action.disputer
  call.emit('DisputerSet', world.ids.account(action.disputer))
}

/** In time until the challenge window ends. */
export function openDispute(call: Call<'openDispute'>): void {
  const job = disputable(call)
  requireInTime(call.world, call.action, job.deadline)
  job.aux += 1n
  changed(call, job)
}

export function closeDispute(call: Call<'closeDispute'>): void {
  const job = disputable(call)
  requireDisputed(call, job)
  job.aux -= 1n
  changed(call, job)
}

/** In time until both sides' clocks are over. */
export function slashByDispute(call: Call<'slashByDispute'>): void {
  const job = disputable(call)
  requireDisputed(call, job)
  refuseIf(call.action.challenger === 'nobody', 'ZeroAddress')
  requireInTime(call.world, call.action, windowEnd(job))
  const told = punish(call, job, call.action.challenger as Party)
  const names = namesOf(call, call.action, job.worker)
  call.emit('DisputeLost', ...names, call.world.ids.account(call.action.challenger), ...told)
}

function changed({ world, action, emit }: Disputing, { aux }: ModelJob): void {
  emit('DisputesChanged', world.ids.jobId(action), aux)
}

type Disputing = Call<'openDispute' | 'closeDispute' | 'slashByDispute'>

function disputable(call: Disputing): ModelJob {
  const { world, state, action } = call
  refuseIf(action.by !== state.disputer, 'NotDisputer', world.ids.account(action.by))
  return jobIn(call, action, 'revealed')
}

function requireDisputed({ world, action }: Disputing, { aux }: ModelJob): void {
  refuseIf(aux === 0n, 'DisputeNotOpen', world.ids.jobId(action))
}
