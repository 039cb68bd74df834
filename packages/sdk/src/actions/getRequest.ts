import type { Client, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { decoded, resolveAddresses, type ReadParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'

export type GetRequestParameters = ReadParameters & { requestId: Hex }

/** What the escrow stores of a request; all false and zero for one that was neither posted nor cancelled. */
export type GetRequestReturnType = {
  posted: boolean
  cancelled: boolean
  /** Shards of a posted request. */
  shards: number
  /** Shards of it whose price and burn are set aside still: those that nobody took since it was posted. */
  openShards: number
}

/**
 * What the escrow knows of a request by its id: whether it was posted or cancelled, and what is set aside.
 *
 * Throws `CHAIN_FAILED`, `CHAIN_TIMEOUT`.
 *
 * @example
 * ```ts
 * const { posted, openShards } = await getRequest(client, { requestId })
 * ```
 */
export async function getRequest(
  client: Client,
  { requestId, ...parameters }: GetRequestParameters,
): Promise<GetRequestReturnType> {
  const { escrow } = resolveAddresses(client, parameters.addresses)
  return decoded(
    readContract(client, { address: escrow, abi: jobEscrowAbi, functionName: 'requestOf', args: [requestId] }),
  )
}
