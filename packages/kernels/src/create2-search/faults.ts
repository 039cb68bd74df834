import type { Hex } from '../hex.js'
import { outside, type ShapeFault, type ShardOf } from '../shape-fault.js'

/** Most bits that a mask may set. */
export const CREATE2_SEARCH_MAX_MASK_BITS = 64

const PARAMS_BYTES = 192
const WORD_DIGITS = 64
const MAX_WORD = 2n ** 256n - 1n
const MAX_ADDRESS = 2n ** 160n - 1n
const MAX_SHARDS = 2n ** 32n - 1n
const MAX_R = 255n
// A shard has 2^7 solutions on average, so that it has none with a probability of e^-128.
const SPARE_BITS = 7n

/** The first value that is out of its bounds. */
export type Create2SearchFault = ShapeFault

/** The six words of the params as they stand, dirty upper bits included. */
export interface Create2SearchWords {
  readonly deployer: bigint
  readonly initCodeHash: bigint
  readonly mask: bigint
  readonly value: bigint
  readonly base: bigint
  readonly r: bigint
}

/**
 * What the contract would refuse by `ShapeOutOfBounds`, or undefined when it would refuse nothing. `params` are bytes in
 * hexadecimal; `shards` and `shard` are whole numbers.
 *
 * @example
 * console.log(create2SearchFault('0x', { shards: 1, shard: 0 })) // { name: 'paramsLength', have: 0n, … }
 */
export function create2SearchFault(params: Hex, of: ShardOf): Create2SearchFault | undefined {
  const bytes = BigInt(params.length - 2) / 2n
  return (
    outside('paramsLength', bytes, [BigInt(PARAMS_BYTES), BigInt(PARAMS_BYTES)]) ?? faultOfWords(readWords(params), of)
  )
}

/** The words of params that have 192 bytes. */
export function readWords(params: Hex): Create2SearchWords {
  const word = (index: number) => BigInt(`0x${params.slice(2 + index * WORD_DIGITS, 2 + (index + 1) * WORD_DIGITS)}`)
  return { deployer: word(0), initCodeHash: word(1), mask: word(2), value: word(3), base: word(4), r: word(5) }
}

/** The first fault of the words, in the contract's order. */
export function faultOfWords(words: Create2SearchWords, of: ShardOf): Create2SearchFault | undefined {
  return targetFault(words) ?? rangeFault(words, of)
}

/** How many bits of a mask are set. */
export function maskBits(mask: bigint): bigint {
  let bits = 0n
  for (let left = mask; left > 0n; left >>= 1n) bits += left & 1n
  return bits
}

/** What is wanted of the address. */
function targetFault({ deployer, initCodeHash, mask, value }: Create2SearchWords): Create2SearchFault | undefined {
  const bits = maskBits(mask)
  return (
    outside('deployer', deployer, [1n, MAX_ADDRESS]) ??
    outside('initCodeHash', initCodeHash, [1n, MAX_WORD]) ??
    outside('mask', mask, [1n, MAX_ADDRESS]) ??
    outside('maskBits', bits, [1n, BigInt(CREATE2_SEARCH_MAX_MASK_BITS)]) ??
    outside('value & ~mask', value & ~mask, [0n, 0n])
  )
}

/** Where the salts of all shards, and of this one, lie. */
function rangeFault({ mask, base, r }: Create2SearchWords, { shards, shard }: ShardOf): Create2SearchFault | undefined {
  const wrongR = outside('r', r, [maskBits(mask) + SPARE_BITS, MAX_R])
  if (wrongR !== undefined) return wrongR

  const lastRange = MAX_WORD >> r
  const ranges = lastRange - base + 1n
  return (
    outside('base', base, [0n, lastRange]) ??
    outside('shards', BigInt(shards), [1n, ranges < MAX_SHARDS ? ranges : MAX_SHARDS]) ??
    outside('shard', BigInt(shard), [0n, BigInt(shards) - 1n])
  )
}
