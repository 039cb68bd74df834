import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses } from '../types.js'

export type RollParameters = WriteParameters & {
  workers: readonly Address[]
}

/** The transaction's hash. */
export type RollReturnType = Hash

/** The transaction that `roll` sends. */
export function rollCall(addresses: ProtocolAddresses, { workers }: RollParameters): Call {
  const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'roll', args: [[...workers]] })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Reports closed epochs for workers, so that what they burned is credited.
 *
 * Throws what the chain throws.
 *
 * @example
 * ```ts
 * const hash = await roll(client, { workers: [worker] })
 * ```
 */
export async function roll(client: Client, parameters: RollParameters): Promise<RollReturnType> {
  return write(client, parameters, rollCall)
}
