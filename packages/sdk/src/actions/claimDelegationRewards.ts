import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type ClaimDelegationRewardsParameters = WriteParameters & {
  workers: readonly Address[]
  to: Address
}

/** The transaction's hash. */
export type ClaimDelegationRewardsReturnType = Hash

/** The transaction that `claimDelegationRewards` sends. */
export function claimDelegationRewardsCall(
  addresses: ProtocolAddresses,
  { workers, to }: ClaimDelegationRewardsParameters,
): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'claimDelegationRewards', args: [workers, to] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Mints the caller's rewards of its delegations to several workers, in one transaction.
 *
 * Throws `NOTHING_TO_CLAIM`, `ZERO_ADDRESS`.
 *
 * @example
 * ```ts
 * const hash = await claimDelegationRewards(client, { workers: [worker], to: address })
 * ```
 */
export async function claimDelegationRewards(
  client: Client,
  parameters: ClaimDelegationRewardsParameters,
): Promise<ClaimDelegationRewardsReturnType> {
  return write(client, parameters, claimDelegationRewardsCall)
}
