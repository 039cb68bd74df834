import { KernelParameterError } from '../errors.js'
import type { Hex } from '../hex.js'

/** The kernel's number in the registry. */
export const MATMUL8_KERNEL_ID = 1

/** Largest length of a dot product: sums stay below 2^31 and a proof below 128 KiB. */
export const MATMUL8_MAX_K = 16384

/** Most rows of A or columns of B. */
export const MATMUL8_MAX_SIDE = 2 ** 24

/** C[m, n] = A[m, k] · B[k, n]: int8 times int8, summed in int32. */
export interface Matmul8Params {
  /** Rows of A and of C, all shards together. */
  readonly m: number
  /** Columns of B and of C. */
  readonly n: number
  /** Columns of A, rows of B. */
  readonly k: number
}

const WORD_DIGITS = 64
const U32_DIGITS = 8

/** Throws `KERNEL_PARAMETERS` unless 1 <= m, n <= 2^24 and 1 <= k <= 16384. */
export function assertMatmul8Params({ m, n, k }: Matmul8Params): void {
  const isCount = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most
  if (!isCount(m, MATMUL8_MAX_SIDE) || !isCount(n, MATMUL8_MAX_SIDE) || !isCount(k, MATMUL8_MAX_K)) {
    throw new KernelParameterError('A matrix side is out of bounds.', { m, n, k })
  }
}

/**
 * The kernel's parameters as the contracts read them: abi.encode(uint32 m, uint32 n, uint32 k), 96 bytes.
 * Throws `KERNEL_PARAMETERS` when a side is out of bounds.
 */
export function encodeMatmul8Params(params: Matmul8Params): Hex {
  assertMatmul8Params(params)
  const words = [params.m, params.n, params.k].map((value) => value.toString(16).padStart(WORD_DIGITS, '0'))
  return `0x${words.join('')}`
}

/** The inverse of `encodeMatmul8Params`; throws `KERNEL_PARAMETERS` on any other text. */
export function decodeMatmul8Params(encoded: Hex): Matmul8Params {
  if (!/^0x[0-9a-fA-F]{192}$/.test(encoded)) {
    throw new KernelParameterError('The parameters are not 96 bytes of hexadecimal.', { characters: encoded.length })
  }
  const [m, n, k] = [0, 1, 2].map((index) => {
    const word = encoded.slice(2 + index * WORD_DIGITS, 2 + (index + 1) * WORD_DIGITS)
    if (!/^0+$/.test(word.slice(0, -U32_DIGITS))) {
      throw new KernelParameterError('A parameter does not fit 32 bits.', { index, word: `0x${word}` })
    }
    return Number.parseInt(word.slice(-U32_DIGITS), 16)
  }) as [number, number, number]
  assertMatmul8Params({ m, n, k })
  return { m, n, k }
}
