import type { Address, Client } from 'viem'
import { readContract } from 'viem/actions'
import { addressOf, decoded, resolveAccount, resolveAddresses, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'

export type GetLedgerParameters = WriteParameters & {
  /** The zero address is the chain's own coin. */
  token: Address
}

/** Base units. */
export type GetLedgerReturnType = bigint

/**
 * What an account has in the escrow's ledger, free to spend and to withdraw.
 *
 * Throws `ACCOUNT_MISSING`.
 *
 * @example
 * ```ts
 * const balance = await getLedger(client, { token: zeroAddress })
 * ```
 */
export async function getLedger(
  client: Client,
  { token, ...parameters }: GetLedgerParameters,
): Promise<GetLedgerReturnType> {
  const { escrow } = resolveAddresses(client, parameters.addresses)
  const owner = addressOf(resolveAccount(client, parameters.account))
  return decoded(
    readContract(client, { address: escrow, abi: jobEscrowAbi, functionName: 'ledgerOf', args: [token, owner] }),
  )
}
