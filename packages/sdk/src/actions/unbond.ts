import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type UnbondParameters = WriteParameters & {
  /** Base units. */
  amount: bigint
}

/** The transaction's hash. */
export type UnbondReturnType = Hash

/** The transaction that `unbond` sends. */
export function unbondCall(addresses: ProtocolAddresses, { amount }: UnbondParameters): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'unbond', args: [amount] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Begins to unbond QRN: it stops earning and counting for new locks, and stays slashable until withdrawn.
 *
 * Throws `STAKE_TOO_LOW`, `UNBONDINGS_FULL`, `BOND_TOO_SMALL`.
 *
 * @example
 * ```ts
 * const hash = await unbond(client, { amount: parseUnits('10', 18) })
 * ```
 */
export async function unbond(client: Client, parameters: UnbondParameters): Promise<UnbondReturnType> {
  return write(client, parameters, unbondCall)
}
