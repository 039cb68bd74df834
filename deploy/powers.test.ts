import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { numberToHex, type Abi, type Address } from 'viem'
import type { ProtocolAddresses } from './address-book.js'
import { managedAddress } from './check.js'
import { deployProtocol } from './deploy-protocol.js'
import { KERNELS } from './params/kernels.js'
import { ADMIN, PERMISSIONS, type Role } from './permissions.js'
import {
  MANAGED,
  artifacts,
  callOf,
  managerCall,
  sendAt,
  tryCall,
  undone,
  writesOf,
  zeroCall,
  type Call,
} from './powers-testing.js'
import { reader, type Provider } from './provider.js'
import { FAST, SEPOLIA, SEPOLIA_ID, fundedAccount, testResources } from './testing.js'

type Entry = Role['functions'][number]

const STRANGER: Address = '0x000000000000000000000000000000000000dEaD'
const NEW_CONTRACT: Address = '0x00000000000000000000000000000000000000AA'
const LIMITS = {
  retired: false,
  minSampleBps: 3000,
  minSamples: 5,
  unitBurn: 1n,
  minLock: 10n ** 18n,
  maxLock: 10n ** 20n,
}

/** Only the manager itself may call it, for an admin whose delay has passed. */
const OF_THE_MANAGER = MANAGED.map((contract) => `${contract}.setAuthority`)
/** What a call without the right to it ends with. */
const REFUSALS = ['AccessManagedUnauthorized', 'AccessManagerNotScheduled']

const entries = PERMISSIONS.flatMap((role) => role.functions)

/** Calls that succeed; the staking contract is named already, which only who may name one is told. */
function usefulCall(addresses: ProtocolAddresses, entry: Entry): { call: Call; ends: string } {
  const kernel = { kernel: addresses.kernels['Matmul8'], kind: 0, royaltyBps: 0, gasCap: 4_000_000, author: STRANGER }
  const values: Partial<Record<Entry, readonly unknown[]>> = {
    'Emission.setStaking': [NEW_CONTRACT],
    'Emission.addCrediter': [NEW_CONTRACT, [9000, 1000]],
    'Staking.addLocker': [NEW_CONTRACT],
    'Staking.setBondingPaused': [true],
    'KernelRegistry.register': [99, kernel, LIMITS],
    'KernelRegistry.setLimits': [1, LIMITS],
    'KernelRegistry.retire': [1],
    'JobEscrow.setDisputer': [NEW_CONTRACT],
    'JobEscrow.setToken': [NEW_CONTRACT, true, 1n],
    'JobEscrow.setTokenPaused': [addresses.token, true],
  }
  const args = values[entry]
  assert.ok(args !== undefined, `the test does not know how to call ${entry}`)
  return { call: callOf(addresses, entry, args), ends: entry === 'Emission.setStaking' ? 'StakingAlreadySet' : 'done' }
}

