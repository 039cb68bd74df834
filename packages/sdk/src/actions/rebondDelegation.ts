import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type RebondDelegationParameters = WriteParameters & {
  worker: Address
  /** Place among the unbondings of `getDelegation`. */
  index: number
}

/** The transaction's hash. */
export type RebondDelegationReturnType = Hash

/** The transaction that `rebondDelegation` sends. */
export function rebondDelegationCall(
  addresses: ProtocolAddresses,
  { worker, index }: RebondDelegationParameters,
): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'rebondDelegation', args: [worker, BigInt(index)] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Puts what is left of an unbonding back to the same worker.
 *
 * Throws `NO_UNBONDING`.
 *
 * @example
 * ```ts
 * const hash = await rebondDelegation(client, { worker, index: 0 })
 * ```
 */
export async function rebondDelegation(
  client: Client,
  parameters: RebondDelegationParameters,
): Promise<RebondDelegationReturnType> {
  return write(client, parameters, rebondDelegationCall)
}
