import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type WithdrawStakeParameters = WriteParameters & {
  /** Place among the unbondings of `getWorker`. */
  index: number
  to: Address
}

/** The transaction's hash. */
export type WithdrawStakeReturnType = Hash

/** The transaction that `withdrawStake` sends. */
export function withdrawStakeCall(addresses: ProtocolAddresses, { index, to }: WithdrawStakeParameters): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'withdraw', args: [BigInt(index), to] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Withdraws what is left of a finished unbonding.
 *
 * Throws `NO_UNBONDING`, `STILL_UNBONDING`.
 *
 * @example
 * ```ts
 * const hash = await withdrawStake(client, { index: 0, to: address })
 * ```
 */
export async function withdrawStake(
  client: Client,
  parameters: WithdrawStakeParameters,
): Promise<WithdrawStakeReturnType> {
  return write(client, parameters, withdrawStakeCall)
}
