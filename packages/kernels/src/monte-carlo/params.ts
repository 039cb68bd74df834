import { KernelParameterError, type KernelFacts } from '../errors.js'
import type { Hex } from '../hex.js'
import type { ShapeFault } from '../shape-fault.js'
import { faultOfMonteCarlo, monteCarloFault, readMonteCarloWords, type MonteCarloWords } from './faults.js'

/** The kernel's number in the registry. */
export const MONTE_CARLO_KERNEL_ID = 4

/** 0: a call, the right to buy; 1: a put, the right to sell. */
export type MonteCarloOption = 0 | 1

/** An option on the average price, and how often it is drawn; docs/specs/monte-carlo.md says what each is and may be. */
export interface MonteCarloParams {
  readonly option: MonteCarloOption
  /** Steps of a path; the average is over the prices behind each. */
  readonly steps: number
  /** Paths of a chunk. */
  readonly paths: number
  /** Chunks of all shards. */
  readonly chunks: number
  /** What log2 of the price grows by in each step for certain, Q32. */
  readonly drift: number
  /** What log2 of the price moves by in a step for each deviation, Q29. */
  readonly volatility: number
  /** In units of the first price, Q22. */
  readonly strike: number
  /** The key of all random numbers: 64 bits. */
  readonly seed: bigint
}

const HINT =
  'MonteCarlo takes a call (0) or a put (1), paths and steps with paths * (steps + 16) up to 2048, 1 to 2^24 chunks, a drift of up to 4 octaves in all, a volatility from 2^-29 octaves a step to 2 octaves in all, a strike below 64 times the first price, a seed of 64 bits, and shards that each have a chunk.'
const WORD_DIGITS = 64
const WORD_BITS = 256
const ONE_SHARD = { shards: 1, shard: 0 }

/**
 * The kernel's parameters as the contracts read them: eight words, 256 bytes.
 * Throws `KERNEL_PARAMETERS` with the contract's facts: name, have, least, most.
 *
 * @example
 * const path = { steps: 12, drift: 0, volatility: 2 ** 26 } as const
 * const params = encodeMonteCarloParams({ option: 0, ...path, paths: 64, chunks: 1000, strike: 2 ** 22, seed: 7n })
 */
export function encodeMonteCarloParams(params: MonteCarloParams): Hex {
  assertMonteCarloParams(params)
  const { option, steps, paths, chunks, drift, volatility, strike, seed } = wordsOf(params)
  const words = [option, steps, paths, chunks, drift, volatility, strike, seed]
  const digits = (word: bigint) => BigInt.asUintN(WORD_BITS, word).toString(16).padStart(WORD_DIGITS, '0')
  return `0x${words.map(digits).join('')}`
}

/** The inverse of `encodeMonteCarloParams`; throws `KERNEL_PARAMETERS` for whatever the contract refuses. */
export function decodeMonteCarloParams(encoded: Hex): MonteCarloParams {
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(encoded)) {
    throw refusal('The parameters are not bytes in hexadecimal.', { characters: encoded.length })
  }
  const fault = monteCarloFault(encoded, ONE_SHARD)
  if (fault !== undefined) throw outOfBounds(fault)
  const { seed, ...words } = readMonteCarloWords(encoded)
  const numbers = Object.entries(words).map(([name, word]) => [name, Number(word)])
  return { ...Object.fromEntries(numbers), seed } as MonteCarloParams
}

/** Throws `KERNEL_PARAMETERS` unless the contract takes the params for `shards` shards. */
export function assertMonteCarloParams(params: MonteCarloParams, shards = 1): void {
  if (!Number.isInteger(shards)) throw refusal('A count is not a whole number.', { name: 'shards', have: shards })
  const fault = faultOfMonteCarlo(wordsOf(params), { shards, shard: 0 })
  if (fault !== undefined) throw outOfBounds(fault)
}

function wordsOf(params: MonteCarloParams): MonteCarloWords {
  const word = (name: Exclude<keyof MonteCarloParams, 'seed'>): bigint => {
    if (Number.isInteger(params[name])) return BigInt(params[name])
    throw refusal('A parameter is not a whole number.', { name, have: params[name] })
  }
  const [option, steps, paths, chunks] = [word('option'), word('steps'), word('paths'), word('chunks')]
  const [drift, volatility, strike] = [word('drift'), word('volatility'), word('strike')]
  const { seed } = params
  if (typeof seed !== 'bigint') throw refusal('A parameter is no bigint.', { name: 'seed', have: seed })
  return { option, steps, paths, chunks, drift, volatility, strike, seed }
}

function outOfBounds({ name, have, least, most }: ShapeFault): KernelParameterError {
  return refusal('A parameter is out of bounds.', { name, have, least, most })
}

function refusal(summary: string, facts: KernelFacts): KernelParameterError {
  return new KernelParameterError(summary, facts, HINT)
}
