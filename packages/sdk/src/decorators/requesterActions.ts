import { bindActions, type ActionOptions } from './bind.js'
import { approve } from '../actions/approve.js'
import { approveSigned } from '../actions/approveSigned.js'
import { cancelRequest } from '../actions/cancelRequest.js'
import { cancelRequestsBefore } from '../actions/cancelRequestsBefore.js'
import { deposit } from '../actions/deposit.js'
import { depositWithPermit } from '../actions/depositWithPermit.js'
import { expireRequest } from '../actions/expireRequest.js'
import { finalize } from '../actions/finalize.js'
import { getJob } from '../actions/getJob.js'
import { getLedger } from '../actions/getLedger.js'
import { getOpenJobs } from '../actions/getOpenJobs.js'
import { getParameters } from '../actions/getParameters.js'
import { getRequest } from '../actions/getRequest.js'
import { getRequestEvents } from '../actions/getRequestEvents.js'
import { getRequestLimits } from '../actions/getRequestLimits.js'
import { lockBalance } from '../actions/lockBalance.js'
import { multicallEscrow } from '../actions/multicallEscrow.js'
import { noShow } from '../actions/noShow.js'
import { postRequest } from '../actions/postRequest.js'
import { prepareRequest } from '../actions/prepareRequest.js'
import { quote } from '../actions/quote.js'
import { signApproval } from '../actions/signApproval.js'
import { signRequest } from '../actions/signRequest.js'
import { slashTimeout } from '../actions/slashTimeout.js'
import { verifyAsianOption } from '../actions/verifyAsianOption.js'
import { verifyImage } from '../actions/verifyImage.js'
import { verifyResult } from '../actions/verifyResult.js'
import { verifyWitness } from '../actions/verifyWitness.js'
import { waitForReveal } from '../actions/waitForReveal.js'
import { waitForWitness } from '../actions/waitForWitness.js'
import { watchJobs } from '../actions/watchJobs.js'
import { withdraw } from '../actions/withdraw.js'

const actions = {
  prepareRequest,
  signRequest,
  postRequest,
  cancelRequest,
  cancelRequestsBefore,
  expireRequest,
  approve,
  signApproval,
  approveSigned,
  lockBalance,
  deposit,
  depositWithPermit,
  withdraw,
  multicallEscrow,
  quote,
  getRequestLimits,
  waitForReveal,
  verifyResult,
  verifyImage,
  verifyAsianOption,
  waitForWitness,
  verifyWitness,
  finalize,
  noShow,
  slashTimeout,
  getJob,
  getOpenJobs,
  getParameters,
  getRequest,
  getLedger,
  getRequestEvents,
  watchJobs,
}

/**
 * What someone who pays for compute does: pass it to `client.extend`.
 *
 * @example
 * ```ts
 * const requester = client.extend(requesterActions({ addresses }))
 * const balance = await requester.getLedger({ token: zeroAddress })
 * ```
 */
export function requesterActions(options: ActionOptions = {}) {
  return bindActions(actions, options)
}
