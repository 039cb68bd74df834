import { KernelSelfTestError } from '../errors.js'
import type { MatmulInput } from '../matmul8/inputs.js'
import { multiply8 } from '../matmul8/multiply8.js'
import { referenceMatmul8 } from '../matmul8/reference.js'
import type { ComputeBackend } from './backend.js'

/** Odd sides, single rows and columns, every remainder class of tiles, and sums at the extremes of int8. */
const SHAPES: readonly (readonly [m: number, n: number, k: number, fill?: readonly [number, number]])[] = [
  [1, 1, 1],
  [1, 67, 33],
  [65, 1, 31],
  [66, 70, 130],
  [3, 5, 16384, [-128, -128]],
  [2, 3, 4097, [-128, 127]],
]

/**
 * Compares a backend with the reference on fixed small products, and resolves to the number of elements compared.
 * Rejects with `KERNEL_SELF_TEST` at the first value that differs.
 *
 * @example
 * const backend = await openBackend()
 * await selfTest(backend)
 */
export async function selfTest(backend: ComputeBackend): Promise<number> {
  let compared = 0
  for (const [m, n, k, fill] of SHAPES) {
    const input: MatmulInput = { m, n, k, a: operand(m * k, 1 + k, fill?.[0]), bt: operand(n * k, 2 + k, fill?.[1]) }
    const have = await multiply8(backend, input)
    const need = referenceMatmul8(input)
    const index = need.findIndex((value, i) => have[i] !== value)
    if (index >= 0 || have.length !== need.length) {
      const facts = { backend: backend.name, device: backend.device, m, n, k, index }
      throw new KernelSelfTestError({ ...facts, have: have[index] ?? Number.NaN, need: need[index] ?? Number.NaN })
    }
    compared += need.length
  }
  return compared
}

/** `length` int8 values: all `fill`, or a xorshift32 sequence from `seed`. */
function operand(length: number, seed: number, fill?: number): Int8Array {
  if (fill !== undefined) return new Int8Array(length).fill(fill)
  let state = seed
  return Int8Array.from({ length }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >> 24
  })
}