describe('the powers over a deployment', () => {
  const { chain } = testResources()
  let provider: Provider
  let addresses: ProtocolAddresses
  let deployer: Address
  /** By role, an account that has this role and no other. */
  let members: ReadonlyMap<bigint, Address>

  before(async () => {
    provider = (await chain({ chainId: SEPOLIA_ID })).provider
    const account = await fundedAccount(provider)
    deployer = account.address
    addresses = await deployProtocol({ provider, network: SEPOLIA, deployer: account, execution: FAST })
    members = await grantAll()
  })

  /** Governance gives each role to one account more, the only way there is: announced, and after the admin's delay. */
  async function grantAll(): Promise<ReadonlyMap<bigint, Address>> {
    const { governance } = SEPOLIA.accounts
    const granted = new Map<bigint, Address>()
    for (const role of PERMISSIONS) {
      const member = numberToHex(0x1000n + role.id, { size: 20 })
      const grant = managerCall(addresses, 'grantRole', [role.id, member, SEPOLIA.delays[role.delay]])
      const announced = await sendAt(provider, governance, { call: schedule(grant) })
      const at = announced.time + SEPOLIA.delays[ADMIN.delay]
      assert.ok((await sendAt(provider, governance, { call: execute(grant), at })).done, role.name)
      granted.set(role.id, member)
    }
    return granted
  }

  const schedule = ({ to, data }: Call) => managerCall(addresses, 'schedule', [to, data, 0])
  const execute = ({ to, data }: Call) => managerCall(addresses, 'execute', [to, data])

  /** Everybody the table is about, and some it is not about, with their roles. */
  function everybody(): { name: string; account: Address; roles: readonly Role[] }[] {
    const { accounts } = SEPOLIA
    const held = (holder: Role['holder']) => PERMISSIONS.filter((role) => role.holder === holder)
    return [
      ...PERMISSIONS.map((role) => ({
        name: `member of ${role.name}`,
        account: members.get(role.id) ?? STRANGER,
        roles: [role],
      })),
      { name: 'governance', account: accounts.governance, roles: held('governance') },
      { name: 'guardian', account: accounts.guardian, roles: held('guardian') },
      { name: 'treasury', account: accounts.treasury, roles: held('treasury') },
      { name: 'deployer', account: deployer, roles: [] },
      { name: 'stranger', account: STRANGER, roles: [] },
    ]
  }

  it('are those of the table: of all functions in the ABIs, exactly these refuse a stranger', async () => {
    const refused: string[] = []
    for (const contract of MANAGED) {
      for (const item of writesOf(contract)) {
        const ending = await tryCall(provider, STRANGER, zeroCall(managedAddress(addresses, contract), item))
        if (REFUSALS.includes(ending)) refused.push(`${contract}.${item.name}`)
      }
    }
    assert.deepEqual(refused.toSorted(), [...entries, ...OF_THE_MANAGER].toSorted())
  })

  it('reach no other contract: nothing else has an authority', () => {
    for (const contract of [
      'QuernToken',
      'HeaderBeacon',
      'DevBeacon',
      'ProofRunner',
      ...KERNELS.map((kernel) => kernel.contract),
      'ProtocolLens',
    ])
      assert.ok(!artifacts.abiOf(contract).some((item) => 'name' in item && item.name === 'authority'), contract)
  })

  it('let each account do what its roles say, at once or announced, and nothing more', async () => {
    for (const entry of entries) {
      const { call, ends } = usefulCall(addresses, entry)
      for (const { name, account, roles } of everybody()) {
        const role = roles.find(({ functions }) => functions.includes(entry))
        const delay = role && SEPOLIA.delays[role.delay]
        const atOnce =
          delay === 0 ? ends : delay === undefined ? 'AccessManagedUnauthorized' : 'AccessManagerNotScheduled'
        assert.equal(await tryCall(provider, account, call), atOnce, `${name} calls ${entry}`)
        // What needs no announcement cannot be announced either.
        const announced = delay ? 'done' : 'AccessManagerUnauthorizedCall'
        assert.equal(await tryCall(provider, account, schedule(call)), announced, `${name} announces ${entry}`)
      }
    }
  })

  it('that have a delay work in its last second, and not in the one before', async () => {
    for (const role of PERMISSIONS.filter(({ delay }) => SEPOLIA.delays[delay] > 0)) {
      const account = members.get(role.id) ?? STRANGER
      for (const entry of role.functions) {
        await undone(provider, async () => {
          const { call, ends } = usefulCall(addresses, entry)
          const { time } = await sendAt(provider, account, { call: schedule(call) })
          const due = time + SEPOLIA.delays[role.delay]
          assert.ok(!(await sendAt(provider, account, { call: execute(call), at: due - 1 })).done, `${entry} too early`)
          const executed = await sendAt(provider, account, { call: execute(call), at: due })
          assert.equal(executed.done, ends === 'done', `${entry} in time`)
          const again = ends === 'done' ? 'AccessManagerNotScheduled' : ends
          assert.equal(await tryCall(provider, account, execute(call)), again, `${entry} once more`)
        })
      }
    }
  })

  it('that were announced are cancelled by the admin at once, and by nobody else but who announced them', async () => {
    for (const role of PERMISSIONS.filter(
      ({ functions, delay }) => functions.length > 0 && SEPOLIA.delays[delay] > 0,
    )) {
      const entry = role.functions[0] as Entry
      await undone(provider, async () => {
        const { call } = usefulCall(addresses, entry)
        const announcer = members.get(role.id) ?? STRANGER
        await sendAt(provider, announcer, { call: schedule(call) })
        const cancel = managerCall(addresses, 'cancel', [announcer, call.to, call.data])
        for (const { name, account, roles } of everybody()) {
          const may = account === announcer || roles.includes(ADMIN)
          const ending = may ? 'done' : 'AccessManagerUnauthorizedCancel'
          assert.equal(await tryCall(provider, account, cancel), ending, `${name} cancels ${entry}`)
        }
      })
    }
  })

  it('revive a kernel that the guardian retired after two days, and the guardian retires it again at once', async () => {
    const isRetired = async () => {
      const abi = artifacts.abiOf('KernelRegistry')
      const read = { address: addresses.registry, abi, functionName: 'limitsOf', args: [1] }
      return ((await reader(provider).readContract(read)) as { retired: boolean }).retired
    }
    const { governance, guardian } = SEPOLIA.accounts
    await undone(provider, async () => {
      const { call: retire } = usefulCall(addresses, 'KernelRegistry.retire')
      const { call: setLimits } = usefulCall(addresses, 'KernelRegistry.setLimits')
      // Announced before the alarm, for another reason: it revives the kernel all the same.
      const { time } = await sendAt(provider, governance, { call: schedule(setLimits) })
      await sendAt(provider, guardian, { call: retire })
      assert.equal(await isRetired(), true, 'retired')
      await sendAt(provider, governance, { call: execute(setLimits), at: time + SEPOLIA.delays.listingS })
      assert.equal(await isRetired(), false, 'revived')
      await sendAt(provider, guardian, { call: retire })
      assert.equal(await isRetired(), true, 'retired again')
    })
  })

  it('cannot be moved to another manager by anybody without the delay of the admin', async () => {
    for (const contract of MANAGED) {
      const target = managedAddress(addresses, contract)
      const move = managerCall(addresses, 'updateAuthority', [target, STRANGER])
      for (const { name, account, roles } of everybody()) {
        const ending = roles.includes(ADMIN) ? 'AccessManagerNotScheduled' : 'AccessManagerUnauthorizedAccount'
        assert.equal(await tryCall(provider, account, move), ending, `${name} moves ${contract}`)
      }
    }
  })

  it('leave the deployer none: no call, no announcement, no role, no admin of one, nothing under way', async () => {
    const client = reader(provider)
    const abi = artifacts.abiOf('AccessManager') as Abi
    const read = (functionName: string, args: readonly unknown[]) =>
      client.readContract({ address: addresses.accessManager, abi, functionName, args })
    for (const { id, name } of PERMISSIONS) {
      assert.deepEqual(await read('getAccess', [id, deployer]), [0, 0, 0, 0], `${name} of the deployer`)
      assert.equal(await read('getRoleAdmin', [id]), ADMIN.id, `admin of ${name}`)
      assert.equal(await read('getRoleGuardian', [id]), ADMIN.id, `who can cancel for ${name}`)
    }
    for (const item of writesOf('AccessManager').filter(({ name }) => name !== 'multicall')) {
      const ending = await tryCall(provider, deployer, zeroCall(addresses.accessManager, item))
      assert.notEqual(ending, 'done', `${item.name} of the manager`)
    }
    const announced = await client.getContractEvents({
      address: addresses.accessManager,
      abi,
      eventName: 'OperationScheduled',
      fromBlock: BigInt(addresses.startBlock),
    })
    const callers = announced.map(({ args }) => (args as unknown as { caller: Address }).caller.toLowerCase())
    assert.ok(!callers.includes(deployer.toLowerCase()), 'the deployer announced something')
  })
})
