import { KernelShardError } from '../errors.js'
import type { WitnessLayout } from '../witness-kernel.js'
import { maskBits } from './faults.js'
import { assertCreate2SearchParams, type Create2SearchParams } from './params.js'

const UNIT_HASHES = 2n ** 20n
const SALT_BYTES = 32
/** Whatever the mask; test/solidity measures it. */
const CHECK_GAS = 8_500

/** The salts of one shard: first … first + count − 1. */
export interface ShardSalts {
  readonly first: bigint
  readonly count: bigint
}

/** Everything about a search that follows from its parameters and its number of shards. */
export interface Create2SearchLayout extends WitnessLayout {
  readonly params: Create2SearchParams
  readonly shards: number
  /** Hashes that the search of a shard takes on average: 2 to the number of bits in the mask. */
  readonly expectedCandidates: bigint
  /** Work of a shard in units of 2^20 expected hashes, rounded up. */
  readonly units: bigint
  /** No reveal samples a witness. */
  readonly maxSamples: 0
  /** Elements of a shard: always one. Throws `KERNEL_SHARD`. */
  elements(shard: number): bigint
  /** The salts that a shard owns. Throws `KERNEL_SHARD`. */
  saltsOf(shard: number): ShardSalts
}

/**
 * Ranges, bounds and price units of a job. Throws `KERNEL_PARAMETERS` with the contract's facts.
 *
 * @example
 * const hash = `0x${'5a'.repeat(32)}` as const
 * const params = { deployer: `0x${'11'.repeat(20)}`, initCodeHash: hash, mask: 0xffn, value: 1n, base: 2n, r: 15 } as const
 * console.log(create2SearchLayout(params, 3).saltsOf(1)) // { first: 98304n, count: 32768n }
 */
export function create2SearchLayout(params: Create2SearchParams, shards: number): Create2SearchLayout {
  assertCreate2SearchParams(params, shards)
  const expectedCandidates = 2n ** maskBits(params.mask)
  const count = 2n ** BigInt(params.r)
  const saltsOf = (shard: number): ShardSalts => {
    if (!Number.isInteger(shard) || shard < 0 || shard >= shards) throw new KernelShardError({ shard, shards })
    return { first: (params.base + BigInt(shard)) * count, count }
  }
  return {
    params,
    shards,
    expectedCandidates,
    units: (expectedCandidates + UNIT_HASHES - 1n) / UNIT_HASHES,
    outputBytes: SALT_BYTES,
    checkGas: CHECK_GAS,
    maxSamples: 0,
    elements: (shard) => (saltsOf(shard).count > 0n ? 1n : 0n),
    saltsOf,
  }
}
