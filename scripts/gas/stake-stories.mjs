// What holding, moving and staking QRN costs.
import {
  bondCall,
  claimRewardsCall,
  depositCall,
  rebondCall,
  setOperatorCall,
  unbondCall,
  withdrawCall,
  withdrawStakeCall,
} from '@quern/sdk'
import { zeroAddress } from 'viem'
import { measure, transferCall, units } from './world.mjs'

const DAY = 86_400

/** Sent by somebody who keeps some, to somebody who has some. */
export async function tokenTransfer(world) {
  const { worker, requester } = world.people
  const call = transferCall(world, requester.address, units(12.5))
  await measure(world, 'transfer.known', { from: worker, call })
}

/** The requester fills its ledger again, and takes something out. */
export async function ledger(world) {
  const { addresses, people } = world
  const { requester } = people
  const owner = requester.address
  const again = { owner, amount: units(2.5) }
  await measure(world, 'fund.again', {
    from: requester,
    call: depositCall(addresses, { token: addresses.token, ...again }),
  })
  await measure(world, 'fund.again.native', {
    from: requester,
    call: depositCall(addresses, { token: zeroAddress, ...again }),
  })
  const out = { to: owner, amount: units(1.25) }
  await measure(world, 'payout', { from: requester, call: withdrawCall(addresses, { token: addresses.token, ...out }) })
}

/** A new staker's bonds, unbondings and rewards over some months. */
export async function staking(world) {
  const { chain, addresses, people } = world
  const { staker } = people
  const step = (key, call) => measure(world, key, { from: staker, call })
  await step('stake.new', bondCall(addresses, { amount: units(1_000) }))
  chain.warp(DAY)
  await step('stake.again', bondCall(addresses, { amount: units(500.25) }))
  await step('setOperator.first', setOperatorCall(addresses, { operator: people.keeper.address }))
  await chain.send(staker, claimRewardsCall(addresses, { to: staker.address }))
  await unbondings(world, step)
  chain.warp(9 * DAY)
  await step('claim.staking', claimRewardsCall(addresses, { to: staker.address }))
  chain.warp(365 * DAY)
  await step('claim.staking.afterYear', claimRewardsCall(addresses, { to: staker.address }))
}

async function unbondings({ chain, addresses, people }, step) {
  const { staker } = people
  await step('unbond.first', unbondCall(addresses, { amount: units(100.5) }))
  chain.warp(DAY)
  await step('unbond.again', unbondCall(addresses, { amount: units(50.25) }))
  chain.warp(DAY)
  await step('rebond', rebondCall(addresses, { index: 1 }))
  for (let made = 0; made < 7; made += 1) await chain.send(staker, unbondCall(addresses, { amount: units(10 + made) }))
  chain.warp(8 * DAY)
  await chain.send(staker, withdrawStakeCall(addresses, { index: 1, to: staker.address }))
  await step('withdraw', withdrawStakeCall(addresses, { index: 2, to: staker.address }))
}
