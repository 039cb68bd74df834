import { ChainUnknownError } from './errors/local.js'
import { deployments } from './generated/addresses.js'
import type { ProtocolAddresses } from './types.js'

/** The chain ids on which this version knows the protocol. */
export function knownChainIds(): number[] {
  return Object.keys(deployments).map(Number)
}

/**
 * Where the protocol lives on a chain. Throws `CHAIN_UNKNOWN`, which names the chains that are known.
 *
 * @example
 * ```ts
 * import { addressesOf, knownChainIds } from '@quern/sdk'
 *
 * console.log(knownChainIds().map((chainId) => addressesOf(chainId).escrow))
 * ```
 */
export function addressesOf(chainId: number): ProtocolAddresses {
  const addresses = Object.hasOwn(deployments, chainId) ? deployments[chainId] : undefined
  if (!addresses) throw new ChainUnknownError({ chainId, known: knownChainIds() })
  return addresses
}
