import { TransactionGasTooHighError } from '../errors/local.js'

/** The highest gas limit that a transaction may have (EIP-7825). Calls of the protocol need less where gas is priced as on Ethereum. */
export const maxTransactionGas = 2n ** 24n

/**
 * The gas limit of a call: its estimate and a reserve, as far as a transaction may go. Throws `TRANSACTION_GAS_TOO_HIGH`
 * for an estimate beyond that.
 *
 * @example
 * ```ts
 * import { gasLimitOf } from '@quern/sdk'
 *
 * console.log(gasLimitOf({ estimate: 100_000n, reserve: 25_000n })) // 125000n
 * ```
 */
export function gasLimitOf({ estimate, reserve }: { estimate: bigint; reserve: bigint }): bigint {
  if (estimate > maxTransactionGas) throw new TransactionGasTooHighError({ needed: estimate, most: maxTransactionGas })
  const wanted = estimate + reserve
  return wanted < maxTransactionGas ? wanted : maxTransactionGas
}
