import { bindActions, type ActionOptions } from './bind.js'
import { applyCommission } from '../actions/applyCommission.js'
import { bond } from '../actions/bond.js'
import { claimRewards } from '../actions/claimRewards.js'
import { claimWork } from '../actions/claimWork.js'
import { getEpoch } from '../actions/getEpoch.js'
import { getParameters } from '../actions/getParameters.js'
import { getWorker } from '../actions/getWorker.js'
import { rebond } from '../actions/rebond.js'
import { setCommission } from '../actions/setCommission.js'
import { setLockCap } from '../actions/setLockCap.js'
import { setLocker } from '../actions/setLocker.js'
import { setOperator } from '../actions/setOperator.js'
import { unbond } from '../actions/unbond.js'
import { withdrawStake } from '../actions/withdrawStake.js'

const actions = {
  bond,
  unbond,
  rebond,
  withdrawStake,
  setOperator,
  setLockCap,
  setLocker,
  setCommission,
  applyCommission,
  claimRewards,
  claimWork,
  getWorker,
  getEpoch,
  getParameters,
}

/**
 * What the owner of a bond does: pass it to `client.extend`.
 *
 * @example
 * ```ts
 * const owner = client.extend(stakerActions({ addresses }))
 * const hash = await owner.bond({ amount: parseUnits('100', 18) })
 * ```
 */
export function stakerActions(options: ActionOptions = {}) {
  return bindActions(actions, options)
}
