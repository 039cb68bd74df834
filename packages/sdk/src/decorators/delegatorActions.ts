import { bindActions, type ActionOptions } from './bind.js'
import { applyCommission } from '../actions/applyCommission.js'
import { claimDelegationRewards } from '../actions/claimDelegationRewards.js'
import { claimPastRewards } from '../actions/claimPastRewards.js'
import { delegate } from '../actions/delegate.js'
import { getDelegation } from '../actions/getDelegation.js'
import { getParameters } from '../actions/getParameters.js'
import { getWorker } from '../actions/getWorker.js'
import { rebondDelegation } from '../actions/rebondDelegation.js'
import { undelegate } from '../actions/undelegate.js'
import { withdrawDelegation } from '../actions/withdrawDelegation.js'

const actions = {
  delegate,
  undelegate,
  rebondDelegation,
  withdrawDelegation,
  claimDelegationRewards,
  claimPastRewards,
  applyCommission,
  getDelegation,
  getParameters,
  getWorker,
}

/**
 * What somebody does who stakes behind workers: pass it to `client.extend`.
 *
 * @example
 * ```ts
 * const delegator = client.extend(delegatorActions({ addresses }))
 * const hash = await delegator.delegate({ worker, amount: parseUnits('100', 18) })
 * ```
 */
export function delegatorActions(options: ActionOptions = {}) {
  return bindActions(actions, options)
}
