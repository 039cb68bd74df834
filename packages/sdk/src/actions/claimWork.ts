import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { emissionAbi } from '../generated/abis/emission.js'
import type { ProtocolAddresses } from '../types.js'

export type ClaimWorkParameters = WriteParameters & {
  worker: Address
}

/** The transaction's hash. */
export type ClaimWorkReturnType = Hash

/** The transaction that `claimWork` sends. */
export function claimWorkCall(addresses: ProtocolAddresses, { worker }: ClaimWorkParameters): Call {
  const data = encodeFunctionData({ abi: emissionAbi, functionName: 'claimWork', args: [worker] })
  return { to: addresses.emission, data, value: 0n }
}

/**
 * Mints what a worker is owed for its work, to the worker.
 *
 * Throws `NOTHING_TO_CLAIM`.
 *
 * @example
 * ```ts
 * const hash = await claimWork(client, { worker })
 * ```
 */
export async function claimWork(client: Client, parameters: ClaimWorkParameters): Promise<ClaimWorkReturnType> {
  return write(client, parameters, claimWorkCall)
}
