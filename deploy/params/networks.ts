import { isAddress, type Address } from 'viem'
import { DeployError } from '../errors.js'
import { local } from './local.js'
import type { NetworkParams, ProtocolAccounts } from './network-params.js'
import { sepolia } from './sepolia.js'

export const NETWORK_NAMES = ['local', 'sepolia'] as const
export type NetworkName = (typeof NETWORK_NAMES)[number]

/** Flag and environment variable of each account. */
export const ACCOUNT_SOURCES = {
  treasury: { flag: '--treasury', variable: 'QUERN_TREASURY' },
  governance: { flag: '--governance', variable: 'QUERN_GOVERNANCE' },
  guardian: { flag: '--guardian', variable: 'QUERN_GUARDIAN' },
} as const satisfies Record<keyof ProtocolAccounts, { flag: string; variable: string }>

/** Accounts as they were given, not yet checked. */
export type GivenAccounts = { readonly [key in keyof ProtocolAccounts]?: string | undefined }

/** The parameters of the network `name`; `given` accounts count on public networks alone. */
export function networkParams(name: NetworkName, given: GivenAccounts): NetworkParams {
  if (name === 'local') return local
  return sepolia({
    treasury: requireAccount('treasury', given),
    governance: requireAccount('governance', given),
    guardian: requireAccount('guardian', given),
  })
}

/** The three accounts as the environment names them. */
export function accountsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): GivenAccounts {
  return {
    treasury: environment[ACCOUNT_SOURCES.treasury.variable],
    governance: environment[ACCOUNT_SOURCES.governance.variable],
    guardian: environment[ACCOUNT_SOURCES.guardian.variable],
  }
}

function requireAccount(account: keyof ProtocolAccounts, given: GivenAccounts): Address {
  const { flag, variable } = ACCOUNT_SOURCES[account]
  const value = given[account]
  if (!value)
    throw new DeployError('ACCOUNT_MISSING_INPUT', `The ${account} account is not named.`, {
      hint: `Give ${flag} <address> or set ${variable}.`,
    })
  if (!isAddress(value))
    throw new DeployError('ACCOUNT_MISSING_INPUT', `The ${account} account "${value}" is not an address.`, {
      hint: `Give ${flag} 20 bytes in hex; mixed case must be a right checksum.`,
    })
  return value
}
