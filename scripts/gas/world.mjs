// The protocol as deployed on a public chain, with people whose keys are fixed, some of whom have worked before.
import { deployProtocol, sepolia } from '@quern/deploy'
import { bondCall, depositCall, setOperatorCall } from '@quern/sdk'
import { encodeFunctionData, erc20Abi, keccak256, maxUint256, parseEther, stringToHex, zeroAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { breakdown } from './breakdown.mjs'
import { openChain } from './chain.mjs'

/** Everybody who sends something. Their addresses, and so the zero bytes in calldata, follow from their names. */
const NAMES = [
  'deployer',
  'treasury',
  'governance',
  'guardian',
  'requester',
  'worker',
  'operator',
  'staker',
  'challenger',
  'keeper',
]
/** Blocks of the deployment, filled up: so that no figure depends on how many kernels are deployed. */
const DEPLOYMENT_BLOCKS = 256
/** Base units of QRN, and of the chain's coin. */
export const units = (amount) => parseEther(`${amount}`)

/** Opens the chain, deploys, and gives everybody what they need to act. */
export async function openWorld() {
  const people = Object.fromEntries(NAMES.map((name) => [name, personOf(name)]))
  const chain = await openChain()
  try {
    for (const { address } of Object.values(people)) await chain.fund(address, parseEther('1000'))
    const addresses = await deployOn(chain, people)
    const world = { chain, people, addresses, figures: new Map() }
    await equip(world)
    return world
  } catch (error) {
    await chain.stop()
    throw error
  }
}

export function personOf(name) {
  return privateKeyToAccount(keccak256(stringToHex(`quern gas: ${name}`)))
}

async function deployOn(chain, { deployer, treasury, governance, guardian }) {
  const accounts = { treasury: treasury.address, governance: governance.address, guardian: guardian.address }
  const execution = { confirmations: 1, pollingIntervalMs: 5 }
  const first = await chain.blockNumber()
  const addresses = await deployProtocol({ provider: chain.deployer, network: sepolia(accounts), deployer, execution })
  const left = DEPLOYMENT_BLOCKS - ((await chain.blockNumber()) - first)
  if (left < 0) throw new Error(`the deployment took ${-left} blocks more than its ${DEPLOYMENT_BLOCKS}`)
  await chain.mine(left)
  return addresses
}

/** QRN, allowances, money in the ledger, a bond and an operator. */
async function equip(world) {
  const { addresses, people, chain } = world
  const { requester, worker, staker, operator, treasury } = people
  for (const { address } of [requester, worker, staker])
    await chain.send(treasury, transferCall(world, address, units(100_000)))
  for (const [person, spender] of [
    [worker, addresses.staking],
    [staker, addresses.staking],
    [requester, addresses.staking],
    [requester, addresses.escrow],
  ])
    await chain.send(person, approveCall(world, spender, maxUint256))
  await chain.send(worker, bondCall(addresses, { amount: units(5_000) }))
  await chain.send(worker, setOperatorCall(addresses, { operator: operator.address }))
  for (const token of [zeroAddress, addresses.token])
    await chain.send(requester, depositCall(addresses, { token, owner: requester.address, amount: units(10) }))
}

/** The token's own calls. */
export function transferCall({ addresses }, to, amount) {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] })
  return { to: addresses.token, data }
}

export function approveCall({ addresses }, spender, amount) {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, amount] })
  return { to: addresses.token, data }
}

/** Sends a call and keeps its gas, and where it went, as the figure `key`. */
export async function measure(world, key, { from, call }) {
  const { hash, gas, block } = await world.chain.send(from, call)
  const steps = await world.chain.steps(hash)
  world.figures.set(key, breakdown({ gas, data: call.data, steps }))
  return { gas, block }
}
