import { bindActions, type ActionOptions } from './bind.js'
import { acceptAndCommit } from '../actions/acceptAndCommit.js'
import { acceptPosted } from '../actions/acceptPosted.js'
import { acceptSigned } from '../actions/acceptSigned.js'
import { claimWork } from '../actions/claimWork.js'
import { commit } from '../actions/commit.js'
import { finalize } from '../actions/finalize.js'
import { flushBurn } from '../actions/flushBurn.js'
import { getBeaconHeader } from '../actions/getBeaconHeader.js'
import { getEpoch } from '../actions/getEpoch.js'
import { getJob } from '../actions/getJob.js'
import { getLedger } from '../actions/getLedger.js'
import { getParameters } from '../actions/getParameters.js'
import { getRequest } from '../actions/getRequest.js'
import { getRequestEvents } from '../actions/getRequestEvents.js'
import { getWorker } from '../actions/getWorker.js'
import { multicallEscrow } from '../actions/multicallEscrow.js'
import { noShow } from '../actions/noShow.js'
import { postBeacon } from '../actions/postBeacon.js'
import { reveal } from '../actions/reveal.js'
import { revealSampled } from '../actions/revealSampled.js'
import { roll } from '../actions/roll.js'
import { slashTimeout } from '../actions/slashTimeout.js'
import { submitWitness } from '../actions/submitWitness.js'
import { watchJobs } from '../actions/watchJobs.js'
import { withdraw } from '../actions/withdraw.js'

const actions = {
  acceptSigned,
  acceptPosted,
  acceptAndCommit,
  commit,
  reveal,
  revealSampled,
  submitWitness,
  finalize,
  noShow,
  slashTimeout,
  postBeacon,
  getBeaconHeader,
  claimWork,
  flushBurn,
  roll,
  withdraw,
  multicallEscrow,
  getWorker,
  getEpoch,
  getJob,
  getParameters,
  getRequest,
  getLedger,
  getRequestEvents,
  watchJobs,
}

/**
 * What a worker does with jobs: pass it to `client.extend`.
 *
 * @example
 * ```ts
 * const operator = client.extend(workerActions({ addresses }))
 * const { locked } = await operator.getWorker({ worker })
 * ```
 */
export function workerActions(options: ActionOptions = {}) {
  return bindActions(actions, options)
}
