import { jobIn, requireInTime, type Call } from './call.js'
import { namesOf, punish } from './lost.js'
import { refuseIf } from './refused.js'
import { WRONG_ELEMENT, jobAt } from './state.js'

/** Registering twice, or for a job that does not exist yet, is allowed and worth nothing. */
export function registerChallenge({ world, state, action, emit }: Call<'registerChallenge'>): void {
  const c = world.ids.challenge(action, jobAt(state, action))
  if (state.challenges.has(c)) return
  state.challenges.set(c, world.block)
  emit('ChallengeRegistered', c, world.ids.account(action.by))
}

/** Disputes about the job do not matter. */
export function proveFraud(call: Call<'proveFraud'>): void {
  const { world, state, action } = call
  const job = jobIn(call, action, 'revealed')
  requireInTime(world, action, job.deadline)
  const c = world.ids.challenge(action, job)
  const registered = state.challenges.get(c)
  refuseIf(registered === undefined, 'ChallengeUnknown', c)
  refuseIf(registered === world.block, 'ChallengeTooFresh', c)
  const right = job.variant !== 'wrong' || action.element !== WRONG_ELEMENT
  refuseIf(right, 'ResultCorrect', world.ids.jobId(action), action.element)
  const told = punish(call, job, action.by)
  const names = namesOf(call, action, job.worker)
  call.emit('FraudProven', ...names, world.ids.account(action.by), action.element, ...told)
}
