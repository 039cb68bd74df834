import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses } from '../types.js'

export type WithdrawParameters = WriteParameters & {
  /** The zero address is the chain's own coin. */
  token: Address
  to: Address
  /** Base units. */
  amount: bigint
}

/** The transaction's hash. */
export type WithdrawReturnType = Hash

/** The transaction that `withdraw` sends. */
export function withdrawCall(addresses: ProtocolAddresses, { token, to, amount }: WithdrawParameters): Call {
  const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'withdraw', args: [token, to, amount] })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Sends an amount of the caller's ledger to an address.
 *
 * Throws `LEDGER_TOO_LOW`, `ZERO_AMOUNT`, `ZERO_ADDRESS`, `SEND_FAILED`.
 *
 * @example
 * ```ts
 * const hash = await withdraw(client, { token: zeroAddress, to: address, amount: 10n })
 * ```
 */
export async function withdraw(client: Client, parameters: WithdrawParameters): Promise<WithdrawReturnType> {
  return write(client, parameters, withdrawCall)
}
