import type { ProtocolAccounts, RoleDelays } from './params/network-params.js'

/** The contracts that answer to the `AccessManager`. */
export type ManagedContract = 'Emission' | 'Staking' | 'KernelRegistry' | 'JobEscrow'

/** One role: what it may do, who holds it, and how long everybody else is warned. */
export type Role = {
  readonly id: bigint
  readonly name: 'admin' | 'core' | 'listing' | 'guardian'
  readonly holder: keyof ProtocolAccounts
  /** What the holder should be where money is at stake. */
  readonly keeper: string
  readonly delay: keyof RoleDelays
  readonly functions: readonly `${ManagedContract}.${string}`[]
}

/** The role that manages all others; its id is OpenZeppelin's. */
export const ADMIN: Role = {
  id: 0n,
  name: 'admin',
  holder: 'governance',
  keeper: 'a multisig of at least 5 of 9 people in several organisations, later a contract that QRN holders vote in',
  delay: 'coreS',
  functions: [],
}

/** The whole table of powers. A function that is not in it has no restriction. */
export const PERMISSIONS: readonly Role[] = [
  ADMIN,
  {
    id: 1n,
    name: 'core',
    holder: 'governance',
    keeper: 'the same contract as admin',
    delay: 'coreS',
    functions: ['Emission.setStaking', 'Emission.addCrediter', 'Staking.addLocker', 'JobEscrow.setDisputer'],
  },
  {
    id: 2n,
    name: 'listing',
    holder: 'governance',
    keeper: 'the same contract as admin, or a multisig of at least 3 of 5 that admin names',
    delay: 'listingS',
    functions: ['KernelRegistry.register', 'KernelRegistry.setLimits', 'JobEscrow.setToken'],
  },
  {
    id: 3n,
    name: 'guardian',
    holder: 'guardian',
    keeper: 'a multisig of 2 of 5 people on different continents, none of whom alone holds two keys of governance',
    delay: 'guardianS',
    functions: ['Staking.setBondingPaused', 'KernelRegistry.retire', 'JobEscrow.setTokenPaused'],
  },
]

/** Contract and function of a table entry. */
export function splitFunction(entry: Role['functions'][number]): { contract: ManagedContract; name: string } {
  const dot = entry.indexOf('.')
  return { contract: entry.slice(0, dot) as ManagedContract, name: entry.slice(dot + 1) }
}
