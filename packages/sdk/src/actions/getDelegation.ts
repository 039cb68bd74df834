import type { Address, Client } from 'viem'
import { readContract } from 'viem/actions'
import { decoded, resolveAddresses, type ReadParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'

export type GetDelegationParameters = ReadParameters & { worker: Address; delegator: Address }

/** Amounts in base units of QRN. */
export type GetDelegationReturnType = {
  /** What earns and counts for the worker's jobs. */
  active: bigint
  /** What `claimDelegationRewards` would mint now. */
  rewards: bigint
  unbondings: readonly { index: number; amount: bigint; endsAt: number }[]
  /** The era of the pool; delegations of earlier ones are worth nothing, their rewards are claimed by `claimPastRewards`. */
  era: number
}

/**
 * What one account delegated to one worker.
 *
 * Throws `CHAIN_FAILED`, `CHAIN_TIMEOUT`.
 *
 * @example
 * ```ts
 * const { active, rewards } = await getDelegation(client, { worker, delegator: address })
 * ```
 */
export async function getDelegation(
  client: Client,
  { worker, delegator, ...parameters }: GetDelegationParameters,
): Promise<GetDelegationReturnType> {
  const { staking: address } = resolveAddresses(client, parameters.addresses)
  const [view, { era }] = await decoded(
    Promise.all([
      readContract(client, { address, abi: stakingAbi, functionName: 'delegationView', args: [worker, delegator] }),
      readContract(client, { address, abi: stakingAbi, functionName: 'poolView', args: [worker] }),
    ]),
  )
  return { ...view, era }
}
