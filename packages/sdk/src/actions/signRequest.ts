import type { Account, Address, Client, Hex } from 'viem'
import { signTypedData } from 'viem/actions'
import { decoded, resolveAccount, resolveAddresses, type ReadParameters } from '../client.js'
import { requestTypedData } from '../protocol/request.js'
import type { Request } from '../types.js'

export type SignRequestParameters = ReadParameters & {
  request: Request
  /** Who signs; by default the client's account. */
  account?: Account | Address | undefined
}

/** What workers pass to `acceptSigned`. */
export type SignRequestReturnType = Hex

/**
 * Signs a request; costs no gas and binds nothing before a worker accepts.
 *
 * Throws `ACCOUNT_MISSING`, `WALLET_REFUSED`.
 *
 * @example
 * ```ts
 * const signature = await signRequest(client, { request })
 * ```
 */
export async function signRequest(
  client: Client,
  { request, ...parameters }: SignRequestParameters,
): Promise<SignRequestReturnType> {
  const { chainId, escrow } = resolveAddresses(client, parameters.addresses)
  const account = resolveAccount(client, parameters.account)
  const { domain, types, primaryType, message } = requestTypedData({ chainId, escrow, request })
  return decoded(signTypedData(client, { account, domain, types, primaryType, message }))
}
