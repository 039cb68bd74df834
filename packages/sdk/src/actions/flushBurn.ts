import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses } from '../types.js'

export type FlushBurnParameters = WriteParameters

/** The transaction's hash. */
export type FlushBurnReturnType = Hash

/** The transaction that `flushBurn` sends. */
export function flushBurnCall(addresses: ProtocolAddresses): Call {
  const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'flushBurn' })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Hands the burn that finished jobs left behind to emission.
 *
 * Throws what the chain throws.
 *
 * @example
 * ```ts
 * const hash = await flushBurn(client)
 * ```
 */
export async function flushBurn(client: Client, parameters: FlushBurnParameters = {}): Promise<FlushBurnReturnType> {
  return write(client, parameters, flushBurnCall)
}
