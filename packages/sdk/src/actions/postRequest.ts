import { encodeFunctionData, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses, Request } from '../types.js'

export type PostRequestParameters = WriteParameters & {
  request: Request
}

/** The transaction's hash. */
export type PostRequestReturnType = Hash

/** The transaction that `postRequest` sends. */
export function postRequestCall(addresses: ProtocolAddresses, { request }: PostRequestParameters): Call {
  const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'post', args: [request] })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Publishes a request on chain and sets aside the highest price and the burn of all its shards: no signature is needed.
 *
 * Throws `NOT_REQUESTER`, `REQUEST_IS_POSTED`, `REQUEST_IS_CANCELLED`, `LEDGER_TOO_LOW`, `TERM_OUT_OF_RANGE`, `TOKEN_PAUSED`.
 *
 * @example
 * ```ts
 * const hash = await postRequest(client, { request })
 * ```
 */
export async function postRequest(client: Client, parameters: PostRequestParameters): Promise<PostRequestReturnType> {
  return write(client, parameters, postRequestCall)
}
