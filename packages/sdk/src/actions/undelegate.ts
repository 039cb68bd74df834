import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type UndelegateParameters = WriteParameters & {
  worker: Address
  /** Base units of QRN. */
  amount: bigint
}

/** The transaction's hash. */
export type UndelegateReturnType = Hash

/** The transaction that `undelegate` sends. */
export function undelegateCall(addresses: ProtocolAddresses, { worker, amount }: UndelegateParameters): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'undelegate', args: [worker, amount] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Begins to unbond a part of what the caller delegated to a worker; it stays slashable until it is withdrawn.
 *
 * Throws `DELEGATION_TOO_LOW`, `UNBONDINGS_FULL`.
 *
 * @example
 * ```ts
 * const hash = await undelegate(client, { worker, amount: parseUnits('100', 18) })
 * ```
 */
export async function undelegate(client: Client, parameters: UndelegateParameters): Promise<UndelegateReturnType> {
  return write(client, parameters, undelegateCall)
}
