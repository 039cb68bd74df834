import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type WithdrawDelegationParameters = WriteParameters & {
  worker: Address
  /** Place among the unbondings of `getDelegation`. */
  index: number
  to: Address
}

/** The transaction's hash. */
export type WithdrawDelegationReturnType = Hash

/** The transaction that `withdrawDelegation` sends. */
export function withdrawDelegationCall(
  addresses: ProtocolAddresses,
  { worker, index, to }: WithdrawDelegationParameters,
): Call {
  const data = encodeFunctionData({
    abi: stakingAbi,
    functionName: 'withdrawDelegation',
    args: [worker, BigInt(index), to],
  })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Withdraws what is left of a finished unbonding.
 *
 * Throws `NO_UNBONDING`, `STILL_UNBONDING`.
 *
 * @example
 * ```ts
 * const hash = await withdrawDelegation(client, { worker, index: 0, to: address })
 * ```
 */
export async function withdrawDelegation(
  client: Client,
  parameters: WithdrawDelegationParameters,
): Promise<WithdrawDelegationReturnType> {
  return write(client, parameters, withdrawDelegationCall)
}
