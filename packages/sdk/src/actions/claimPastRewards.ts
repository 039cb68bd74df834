import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type ClaimPastRewardsParameters = WriteParameters & {
  worker: Address
  /** A past era of the worker's pool; `getDelegation` names the running one. */
  era: number
  to: Address
}

/** The transaction's hash. */
export type ClaimPastRewardsReturnType = Hash

/** The transaction that `claimPastRewards` sends. */
export function claimPastRewardsCall(
  addresses: ProtocolAddresses,
  { worker, era, to }: ClaimPastRewardsParameters,
): Call {
  const data = encodeFunctionData({
    abi: stakingAbi,
    functionName: 'claimPastRewards',
    args: [worker, BigInt(era), to],
  })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Mints what the caller earned before a worker's pool was wiped out and began a new era.
 *
 * Throws `ERA_NOT_CLOSED`, `NOTHING_TO_CLAIM`.
 *
 * @example
 * ```ts
 * const hash = await claimPastRewards(client, { worker, era: 0, to: address })
 * ```
 */
export async function claimPastRewards(
  client: Client,
  parameters: ClaimPastRewardsParameters,
): Promise<ClaimPastRewardsReturnType> {
  return write(client, parameters, claimPastRewardsCall)
}
