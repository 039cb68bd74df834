import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { hashWork } from '../protocol/request.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type FinalizeParameters = WriteParameters & {
  request: Request
  shards: readonly number[]
}

/** The transaction's hash. */
export type FinalizeReturnType = Hash

/** The transaction that `finalize` sends. */
export function finalizeCall(addresses: ProtocolAddresses, { request, shards }: FinalizeParameters): Call {
  const workHash = hashWork(request.work)
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'finalize',
    args: [request.terms, workHash, [...shards]],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Pays what is due: revealed jobs whose challenge window is over. Jobs that are not due are skipped.
 *
 * Throws `NOTHING_DUE`.
 *
 * @example
 * ```ts
 * const hash = await finalize(client, { request, shards: [0] })
 * ```
 */
export async function finalize(client: Client, parameters: FinalizeParameters): Promise<FinalizeReturnType> {
  return write(client, parameters, finalizeCall)
}
