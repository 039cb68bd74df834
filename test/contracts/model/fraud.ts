import { dealOf, jobIn, type Call } from './call.js'
import { giveBack } from './settle.js'
import { slash } from './stake.js'
import { WRONG_ELEMENT, refuseIf, type ModelJob, type Party, type WorkerName } from './state.js'

/** Registering twice, or for a job that does not exist yet, is allowed and worth nothing. */
export function registerChallenge(call: Call<'registerChallenge'>): void {
  const job = call.state.jobs[call.action.deal]?.[call.action.shard] as ModelJob
  call.state.challenges.add(challengeOf(call, job))
}

export function proveFraud(call: Call<'proveFraud'>): void {
  const { world, state, action } = call
  const job = jobIn(state, action, 'revealed')
  refuseIf(world.at > job.deadline, 'DeadlinePassed')
  refuseIf(!state.challenges.has(challengeOf(call, job)), 'ChallengeUnknown')
  refuseIf(job.variant !== 'wrong' || action.element !== WRONG_ELEMENT, 'ResultCorrect')

  giveBack(call, job)
  job.state = 'slashed'
  const { lock } = dealOf(call).terms
  const payout = slash(state, job.worker as WorkerName, { amount: lock, payoutBps: 5000n })
  const toRequester = (payout * 2n) / 5n
  state.ledger.qrn.requester += toRequester
  state.ledger.qrn[action.by as Party] += payout - toRequester
}

/** A challenge binds its sender, the attempt, the element and the proof, which differs between the outputs. */
function challengeOf({ action }: Call<'registerChallenge' | 'proveFraud'>, job: ModelJob): string {
  return [action.by, action.deal, action.shard, job.attempt, action.element, job.variant ?? 'right'].join('/')
}
