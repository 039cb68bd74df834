import { assertLength, checkedLayout, type Matmul8ShardOutput } from './inputs.js'

// The Mersenne prime that the check computes modulo.
const PRIME = 2 ** 31 - 1
// |c| <= 2^28 times a half of less than 2^16 is below 2^44: 256 such terms stay below 2^52, where doubles are exact.
const TERMS_PER_HALF_SUM = 256
// |b| <= 2^7 times r < 2^31 is at most 2^38: 2^14 such terms, on top of a rest below 2^31, stay below 2^53.
const TERMS_PER_PRODUCT_SUM = 2 ** 14
// Two vectors; one wrong row passes each with probability 1 / PRIME.
const ERROR_PROBABILITY = 1 / (PRIME * PRIME)
const MAX_RANDOM_WORDS = 16384

/** What Freivalds' check found: nothing, with the probability of having missed an error, or the rows that are wrong. */
export type FreivaldsResult =
  { readonly ok: true; readonly errorProbability: number } | { readonly ok: false; readonly rows: readonly number[] }

/**
 * Checks a shard's output without recomputing it: C · r against A · (B · r) for two private random vectors modulo
 * 2^31 − 1 (R. Freivalds, "Probabilistic machines can use less running time", 1977). Costs 4 · (n·k + rows·k + 2·rows·n)
 * operations. A value beyond ±k · 2^14 is wrong at once; with that, no difference is a multiple of the prime, and a
 * wrong C passes with probability (2^31 − 1)^−2, about 2^−62, however it was chosen. Rows are numbered in the shard;
 * a row that is named is wrong for certain. Throws `KERNEL_PARAMETERS`, `KERNEL_SHARD`, `TENSOR_DATA`.
 *
 * @example
 * const params = { m: 1, n: 1, k: 2 }
 * const a = Int8Array.of(3, 4)
 * const check = freivalds({ params, shards: 1, shard: 0, a, b: a, c: Int32Array.of(26) })
 * console.log(check) // { ok: false, rows: [ 0 ] }
 */
export function freivalds(input: Matmul8ShardOutput): FreivaldsResult {
  const { start, count } = checkedLayout(input).rowsOf(input.shard)
  const { n, k } = input.params
  assertLength('c', input.c, count * n)
  const first = privateVector(n)
  const second = privateVector(n)
  const firstProduct = timesVector(input.b, first, k)
  const secondProduct = timesVector(input.b, second, k)
  const rows: number[] = []
  for (let row = 0; row < count; row++) {
    const values = input.c.subarray(row * n, (row + 1) * n)
    const operand = input.a.subarray((start + row) * k, (start + row + 1) * k)
    const agrees =
      isInRange(values, k) &&
      wideDot(values, first) === narrowDot(operand, firstProduct) &&
      wideDot(values, second) === narrowDot(operand, secondProduct)
    if (!agrees) rows.push(row)
  }
  return rows.length === 0 ? { ok: true, errorProbability: ERROR_PROBABILITY } : { ok: false, rows }
}

/** `length` independent uniform numbers below PRIME, from the system's generator. */
function privateVector(length: number): Float64Array {
  const vector = new Float64Array(length)
  const words = new Uint32Array(Math.min(length, MAX_RANDOM_WORDS))
  for (let filled = 0; filled < length;) {
    crypto.getRandomValues(words)
    for (const word of words) {
      const candidate = word >>> 1
      // 2^31 − 1 itself is rejected, so that every residue is equally likely.
      if (candidate !== PRIME && filled < length) vector[filled++] = candidate
    }
  }
  return vector
}

/** Sum over the rows j of bt of bt[j] · r[j], each of its k entries modulo PRIME. */
function timesVector(bt: Int8Array, r: Float64Array, k: number): Float64Array {
  const sums = new Float64Array(k)
  for (let j = 0; j < r.length; j++) {
    const factor = r[j] as number
    const row = bt.subarray(j * k, (j + 1) * k)
    for (let i = 0; i < k; i++) (sums[i] as number) += (row[i] as number) * factor
    if ((j + 1) % TERMS_PER_PRODUCT_SUM === 0) reduceAll(sums)
  }
  reduceAll(sums)
  return sums
}

function reduceAll(sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = residue(sums[i] as number)
}

/** value mod PRIME in 0 … PRIME − 1, for a whole |value| < 2^53. */
function residue(value: number): number {
  const rest = value % PRIME
  return rest < 0 ? rest + PRIME : rest
}

function isInRange(values: Int32Array, k: number): boolean {
  const most = k * 2 ** 14
  for (const value of values) if (value > most || value < -most) return false
  return true
}

/** values · r modulo PRIME for |values| <= 2^28: r is split into halves, so that no sum leaves the exact doubles. */
function wideDot(values: Int32Array, r: Float64Array): number {
  let total = 0
  for (let from = 0; from < values.length; from += TERMS_PER_HALF_SUM) {
    const end = Math.min(values.length, from + TERMS_PER_HALF_SUM)
    let low = 0
    let high = 0
    for (let i = from; i < end; i++) {
      const factor = r[i] as number
      low += (values[i] as number) * (factor & 0xffff)
      high += (values[i] as number) * (factor >>> 16)
    }
    total = residue(total + residue(low) + residue(high) * 2 ** 16)
  }
  return total
}

/** operand · vector modulo PRIME; at most 16384 terms of at most 2^38, so one sum is exact. */
function narrowDot(operand: Int8Array, vector: Float64Array): number {
  let sum = 0
  for (let i = 0; i < operand.length; i++) sum += (operand[i] as number) * (vector[i] as number)
  return residue(sum)
}
