import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { before, describe, it } from 'node:test'
import { encodeFunctionData, hexToNumber, type Hex } from 'viem'
import { ADDRESS_FOLDER, type ProtocolAddresses } from './address-book.js'
import { openArtifacts } from './artifacts.js'
import { managedAddress } from './check.js'
import { deployProtocol } from './deploy-protocol.js'
import { local, LOCAL_ACCOUNTS } from './params/local.js'
import { ADMIN, PERMISSIONS, splitFunction, type Role } from './permissions.js'
import { reader, type Provider } from './provider.js'
import { FAST, fundedAccount, nonceOf, rejectsWith, SEPOLIA, SEPOLIA_ID, testResources } from './testing.js'

const artifacts = openArtifacts()
const accessManager = artifacts.abiOf('AccessManager')

describe('deployProtocol on a local chain', () => {
  const { chain } = testResources()
  const committed: unknown = JSON.parse(readFileSync(path.join(ADDRESS_FOLDER, '31337.json'), 'utf8'))
  const deployer = LOCAL_ACCOUNTS.deployer.privateKey

  it('yields the committed address book when the chain is fresh', async () => {
    const { provider } = await chain({ chainId: 31337 })
    assert.deepEqual(await deployProtocol({ provider, network: 'local', deployer }), committed)
  })

  it('yields the same addresses where blocks come on their own', async () => {
    const { provider } = await chain({ chainId: 31337, blockTimeS: 1 })
    const { startBlock, ...addresses } = await deployProtocol({ provider, network: 'local', deployer })
    assert.deepEqual({ ...addresses, startBlock: 1 }, committed)
    assert.ok(startBlock >= 1)
  })
})

describe('deployProtocol with the values of Sepolia', () => {
  const { chain, folder } = testResources()
  const deploymentDir = folder()
  let provider: Provider
  let deployer: Awaited<ReturnType<typeof fundedAccount>>
  let addresses: ProtocolAddresses
  const deployAgain = () => deployProtocol({ provider, network: SEPOLIA, deployer, deploymentDir, execution: FAST })
  const manager = (functionName: string, args: readonly unknown[]) =>
    reader(provider).readContract({ address: addresses.accessManager, abi: accessManager, functionName, args })
  const targetOf = (entry: Role['functions'][number]) => {
    const { contract, name } = splitFunction(entry)
    return [managedAddress(addresses, contract), artifacts.selectorOf(contract, name)]
  }

  before(async () => {
    provider = (await chain({ chainId: SEPOLIA_ID })).provider
    deployer = await fundedAccount(provider)
    addresses = await deployAgain()
  })

  it('puts every function of the table under its role, and gives every role to its holder with its delay', async () => {
    for (const role of PERMISSIONS) {
      const access = await manager('hasRole', [role.id, SEPOLIA.accounts[role.holder]])
      assert.deepEqual(access, [true, SEPOLIA.delays[role.delay]], role.name)
      for (const entry of role.functions)
        assert.equal(await manager('getTargetFunctionRole', targetOf(entry)), role.id, entry)
    }
  })

  it('leaves the deployer without power', async () => {
    for (const entry of PERMISSIONS.flatMap((role) => role.functions))
      assert.deepEqual(await manager('canCall', [deployer.address, ...targetOf(entry)]), [false, 0], entry)
    const data = encodeFunctionData({
      abi: accessManager,
      functionName: 'grantRole',
      args: [ADMIN.id, deployer.address, 0],
    })
    await assert.rejects(reader(provider).call({ account: deployer.address, to: addresses.accessManager, data }))
  })

  it('lets governance add lockers and crediters, and change the table, after 14 days only', async () => {
    const { governance } = SEPOLIA.accounts
    for (const entry of ['Staking.addLocker', 'Emission.addCrediter'] as const)
      assert.deepEqual(await manager('canCall', [governance, ...targetOf(entry)]), [false, 14 * 86_400], entry)
    const grantRole = [addresses.accessManager, artifacts.selectorOf('AccessManager', 'grantRole')]
    assert.deepEqual(await manager('hasRole', [ADMIN.id, governance]), [true, 14 * 86_400])
    assert.deepEqual(await manager('canCall', [governance, ...grantRole]), [false, 14 * 86_400])
  })

  it('draws by the fourth header after a commit', async () => {
    const abi = artifacts.abiOf('HeaderBeacon')
    const next = await reader(provider).readContract({ address: addresses.beacon, abi, functionName: 'next' })
    assert.equal(next, BigInt(await blockNumber(provider)) + 4n)
  })

  it('sends nothing when everything is deployed', async () => {
    const nonce = await nonceOf(provider, deployer.address)
    assert.deepEqual(await deployAgain(), addresses)
    assert.equal(await nonceOf(provider, deployer.address), nonce)
  })

  it('refuses to resume with other parameters', async () => {
    const network = { ...SEPOLIA, escrow: { ...SEPOLIA.escrow, maxDurationS: 86_400 } }
    const running = deployProtocol({ provider, network, deployer, deploymentDir, execution: FAST })
    await rejectsWith('PARAMETERS_CHANGED_INPUT', running)
  })
})

describe('deployProtocol refuses', () => {
  const { chain } = testResources()
  let provider: Provider
  before(async () => {
    provider = (await chain({ chainId: SEPOLIA_ID })).provider
  })

  it('a chain that is not the network', async () => {
    const deployer = await fundedAccount(provider)
    await rejectsWith('CHAIN_MISMATCH_INPUT', deployProtocol({ provider, network: 'local', deployer }))
  })

  it('local values and the development beacon on a public chain', async () => {
    const network = { ...local, chainIds: [SEPOLIA_ID] }
    const deployer = await fundedAccount(provider)
    const { message } = await rejectsWith('PARAMETERS_UNSAFE_INPUT', deployProtocol({ provider, network, deployer }))
    for (const name of ['DevBeacon', 'escrow.revealWindowS', 'staking.unbondingS', 'delays.coreS'])
      assert.ok(message.includes(name), name)
  })

  it('a deployer that would keep a power', async () => {
    const deployer = LOCAL_ACCOUNTS.guardian.privateKey
    await rejectsWith('ACCOUNT_REUSED_INPUT', deployProtocol({ provider, network: SEPOLIA, deployer }))
  })

  it('a deployer without coins', async () => {
    const deployer: Hex = `0x${'11'.repeat(32)}`
    await rejectsWith('DEPLOYER_UNFUNDED_INPUT', deployProtocol({ provider, network: SEPOLIA, deployer }))
  })
})

async function blockNumber(provider: Provider): Promise<number> {
  return hexToNumber((await provider.request({ method: 'eth_blockNumber' })) as Hex)
}
