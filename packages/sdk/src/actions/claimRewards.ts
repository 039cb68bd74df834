import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type ClaimRewardsParameters = WriteParameters & {
  to: Address
}

/** The transaction's hash. */
export type ClaimRewardsReturnType = Hash

/** The transaction that `claimRewards` sends. */
export function claimRewardsCall(addresses: ProtocolAddresses, { to }: ClaimRewardsParameters): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'claimRewards', args: [to] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Mints the caller's part of the stakers' stream.
 *
 * Throws `NOTHING_TO_CLAIM`, `ZERO_ADDRESS`.
 *
 * @example
 * ```ts
 * const hash = await claimRewards(client, { to: address })
 * ```
 */
export async function claimRewards(
  client: Client,
  parameters: ClaimRewardsParameters,
): Promise<ClaimRewardsReturnType> {
  return write(client, parameters, claimRewardsCall)
}
