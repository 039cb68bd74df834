import type { Abi, Address, PublicClient } from 'viem'
import type { ProtocolAddresses } from './address-book.js'
import type { Artifacts } from './artifacts.js'
import { DeployError } from './errors.js'
import { kernelEntry, kernelLimits } from './params/kernel-entry.js'
import type { NetworkParams } from './params/network-params.js'
import { ADMIN, PERMISSIONS, splitFunction, type ManagedContract, type Role } from './permissions.js'
import { reader, type Provider } from './provider.js'

export type CheckArguments = {
  readonly provider: Provider
  readonly params: NetworkParams
  readonly artifacts: Artifacts
  readonly deployer: Address
  readonly addresses: ProtocolAddresses
  /** Blocks of the deployment's first and last transaction. */
  readonly blocks: { readonly first: number; readonly last: number }
}

/** Reads `functionName` of a contract of the protocol, untyped as its ABI. */
type Read = (contract: keyof typeof CONTRACT_NAMES, functionName: string, args?: readonly unknown[]) => Promise<unknown>

const CONTRACT_NAMES = {
  accessManager: 'AccessManager',
  token: 'QuernToken',
  emission: 'Emission',
  staking: 'Staking',
  registry: 'KernelRegistry',
  escrow: 'JobEscrow',
  beacon: 'HeaderBeacon',
  lens: 'ProtocolLens',
} as const

/** Key of each managed contract in the address book. */
const MANAGED_KEYS = {
  Emission: 'emission',
  Staking: 'staking',
  KernelRegistry: 'registry',
  JobEscrow: 'escrow',
} as const satisfies Record<ManagedContract, keyof typeof CONTRACT_NAMES>

/** Address of the managed contract `name`. */
export function managedAddress(addresses: ProtocolAddresses, name: ManagedContract): Address {
  return addresses[MANAGED_KEYS[name]]
}

/** Throws `CHECK_FAILED` with every difference between the chain, the parameters and the table of permissions. */
export async function checkDeployment(args: CheckArguments): Promise<void> {
  const client = reader(args.provider)
  const read: Read = (contract, functionName, functionArgs = []) =>
    client.readContract({
      address: args.addresses[contract],
      abi: args.artifacts.abiOf(CONTRACT_NAMES[contract]),
      functionName,
      args: functionArgs,
    })
  const found = await Promise.all([
    checkWiring(read, args),
    checkValues(read, args.params),
    checkHistory(read, args.params),
    checkKernels(read, args),
    ...PERMISSIONS.flatMap((role) => [checkFunctions(read, role, args), checkHolder(read, role, args)]),
    checkMembers(client, args),
  ])
  const differences = found.flat()
  if (differences.length === 0) return
  throw new DeployError('CHECK_FAILED', `The deployment is not as specified: ${differences.join('; ')}.`, {
    hint: 'Do not use it. A deployment that governance changed later differs by intent.',
  })
}

/** `name` when `have` is not `need`. */
function differs(name: string, have: unknown, need: unknown): string[] {
  return String(have).toLowerCase() === String(need).toLowerCase() ? [] : [`${name} is ${have}, not ${need}`]
}

async function checkWiring(read: Read, { addresses: a }: CheckArguments): Promise<string[]> {
  return [
    ...differs('QuernToken.MINTER', await read('token', 'MINTER'), a.emission),
    ...differs('Emission.TOKEN', await read('emission', 'TOKEN'), a.token),
    ...differs('Emission.staking', await read('emission', 'staking'), a.staking),
    ...differs('Emission.crediters', await read('emission', 'crediters'), [a.escrow]),
    ...differs('Staking.TOKEN', await read('staking', 'TOKEN'), a.token),
    ...differs('Staking.EMISSION', await read('staking', 'EMISSION'), a.emission),
    ...differs('Staking.lockers', await read('staking', 'lockers'), [a.escrow]),
    ...differs('JobEscrow.STAKING', await read('escrow', 'STAKING'), a.staking),
    ...differs('JobEscrow.EMISSION', await read('escrow', 'EMISSION'), a.emission),
    ...differs('JobEscrow.REGISTRY', await read('escrow', 'REGISTRY'), a.registry),
    ...differs('JobEscrow.BEACON', await read('escrow', 'BEACON'), a.beacon),
    ...differs('JobEscrow.EXTENSION', await read('escrow', 'EXTENSION'), a.escrowExtension),
    ...differs('JobEscrow.PROOF_RUNNER', await read('escrow', 'PROOF_RUNNER'), a.proofRunner),
    ...differs('JobEscrow.QRN', await read('escrow', 'QRN'), a.token),
    ...differs('ProtocolLens.ESCROW', await read('lens', 'ESCROW'), a.escrow),
  ]
}

/** Without EIP-2935 a header can be posted for 256 blocks only: less than the time a worker has to reveal. */
async function checkHistory(read: Read, { beacon }: NetworkParams): Promise<string[]> {
  return beacon === 'HeaderBeacon' ? differs('HeaderBeacon.HAS_HISTORY', await read('beacon', 'HAS_HISTORY'), true) : []
}

