import { bindActions, type ActionOptions } from './bind.js'
import { challengeResult } from '../actions/challengeResult.js'
import { getJob } from '../actions/getJob.js'
import { getLedger } from '../actions/getLedger.js'
import { getParameters } from '../actions/getParameters.js'
import { getRequest } from '../actions/getRequest.js'
import { getRequestEvents } from '../actions/getRequestEvents.js'
import { proveFraud } from '../actions/proveFraud.js'
import { registerChallenge } from '../actions/registerChallenge.js'
import { verifyResult } from '../actions/verifyResult.js'
import { waitForReveal } from '../actions/waitForReveal.js'
import { watchJobs } from '../actions/watchJobs.js'
import { withdraw } from '../actions/withdraw.js'

const actions = {
  verifyResult,
  challengeResult,
  registerChallenge,
  proveFraud,
  waitForReveal,
  withdraw,
  getJob,
  getParameters,
  getRequest,
  getLedger,
  getRequestEvents,
  watchJobs,
}

/**
 * What someone who checks results does: pass it to `client.extend`.
 *
 * @example
 * ```ts
 * const challenger = client.extend(challengerActions({ addresses }))
 * const { ok } = await challenger.verifyResult({ request, shard: 0 })
 * ```
 */
export function challengerActions(options: ActionOptions = {}) {
  return bindActions(actions, options)
}
