import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { hashWork } from '../protocol/request.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type SlashTimeoutParameters = WriteParameters & {
  request: Request
  shards: readonly number[]
}

/** The transaction's hash. */
export type SlashTimeoutReturnType = Hash

/** The transaction that `slashTimeout` sends. */
export function slashTimeoutCall(addresses: ProtocolAddresses, { request, shards }: SlashTimeoutParameters): Call {
  const workHash = hashWork(request.work)
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'slashTimeout',
    args: [request.terms, workHash, [...shards]],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Ends jobs whose worker did not reveal in time; its whole lock is slashed.
 *
 * Throws `DEADLINE_NOT_PASSED`, `JOB_IN_STATE`.
 *
 * @example
 * ```ts
 * const hash = await slashTimeout(client, { request, shards: [0] })
 * ```
 */
export async function slashTimeout(
  client: Client,
  parameters: SlashTimeoutParameters,
): Promise<SlashTimeoutReturnType> {
  return write(client, parameters, slashTimeoutCall)
}
