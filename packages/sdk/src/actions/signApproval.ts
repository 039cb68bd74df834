import type { Account, Address, Client, Hex } from 'viem'
import { signTypedData } from 'viem/actions'
import { decoded, resolveAccount, resolveAddresses, type ReadParameters } from '../client.js'
import { approvalTypedData } from '../protocol/approval.js'
import type { Request } from '../types.js'

export type SignApprovalParameters = ReadParameters & {
  request: Request
  shards: readonly number[]
  /** The revealed roots that are found good, one for each shard. */
  roots: readonly Hex[]
  /** Who signs; by default the client's account. */
  account?: Account | Address | undefined
}

/** What anybody passes to `approveSigned`. */
export type SignApprovalReturnType = Hex

/**
 * Signs that results are good and may be paid at once; costs no gas.
 *
 * Throws `ACCOUNT_MISSING`, `WALLET_REFUSED`.
 *
 * @example
 * ```ts
 * const signature = await signApproval(client, { request, shards: [0], roots: [root] })
 * ```
 */
export async function signApproval(
  client: Client,
  { request, shards, roots, ...parameters }: SignApprovalParameters,
): Promise<SignApprovalReturnType> {
  const { chainId, escrow } = resolveAddresses(client, parameters.addresses)
  const account = resolveAccount(client, parameters.account)
  const { domain, types, primaryType, message } = approvalTypedData({ chainId, escrow, request, shards, roots })
  return decoded(signTypedData(client, { account, domain, types, primaryType, message }))
}
