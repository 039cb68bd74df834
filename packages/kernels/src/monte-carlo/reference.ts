import { KernelElementError } from '../errors.js'
import { MONTE_CARLO_PRICE_END } from './faults.js'
import { monteCarloLayout } from './layout.js'
import { normalOf } from './normal.js'
import type { MonteCarloParams } from './params.js'
import { mulHigh, philox4x32, type Words4 } from './philox.js'

/** What a chunk's paths pay: their sum, Q22, and the sum of their squares, Q44. Both are below 2^64. */
export interface ChunkSums {
  readonly sum: bigint
  readonly squares: bigint
}

const OCTAVE = 2 ** 32
const WORDS_OF_BLOCK = 4
/** Q31: (2^f − 1) / f is nearly c0 + f · (c1 + f · (c2 + f · (c3 + f · c4))). */
const EXP2 = [1488531108, 515749230, 119829401, 19363925, 4009631] as const
/** The bits between the Q31 of a power of two and the Q22 of a price. */
const PRICE_SHIFT = 9
/** The octaves above the first price that prices reach. */
const PRICE_OCTAVES = 6

/** 2^(log / 2^32) in Q22, at most 2^28 − 1. */
export function priceOf(log: number): number {
  const octaves = Math.floor(log / OCTAVE)
  if (octaves >= PRICE_OCTAVES) return MONTE_CARLO_PRICE_END - 1
  const shift = PRICE_SHIFT - octaves
  const fraction = log - octaves * OCTAVE
  const slope = EXP2.reduceRight((sum, coefficient) => coefficient + mulHigh(fraction, sum), 0)
  return shift < 32 ? (2 ** 31 + mulHigh(fraction, slope)) >>> shift : 0
}

/** What a path of the whole job pays, Q22: the definition that every backend must equal. The params are not checked. */
export function monteCarloPayoff(params: MonteCarloParams, path: number): number {
  const { option, steps, drift, volatility, strike, seed } = params
  const key = [Number(BigInt.asUintN(32, seed)), Number(seed >> 32n)] as const
  let [log, sum] = [0, 0]
  let words: Words4 = [0, 0, 0, 0]
  for (let step = 0; step < steps; step++) {
    if (step % WORDS_OF_BLOCK === 0) words = philox4x32([path, step / WORDS_OF_BLOCK, 0, 0], key)
    const { size, isAbove } = normalOf(words[step % WORDS_OF_BLOCK] as number)
    // Below 2^53, so that a double holds the product.
    const move = Math.floor((size * volatility) / 2 ** 17)
    log += drift + (isAbove ? move : -move)
    sum += priceOf(log)
  }
  const average = Math.floor(sum / steps)
  return Math.max(0, option === 0 ? average - strike : strike - average)
}

/** The sums of a chunk of the whole job. The params are not checked. */
export function monteCarloChunk(params: MonteCarloParams, chunk: number): ChunkSums {
  let [sum, squares] = [0n, 0n]
  for (let i = 0; i < params.paths; i++) {
    const payoff = BigInt(monteCarloPayoff(params, chunk * params.paths + i))
    sum += payoff
    squares += payoff * payoff
  }
  return { sum, squares }
}

/**
 * The right value of one element of a shard's output: chunk `element` of the shard.
 * Throws `KERNEL_ELEMENT` for ids at or beyond the number of elements, `KERNEL_PARAMETERS`, `KERNEL_SHARD`.
 *
 * @example
 * const path = { steps: 12, drift: 0, volatility: 2 ** 26 } as const
 * const params = { option: 0, ...path, paths: 64, chunks: 1000, strike: 2 ** 22, seed: 7n } as const
 * console.log(referenceChunk({ params, shards: 2, shard: 1, element: 499n }))
 */
export function referenceChunk(input: {
  readonly params: MonteCarloParams
  readonly shards: number
  readonly shard: number
  readonly element: bigint
}): ChunkSums {
  const { params, shards, shard, element } = input
  const layout = monteCarloLayout(params, shards)
  const elements = layout.elements(shard)
  if (element < 0n || element >= elements) throw new KernelElementError({ element, elements, leaves: 0n })
  return monteCarloChunk(params, layout.chunksOf(shard).start + Number(element))
}
