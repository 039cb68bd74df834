import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type CancelRequestParameters = WriteParameters & {
  request: Request
}

/** The transaction's hash. */
export type CancelRequestReturnType = Hash

/** The transaction that `cancelRequest` sends. */
export function cancelRequestCall(addresses: ProtocolAddresses, { request }: CancelRequestParameters): Call {
  const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'cancel', args: [request] })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Closes a request for ever; jobs that are accepted run on.
 *
 * Throws `NOT_REQUESTER`, `REQUEST_IS_CANCELLED`.
 *
 * @example
 * ```ts
 * const hash = await cancelRequest(client, { request })
 * ```
 */
export async function cancelRequest(
  client: Client,
  parameters: CancelRequestParameters,
): Promise<CancelRequestReturnType> {
  return write(client, parameters, cancelRequestCall)
}
