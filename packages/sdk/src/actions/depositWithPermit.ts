import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { addressOf, resolveAccount, resolveAddresses, sendCall, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import { signPermit, type Permit } from '../permit.js'
import type { ProtocolAddresses } from '../types.js'

export type DepositWithPermitParameters = WriteParameters & {
  /** A token with ERC-2612 permits, such as QRN. */
  token: Address
  /** Base units. */
  amount: bigint
  /** Whose ledger is credited; by default the sender's. */
  owner?: Address | undefined
}

/** The transaction's hash. */
export type DepositWithPermitReturnType = Hash

/** The transaction that `depositWithPermit` sends; the permit is the sender's, for the escrow. */
export function depositWithPermitCall(
  addresses: ProtocolAddresses,
  { token, amount, owner, permit }: { token: Address; amount: bigint; owner: Address; permit: Permit },
): Call {
  const data = encodeFunctionData({
    abi: jobEscrowAbi,
    functionName: 'depositWithPermit',
    args: [token, owner, amount, permit.deadline, permit.v, permit.r, permit.s],
  })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Credits a ledger in the escrow with one transaction and a signed permit instead of an approval. Accounts that are
 * contracts cannot sign one: they use `deposit`.
 *
 * Throws `TOKEN_NOT_ALLOWED`, `TOKEN_PAUSED`, `ZERO_AMOUNT`, `WALLET_REFUSED`, `ERC20_INSUFFICIENT_BALANCE`.
 *
 * @example
 * ```ts
 * const hash = await depositWithPermit(client, { token: addresses.token, amount: parseUnits('10', 18) })
 * ```
 */
export async function depositWithPermit(
  client: Client,
  parameters: DepositWithPermitParameters,
): Promise<DepositWithPermitReturnType> {
  const { token, amount } = parameters
  const addresses = resolveAddresses(client, parameters.addresses)
  const account = resolveAccount(client, parameters.account)
  const { chainId, escrow } = addresses
  const permit = await signPermit(client, { token, spender: escrow, amount, account })
  const call = depositWithPermitCall(addresses, {
    token,
    amount,
    owner: parameters.owner ?? addressOf(account),
    permit,
  })
  return sendCall(client, { call, chainId, account })
}
