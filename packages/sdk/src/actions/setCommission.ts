import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { stakingAbi } from '../generated/abis/staking.js'
import type { ProtocolAddresses } from '../types.js'

export type SetCommissionParameters = WriteParameters & {
  /** Hundredths of a percent, at most 5000. */
  bps: number
}

/** The transaction's hash. */
export type SetCommissionReturnType = Hash

/** The transaction that `setCommission` sends. */
export function setCommissionCall(addresses: ProtocolAddresses, { bps }: SetCommissionParameters): Call {
  const data = encodeFunctionData({ abi: stakingAbi, functionName: 'setCommission', args: [BigInt(bps)] })
  return { to: addresses.staking, data, value: 0n }
}

/**
 * Sets the caller's part of what its delegators earn. A cut holds at once; a raise is announced and applied later.
 *
 * Throws `COMMISSION_TOO_HIGH`.
 *
 * @example
 * ```ts
 * const hash = await setCommission(client, { bps: 500 })
 * ```
 */
export async function setCommission(
  client: Client,
  parameters: SetCommissionParameters,
): Promise<SetCommissionReturnType> {
  return write(client, parameters, setCommissionCall)
}
