// The same transaction after little and after much has happened: none may cost more for it.
import {
  bondCall,
  claimDelegationRewardsCall,
  claimRewardsCall,
  claimWorkCall,
  delegateCall,
  stakingAbi,
  unbondCall,
  undelegateCall,
  withdrawDelegationCall,
  withdrawStakeCall,
} from '@quern/sdk'
import { encodeFunctionData, maxUint256 } from 'viem'
import { runJob } from './jobs.mjs'
import { approveCall, measure, personOf, transferCall, units } from './world.mjs'

const DAY = 86_400
const CROWDS = [10, 100, 1_000]
const DAYS = [1, 1_000]
const UNBONDINGS = [1, 50]
/** Transactions that go into one block. */
const BLOCK = 100

/** The rows of the page: what is done, and the figures it is measured for. */
export const GROWTH = [
  ['delegate, new delegator', 'delegate', 'delegators', CROWDS],
  ['request unbonding of a delegation', 'undelegate', 'delegators', CROWDS],
  ['claim rewards of a delegation', 'claim', 'delegators', CROWDS],
  ['slash worker and pool', 'slash', 'delegators', CROWDS],
  ['claim staking rewards, worker', 'claim.staking', 'epochs', DAYS],
  ['claim rewards of a delegation', 'claim.delegation', 'epochs', DAYS],
  ['claim work emission after an absence', 'claim.work', 'epochs', DAYS],
  ['request unbonding, worker', 'unbond', 'past unbondings', UNBONDINGS],
  ['withdraw, worker', 'withdraw', 'past unbondings', UNBONDINGS],
  ['request unbonding of a delegation', 'undelegate', 'past unbondings', UNBONDINGS],
  ['withdraw a delegation', 'withdraw.delegation', 'past unbondings', UNBONDINGS],
].map(([operation, name, grows, sizes]) => ({
  operation,
  grows,
  sizes,
  keys: sizes.map((size) => keyOf(name, grows, size)),
}))

function keyOf(name, grows, size) {
  return `growth.${name}.${size}.${grows.replace(' ', '-')}`
}

/** A worker with more and more delegators. */
export async function crowd(world) {
  const { chain, people } = world
  let size = 0
  for (const wanted of CROWDS) {
    await join(world, size, wanted)
    size = wanted
    chain.warp(DAY)
    for (const [name, story] of Object.entries(CROWD_STORIES)) {
      const act = (from, call) => measure(world, keyOf(name, 'delegators', wanted), { from, call })
      await chain.forget(() => story(world, act, people.worker.address))
    }
  }
}

const CROWD_STORIES = {
  delegate: ({ addresses, people }, act, worker) =>
    act(people.staker, delegateCall(addresses, { worker, amount: units(1_000) })),
  undelegate: ({ addresses }, act, worker) => act(member(3), undelegateCall(addresses, { worker, amount: units(1.5) })),
  claim: ({ addresses }, act, worker) =>
    act(member(3), claimDelegationRewardsCall(addresses, { workers: [worker], to: member(3).address })),
  slash: async ({ chain, addresses }, act, worker) => {
    const data = encodeFunctionData({ abi: stakingAbi, functionName: 'slash', args: [worker, units(100), 5_000n] })
    await act(await chain.impersonated(addresses.escrow), { to: addresses.staking, data })
  },
}

/** Members `from` to `to` get QRN and stake it behind the worker. */
async function join({ chain, addresses, people }, from, to) {
  const { treasury, worker } = people
  const all = Array.from({ length: to - from }, (_, index) => member(from + index))
  for (let first = 0; first < all.length; first += BLOCK) {
    const some = all.slice(first, first + BLOCK)
    await Promise.all(some.map(({ address }) => chain.fund(address, units(10))))
    await chain.sendAll(some.map(({ address }) => [treasury, transferCall({ addresses }, address, units(10))]))
    await chain.sendAll(some.map((person) => [person, approveCall({ addresses }, addresses.staking, maxUint256)]))
    const call = delegateCall(addresses, { worker: worker.address, amount: units(5) })
    await chain.sendAll(some.map((person) => [person, call]))
  }
}

function member(index) {
  return personOf(`member ${index}`)
}

/** Claims a day and nearly three years after the last one. */
export async function absence(world, { product }) {
  const { chain, addresses, people } = world
  const { staker, worker, operator } = people
  const [self, to] = [staker.address, worker.address]
  await chain.send(staker, bondCall(addresses, { amount: units(1_000) }))
  await chain.send(staker, delegateCall(addresses, { worker: to, amount: units(1_000) }))
  await runJob(world, { product, nonce: 31 })
  chain.warp(DAY)
  await chain.send(staker, claimRewardsCall(addresses, { to: self }))
  await chain.send(staker, claimDelegationRewardsCall(addresses, { workers: [to], to: self }))
  await chain.send(operator, claimWorkCall(addresses, { worker: to }))
  await runJob(world, { product, nonce: 32 })
  for (const days of DAYS) {
    const after = (name, from, call) =>
      chain.forget(() => {
        chain.warp(days * DAY)
        return measure(world, keyOf(name, 'epochs', days), { from, call })
      })
    await after('claim.staking', staker, claimRewardsCall(addresses, { to: self }))
    await after('claim.delegation', staker, claimDelegationRewardsCall(addresses, { workers: [to], to: self }))
    await after('claim.work', operator, claimWorkCall(addresses, { worker: to }))
  }
}

/** Unbonding and withdrawing once more, after one time and after fifty. */
export async function comingAndGoing(world) {
  const { chain, addresses, people } = world
  const { staker, worker } = people
  await chain.send(staker, bondCall(addresses, { amount: units(1_000) }))
  await chain.send(staker, delegateCall(addresses, { worker: worker.address, amount: units(1_000) }))
  let done = 0
  for (const times of UNBONDINGS) {
    for (; done < times; done += 1) await comeAndGo(world, () => undefined)
    await chain.forget(() => comeAndGo(world, (name) => keyOf(name, 'past unbondings', times)))
  }
}

async function comeAndGo(world, keyFor) {
  const { chain, addresses, people } = world
  const { staker, worker } = people
  const to = staker.address
  const step = (name, call) => {
    const key = keyFor(name)
    return key === undefined ? chain.send(staker, call) : measure(world, key, { from: staker, call })
  }
  await step('unbond', unbondCall(addresses, { amount: units(1.5) }))
  await step('undelegate', undelegateCall(addresses, { worker: worker.address, amount: units(1.5) }))
  chain.warp(8 * DAY)
  await step('withdraw', withdrawStakeCall(addresses, { index: 0, to }))
  const index = await delegationIndex(world)
  await step('withdraw.delegation', withdrawDelegationCall(addresses, { worker: worker.address, index, to }))
}

/** The place of the staker's only unbonding with the worker. */
async function delegationIndex({ chain, addresses, people }) {
  const { staker, worker } = people
  const view = await chain.read(addresses.staking, {
    abi: stakingAbi,
    functionName: 'delegationView',
    args: [worker.address, staker.address],
  })
  return view.unbondings[0].index
}