/** Every kernel's contract, its entry and its limits. */
async function checkKernels(read: Read, { params, addresses }: CheckArguments): Promise<string[]> {
  const found = params.kernels.map(async (kernel) => {
    const entry = (await read('registry', 'kernelOf', [kernel.id])) as Readonly<Record<string, unknown>>
    const limits = (await read('registry', 'limitsOf', [kernel.id])) as Readonly<Record<string, unknown>>
    const need = {
      ...kernelEntry(addresses.kernels[kernel.contract], kernel, params.accounts),
      ...kernelLimits(kernel),
    }
    const have: Readonly<Record<string, unknown>> = { ...entry, ...limits }
    return Object.entries(need).flatMap(([name, value]) => differs(`${name} of kernel ${kernel.id}`, have[name], value))
  })
  return (await Promise.all(found)).flat()
}

async function checkValues(read: Read, { escrow, staking, emission }: NetworkParams): Promise<string[]> {
  return [
    ...differs('JobEscrow.BEACON_DELAY', await read('escrow', 'BEACON_DELAY'), escrow.beaconDelayS),
    ...differs('JobEscrow.REVEAL_WINDOW', await read('escrow', 'REVEAL_WINDOW'), escrow.revealWindowS),
    ...differs(
      'JobEscrow.MIN_CHALLENGE_WINDOW',
      await read('escrow', 'MIN_CHALLENGE_WINDOW'),
      escrow.minChallengeWindowS,
    ),
    ...differs(
      'JobEscrow.MAX_CHALLENGE_WINDOW',
      await read('escrow', 'MAX_CHALLENGE_WINDOW'),
      escrow.maxChallengeWindowS,
    ),
    ...differs('JobEscrow.MAX_DURATION', await read('escrow', 'MAX_DURATION'), escrow.maxDurationS),
    ...differs('JobEscrow.DISPUTE_CLOCK', await read('escrow', 'DISPUTE_CLOCK'), escrow.disputeClockS),
    ...differs('Staking.UNBONDING', await read('staking', 'UNBONDING'), staking.unbondingS),
    ...differs('Staking.COMMISSION_NOTICE', await read('staking', 'COMMISSION_NOTICE'), staking.commissionNoticeS),
    ...differs('Emission.EPOCH', await read('emission', 'EPOCH'), emission.epochS),
    ...differs('Emission.STAKERS_BPS', await read('emission', 'STAKERS_BPS'), emission.stakersBps),
    ...differs('Emission.GAMMA_BPS', await read('emission', 'GAMMA_BPS'), emission.gammaBps),
  ]
}

/** Every function of the role answers to it, and every managed contract to this `AccessManager`. */
async function checkFunctions(read: Read, role: Role, { addresses, artifacts }: CheckArguments): Promise<string[]> {
  const found = role.functions.map(async (entry) => {
    const { contract, name } = splitFunction(entry)
    const target = managedAddress(addresses, contract)
    const selector = artifacts.selectorOf(contract, name)
    const id = await read('accessManager', 'getTargetFunctionRole', [target, selector])
    const authority = await read(MANAGED_KEYS[contract], 'authority')
    return [
      ...differs(`role of ${entry}`, id, role.id),
      ...differs(`${contract}.authority`, authority, addresses.accessManager),
    ]
  })
  return (await Promise.all(found)).flat()
}

/** The holder has the role with its delay; the deployer does not; the admin alone manages it. */
async function checkHolder(read: Read, role: Role, { params, deployer }: CheckArguments): Promise<string[]> {
  const holder = params.accounts[role.holder]
  const [has, delay] = (await read('accessManager', 'hasRole', [role.id, holder])) as [boolean, number]
  const [deployerHas] = (await read('accessManager', 'hasRole', [role.id, deployer])) as [boolean, number]
  return [
    ...differs(`${role.name} held by ${holder}`, has, true),
    ...differs(`delay of ${role.name}`, delay, params.delays[role.delay]),
    ...differs(`${role.name} held by the deployer`, deployerHas, false),
    ...differs(`admin of ${role.name}`, await read('accessManager', 'getRoleAdmin', [role.id]), ADMIN.id),
    ...differs(`guardian of ${role.name}`, await read('accessManager', 'getRoleGuardian', [role.id]), ADMIN.id),
  ]
}

/** Nobody else was given a role while the protocol was deployed. */
async function checkMembers(client: PublicClient, args: CheckArguments): Promise<string[]> {
  const { artifacts, addresses, blocks, params, deployer } = args
  const logs = await client.getContractEvents({
    address: addresses.accessManager,
    abi: artifacts.abiOf('AccessManager') as Abi,
    eventName: 'RoleGranted',
    fromBlock: BigInt(blocks.first),
    toBlock: BigInt(blocks.last),
  })
  const expected = new Set(PERMISSIONS.map((role) => memberKey(role.id, params.accounts[role.holder])))
  expected.add(memberKey(ADMIN.id, deployer))
  return logs
    .map(({ args: event }) => event as unknown as { roleId: bigint; account: Address })
    .map(({ roleId, account }) => memberKey(roleId, account))
    .filter((key) => !expected.has(key))
    .map((key) => `role granted to a stranger: ${key}`)
}

function memberKey(roleId: bigint, account: Address): string {
  return `${roleId} to ${account.toLowerCase()}`
}
