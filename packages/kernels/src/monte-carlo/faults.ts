import type { Hex } from '../hex.js'
import { outside, shardFault, type ShapeFault, type ShardOf } from '../shape-fault.js'

/** The most that a chunk may cost: `paths` · (`steps` + 16). */
export const MONTE_CARLO_MAX_COST = 2048
/** What a path costs beside its steps. */
export const MONTE_CARLO_PATH_COST = 16
/** Most chunks of all shards. */
export const MONTE_CARLO_MAX_CHUNKS = 2 ** 24
/** All prices are below it: 64 times the first one, Q22. */
export const MONTE_CARLO_PRICE_END = 2 ** 28

const PARAMS_BYTES = 256n
const WORD_DIGITS = 64
const WORD_BITS = 256
const MAX_COST = BigInt(MONTE_CARLO_MAX_COST)
const PATH_COST = BigInt(MONTE_CARLO_PATH_COST)
const MAX_CHUNKS = BigInt(MONTE_CARLO_MAX_CHUNKS)
// Four octaves in all, Q32.
const MAX_DRIFT = 2n ** 34n
// Two octaves, Q29, and their square: the variance of the last price's logarithm.
const MAX_VOLATILITY = 2n ** 30n
const MAX_VARIANCE = 2n ** 60n
const MAX_STRIKE = BigInt(MONTE_CARLO_PRICE_END) - 1n
const MAX_SEED = 2n ** 64n - 1n

/** The eight words of the params as they stand, dirty upper bits included; the drift is signed. */
export interface MonteCarloWords {
  readonly option: bigint
  readonly steps: bigint
  readonly paths: bigint
  readonly chunks: bigint
  readonly drift: bigint
  readonly volatility: bigint
  readonly strike: bigint
  readonly seed: bigint
}

/**
 * What the contract would refuse by `ShapeOutOfBounds`, or undefined when it would refuse nothing. `params` are bytes in
 * hexadecimal; `shards` and `shard` are whole numbers.
 *
 * @example
 * console.log(monteCarloFault('0x', { shards: 1, shard: 0 })) // { name: 'paramsLength', have: 0n, … }
 */
export function monteCarloFault(params: Hex, of: ShardOf): ShapeFault | undefined {
  const bytes = BigInt(params.length - 2) / 2n
  return (
    outside('paramsLength', bytes, [PARAMS_BYTES, PARAMS_BYTES]) ?? faultOfMonteCarlo(readMonteCarloWords(params), of)
  )
}

/** The words of params that have 256 bytes. */
export function readMonteCarloWords(params: Hex): MonteCarloWords {
  const word = (index: number) => BigInt(`0x${params.slice(2 + index * WORD_DIGITS, 2 + (index + 1) * WORD_DIGITS)}`)
  const [option, steps, paths, chunks] = [word(0), word(1), word(2), word(3)]
  const [drift, volatility, strike, seed] = [BigInt.asIntN(WORD_BITS, word(4)), word(5), word(6), word(7)]
  return { option, steps, paths, chunks, drift, volatility, strike, seed }
}

/** The first fault of the words, in the contract's order. */
export function faultOfMonteCarlo(words: MonteCarloWords, of: ShardOf): ShapeFault | undefined {
  return sizeFault(words) ?? marketFault(words) ?? shardFault(words.chunks, of)
}

function sizeFault({ option, steps, paths, chunks }: MonteCarloWords): ShapeFault | undefined {
  return (
    outside('option', option, [0n, 1n]) ??
    outside('steps', steps, [1n, MAX_COST - PATH_COST]) ??
    outside('paths', paths, [1n, MAX_COST / (steps + PATH_COST)]) ??
    outside('chunks', chunks, [1n, MAX_CHUNKS])
  )
}

function marketFault({ steps, drift, volatility, strike, seed }: MonteCarloWords): ShapeFault | undefined {
  return (
    outside('|drift|', drift < 0n ? -drift : drift, [0n, MAX_DRIFT / steps]) ??
    outside('volatility', volatility, [1n, MAX_VOLATILITY]) ??
    outside('variance', steps * volatility * volatility, [1n, MAX_VARIANCE]) ??
    outside('strike', strike, [1n, MAX_STRIKE]) ??
    outside('seed', seed, [0n, MAX_SEED])
  )
}
