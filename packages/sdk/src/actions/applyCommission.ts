import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type ApplyCommissionParameters = WriteParameters & {
  worker: Address
}

/** The transaction's hash. */
export type ApplyCommissionReturnType = Hash

/** The transaction that `applyCommission` sends. */
export function applyCommissionCall(addresses: ProtocolAddresses, { worker }: ApplyCommissionParameters): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'applyCommission', args: [worker] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Sets the commission that a worker announced, once it is due. Anyone may call it.
 *
 * Throws `NOTHING_ANNOUNCED`, `COMMISSION_NOT_DUE`.
 *
 * @example
 * ```ts
 * const hash = await applyCommission(client, { worker })
 * ```
 */
export async function applyCommission(
  client: Client,
  parameters: ApplyCommissionParameters,
): Promise<ApplyCommissionReturnType> {
  return write(client, parameters, applyCommissionCall)
}
