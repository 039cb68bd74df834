import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type RebondParameters = WriteParameters & {
  /** Place among the unbondings of `getWorker`. */
  index: number
}

/** The transaction's hash. */
export type RebondReturnType = Hash

/** The transaction that `rebond` sends. */
export function rebondCall(addresses: ProtocolAddresses, { index }: RebondParameters): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'rebond', args: [BigInt(index)] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Puts what is left of an unbonding back to the bond.
 *
 * Throws `NO_UNBONDING`.
 *
 * @example
 * ```ts
 * const hash = await rebond(client, { index: 0 })
 * ```
 */
export async function rebond(client: Client, parameters: RebondParameters): Promise<RebondReturnType> {
  return write(client, parameters, rebondCall)
}
