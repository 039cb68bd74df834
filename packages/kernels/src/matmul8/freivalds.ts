import { checkArrays } from './check-arrays.js'
import { FREIVALDS_ERROR_PROBABILITY } from './freivalds-machine.js'
import { createPrivateMachine } from './freivalds-private.js'
import { wrongRows } from './freivalds-steps.js'
import type { Matmul8ShardOutput } from './inputs.js'

/** What Freivalds' check found: nothing, with the probability of having missed an error, or the rows that are wrong. */
export type FreivaldsResult =
  { readonly ok: true; readonly errorProbability: number } | { readonly ok: false; readonly rows: readonly number[] }

/**
 * Checks a shard's output without recomputing it: C · r against A · (B · r) for two private random vectors r modulo 2^64
 * (R. Freivalds, "Probabilistic machines can use less running time", 1977). Costs a multiplication for each element of A,
 * B and C and each vector. Rows are numbered in the shard. Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `TENSOR_DATA`.
 *
 * Why: numbers modulo 2^64 are a ring, so C · r = A · (B · r) for a right row, whatever overflows: a row that is named is
 * wrong for certain. For a wrong row let d ≠ 0 be its differences. C is int32 and |A · B| <= 2^28, so |d_j| < 2^32: a d_j
 * other than 0 is 2^e times an odd number with e <= 31. The row passes only if d_j · r_j is what the other entries leave
 * open, which fixes r_j modulo 2^(64 − e), at least 2^33. The entries are 2^31 numbers in a row, −2^30 … 2^30 − 1,
 * so at most one of them does: both vectors miss the row with probability 2^−62 at most, however C was chosen.
 *
 * @example
 * const params = { m: 1, n: 1, k: 2 }
 * const a = Int8Array.of(3, 4)
 * const check = freivalds({ params, shards: 1, shard: 0, a, b: a, c: Int32Array.of(26) })
 * console.log(check) // { ok: false, rows: [ 0 ] }
 */
export function freivalds(input: Matmul8ShardOutput): FreivaldsResult {
  const rows = checkArrays(input, (checked) => wrongRows(createPrivateMachine(checked), checked))
  return rows.length === 0 ? { ok: true, errorProbability: FREIVALDS_ERROR_PROBABILITY } : { ok: false, rows }
}
