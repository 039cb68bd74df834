import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type SetLockerParameters = WriteParameters & {
  locker: Address
  on: boolean
}

/** The transaction's hash. */
export type SetLockerReturnType = Hash

/** The transaction that `setLocker` sends. */
export function setLockerCall(addresses: ProtocolAddresses, { locker, on }: SetLockerParameters): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'setLocker', args: [locker, on] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Lets a locker, an escrow, lock and slash the caller's stake, or not. The first locker is on from the start.
 *
 * Throws `NOT_LOCKER`, `LOCKER_IN_USE`.
 *
 * @example
 * ```ts
 * const hash = await setLocker(client, { locker: addresses.escrow, on: true })
 * ```
 */
export async function setLocker(client: Client, parameters: SetLockerParameters): Promise<SetLockerReturnType> {
  return write(client, parameters, setLockerCall)
}
