import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { encodeFunctionData, hexToNumber, type Address, type Hex } from 'viem'
import type { ProtocolAddresses } from './address-book.js'
import { openArtifacts } from './artifacts.js'
import { checkDeployment } from './check.js'
import { deployProtocol } from './deploy-protocol.js'
import { local, LOCAL_ACCOUNTS } from './params/local.js'
import { ONE } from './params/units.js'
import { ADMIN, PERMISSIONS } from './permissions.js'
import type { Provider } from './provider.js'
import { FAST, fundedAccount, rejectsWith, sendAs, testResources } from './testing.js'

const STRANGER: Address = '0x000000000000000000000000000000000000dEaD'
const artifacts = openArtifacts()

describe('checkDeployment', () => {
  const { chain } = testResources()
  let provider: Provider
  let addresses: ProtocolAddresses
  let deployer: Address

  beforeEach(async () => {
    provider = (await chain({ chainId: 31337 })).provider
    const account = await fundedAccount(provider)
    deployer = account.address
    addresses = await deployProtocol({ provider, network: local, deployer: account, execution: FAST })
  })

  const check = async (params = local) => {
    const last = hexToNumber((await provider.request({ method: 'eth_blockNumber' })) as Hex)
    const blocks = { first: addresses.startBlock, last }
    await checkDeployment({ provider, params, artifacts, deployer, addresses, blocks })
  }
  const govern = (functionName: string, args: readonly unknown[]) => {
    const data = encodeFunctionData({ abi: artifacts.abiOf('AccessManager'), functionName, args })
    return sendAs(provider, { from: LOCAL_ACCOUNTS.governance.address, to: addresses.accessManager, data })
  }
  const finds = async (difference: string) => {
    const { message } = await rejectsWith('CHECK_FAILED', check())
    assert.ok(message.includes(difference), message)
  }

  it('accepts what was just deployed', async () => {
    await check()
  })

  it('finds a role that a stranger was given', async () => {
    await govern('grantRole', [3n, STRANGER, 0])
    await finds(`role granted to a stranger: 3 to ${STRANGER.toLowerCase()}`)
  })

  it('finds every role that its holder has lost', async () => {
    for (const role of PERMISSIONS.filter(({ id }) => id !== ADMIN.id)) {
      await govern('revokeRole', [role.id, local.accounts[role.holder]])
      await finds(`${role.name} held by ${local.accounts[role.holder]} is false`)
    }
  })

  it('finds a role that the deployer has', async () => {
    await govern('grantRole', [ADMIN.id, deployer, 0])
    await finds('admin held by the deployer is true')
  })

  it('finds a function that answers to another role', async () => {
    const selector = artifacts.selectorOf('Staking', 'addLocker')
    await govern('setTargetFunctionRole', [addresses.staking, [selector], 3n])
    await finds('role of Staking.addLocker is 3, not 1')
  })

  it('finds a delay, a value and an address that are not as the parameters say', async () => {
    const delays = { ...local.delays, listingS: 60 }
    const escrow = { ...local.escrow, revealWindowS: 61 }
    const { message } = await rejectsWith('CHECK_FAILED', check({ ...local, delays, escrow }))
    assert.ok(message.includes('delay of listing is 0, not 60'), message)
    assert.ok(message.includes('JobEscrow.REVEAL_WINDOW is 60, not 61'), message)
    addresses = { ...addresses, beacon: STRANGER }
    await finds('JobEscrow.BEACON')
  })

  it('finds every value of a kernel that is not as the parameters say, and another contract', async () => {
    const values = { royaltyBps: 1, gasCap: 100_001, author: 'guardian', minSampleBps: 1, minSamples: 1 } as const
    const amounts = { unitBurn: 1n, minLock: ONE + 1n, maxLock: ONE } as const
    const kernels = local.kernels.map((kernel) => (kernel.id === 3 ? { ...kernel, ...values, ...amounts } : kernel))
    const { message } = await rejectsWith('CHECK_FAILED', check({ ...local, kernels }))
    for (const name of Object.keys({ ...values, ...amounts }))
      assert.ok(message.includes(`${name} of kernel 3 is`), name)
    assert.ok(!message.includes('of kernel 1'), message)

    addresses = { ...addresses, kernels: { ...addresses.kernels, Create2Search: addresses.registry } }
    await finds('kernel of kernel 3 is')
  })

  it('finds a kernel that the guardian retired', async () => {
    const data = encodeFunctionData({ abi: artifacts.abiOf('KernelRegistry'), functionName: 'retire', args: [3] })
    await sendAs(provider, { from: LOCAL_ACCOUNTS.guardian.address, to: addresses.registry, data })
    await finds('retired of kernel 3 is true, not false')
  })
})
