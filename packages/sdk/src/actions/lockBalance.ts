import { encodeFunctionData, type Address, type Client, type Hash } from 'viem'
import { write, type Call, type WriteParameters } from '../client.js'
import { jobEscrowAbi } from '../generated/abis/jobEscrow.js'
import type { ProtocolAddresses } from '../types.js'

export type LockBalanceParameters = WriteParameters & {
  /** The zero address is the chain's own coin. */
  token: Address
  /** Unix time from which it can be withdrawn again; at most 7 days from now. */
  until: bigint
}

/** The transaction's hash. */
export type LockBalanceReturnType = Hash

/** The transaction that `lockBalance` sends. */
export function lockBalanceCall(addresses: ProtocolAddresses, { token, until }: LockBalanceParameters): Call {
  const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: 'lockBalance', args: [token, until] })
  return { to: addresses.escrow, data, value: 0n }
}

/**
 * Binds the caller's ledger for a while: it still pays for jobs and cannot be withdrawn, so that workers may compute ahead.
 *
 * Throws `TERM_OUT_OF_RANGE`.
 *
 * @example
 * ```ts
 * const hash = await lockBalance(client, { token: zeroAddress, until: 1_800_000_000n })
 * ```
 */
export async function lockBalance(client: Client, parameters: LockBalanceParameters): Promise<LockBalanceReturnType> {
  return write(client, parameters, lockBalanceCall)
}
