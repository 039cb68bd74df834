// What it costs to stake behind a worker that others stake behind as well.
import {
  applyCommissionCall,
  claimDelegationRewardsCall,
  delegateCall,
  rebondDelegationCall,
  setCommissionCall,
  undelegateCall,
  withdrawDelegationCall,
} from '@quern/sdk'
import { measure, units } from './world.mjs'

const DAY = 86_400

/** A delegator's first months with a worker that keeps a commission; somebody else delegated before. */
export async function delegation(world) {
  const { chain, addresses, people } = world
  const { staker, worker, requester } = people
  const to = worker.address
  const step = (key, call) => measure(world, key, { from: staker, call })
  await chain.send(requester, delegateCall(addresses, { worker: to, amount: units(700) }))
  await chain.forget(() => step('delegate.new', delegateCall(addresses, { worker: to, amount: units(1_000) })))
  await commission(world)
  chain.warp(DAY)
  await step('delegate.new.commission', delegateCall(addresses, { worker: to, amount: units(1_000) }))
  chain.warp(DAY)
  await step('delegate.again', delegateCall(addresses, { worker: to, amount: units(500.25) }))
  chain.warp(DAY)
  await step('claim.delegation.first', claimDelegationRewardsCall(addresses, { workers: [to], to: staker.address }))
  chain.warp(DAY)
  await step('claim.delegation', claimDelegationRewardsCall(addresses, { workers: [to], to: staker.address }))
  await leaving(world, step)
}

async function commission({ chain, addresses, people, ...rest }) {
  const { worker, keeper } = people
  const world = { chain, addresses, people, ...rest }
  await measure(world, 'commission.announce', { from: worker, call: setCommissionCall(addresses, { bps: 1_000 }) })
  chain.warp(8 * DAY)
  const call = applyCommissionCall(addresses, { worker: worker.address })
  await measure(world, 'commission.apply', { from: keeper, call })
}

async function leaving({ chain, addresses, people }, step) {
  const { staker, worker } = people
  const to = worker.address
  for (let made = 0; made < 2; made += 1) {
    await step('undelegate', undelegateCall(addresses, { worker: to, amount: units(100.5) }))
    chain.warp(DAY)
  }
  await step('rebond.delegation', rebondDelegationCall(addresses, { worker: to, index: 0 }))
  chain.warp(8 * DAY)
  const withdrawal = withdrawDelegationCall(addresses, { worker: to, index: 1, to: staker.address })
  await step('withdraw.delegation', withdrawal)
}
