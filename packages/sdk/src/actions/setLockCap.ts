import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type SetLockCapParameters = WriteParameters & {
  /** Base units; 0 removes the bound. */
  lockCap: bigint
}

/** The transaction's hash. */
export type SetLockCapReturnType = Hash

/** The transaction that `setLockCap` sends. */
export function setLockCapCall(addresses: ProtocolAddresses, { lockCap }: SetLockCapParameters): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'setLockCap', args: [lockCap] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Bounds what a stolen operator key could expose.
 *
 * Throws what the chain throws.
 *
 * @example
 * ```ts
 * const hash = await setLockCap(client, { lockCap: parseUnits('100', 18) })
 * ```
 */
export async function setLockCap(client: Client, parameters: SetLockCapParameters): Promise<SetLockCapReturnType> {
  return write(client, parameters, setLockCapCall)
}
