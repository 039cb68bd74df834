import { encodeFunctionData, isAddressEqual, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { CallNotBundledError } from '../errors/local.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses } from '../types.js'

export type MulticallEscrowParameters = WriteParameters & {
  /** Calls of the escrow that pay no coin, as the functions ending in `Call` build them; all happen, or none. */
  calls: readonly Call[]
}

/** The transaction's hash. */
export type MulticallEscrowReturnType = Hash

/** The transaction that `multicallEscrow` sends. Throws `CALL_NOT_BUNDLED`. */
export function multicallEscrowCall(
  { escrow }: ProtocolAddresses,
  { calls }: Pick<MulticallEscrowParameters, 'calls'>,
): Call {
  for (const [index, { to, value }] of calls.entries()) {
    if (!isAddressEqual(to, escrow) || value !== 0n) throw new CallNotBundledError({ index, to, value, escrow })
  }
  const args = [calls.map(({ data }) => data)] as const
  return { to: escrow, data: encodeFunctionData({ abi: jobEscrowAbi, functionName: 'multicall', args }), value: 0n }
}

/**
 * Makes several calls of the escrow in one transaction, each as the sender; what one of them throws, all throw.
 *
 * Throws `CALL_NOT_BUNDLED`, and what the calls throw.
 *
 * @example
 * ```ts
 * const calls = [postRequestCall(addresses, { request }), lockBalanceCall(addresses, { token: zeroAddress, until: 0n })]
 * const hash = await multicallEscrow(client, { calls })
 * ```
 */
export async function multicallEscrow(
  client: Client,
  parameters: MulticallEscrowParameters,
): Promise<MulticallEscrowReturnType> {
  return write(client, parameters, multicallEscrowCall)
}
