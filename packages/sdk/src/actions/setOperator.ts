import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type SetOperatorParameters = WriteParameters & {
  /** The zero address names nobody. */
  operator: Address
}

/** The transaction's hash. */
export type SetOperatorReturnType = Hash

/** The transaction that `setOperator` sends. */
export function setOperatorCall(addresses: ProtocolAddresses, { operator }: SetOperatorParameters): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'setOperator', args: [operator] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Names the hot key that may act on jobs for the caller; it can never withdraw.
 *
 * Throws what the chain throws.
 *
 * @example
 * ```ts
 * const hash = await setOperator(client, { operator: address })
 * ```
 */
export async function setOperator(client: Client, parameters: SetOperatorParameters): Promise<SetOperatorReturnType> {
  return write(client, parameters, setOperatorCall)
}
