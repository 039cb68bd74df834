import { encodeFunctionData, zeroAddress, type Address, type Client, type Hash } from 'viem'
import { ensureAllowance } from '../allowance.js'
import { addressOf, resolveAccount, resolveAddresses, sendCall, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses } from '../types.js'

export type DepositParameters = WriteParameters & {
  /** The zero address is the chain's own coin. */
  token: Address
  /** Base units. */
  amount: bigint
  /** Whose ledger is credited; by default the sender's. */
  owner?: Address | undefined
}

/** The transaction's hash. */
export type DepositReturnType = Hash

/** The transaction that `deposit` sends once the escrow may take the tokens. */
export function depositCall(
  addresses: ProtocolAddresses,
  { token, amount, owner }: { token: Address; amount: bigint; owner: Address },
): Call {
  const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'deposit', args: [token, owner, amount] })
  return { to: addresses.escrow, data, value: token === zeroAddress ? amount : 0n }
}

/**
 * Credits a ledger in the escrow: what jobs are paid from. Approves exactly the amount first, when that is needed.
 *
 * Throws `TOKEN_NOT_ALLOWED`, `TOKEN_PAUSED`, `TRANSFER_MISMATCH`, `ZERO_AMOUNT`, `FUNDS_TOO_LOW`.
 *
 * @example
 * ```ts
 * const hash = await deposit(client, { token: zeroAddress, amount: parseUnits('1', 18) })
 * ```
 */
export async function deposit(client: Client, parameters: DepositParameters): Promise<DepositReturnType> {
  const { token, amount } = parameters
  const addresses = resolveAddresses(client, parameters.addresses)
  const account = resolveAccount(client, parameters.account)
  const { chainId } = addresses
  if (token !== zeroAddress) {
    await ensureAllowance(client, chainId, { token, spender: addresses.escrow, amount, account })
  }
  const call = depositCall(addresses, { token, amount, owner: parameters.owner ?? addressOf(account) })
  return sendCall(client, { call, chainId, account })
}
