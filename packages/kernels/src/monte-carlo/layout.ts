import { KernelShardError } from '../errors.js'
import type { FlatLayout } from '../kernel.js'
import { samplesOf } from '../reveal-limits.js'
import { tensorShape } from '../tensors/shape.js'
import { MONTE_CARLO_PATH_COST } from './faults.js'
import { assertMonteCarloParams, type MonteCarloParams } from './params.js'

/** Bytes of an element: two little-endian numbers of 64 bits. */
export const CHUNK_BYTES = 16

const UNIT_COST = 2n ** 20n
const HASH_BYTES = 32
const SAMPLE_GAS = 80_000
const STEP_GAS = 690

/** Chunks of one shard: start … start + count − 1 of the job. */
export interface ChunkRange {
  readonly start: number
  readonly count: number
}

/** Everything about a job that follows from its parameters and its number of shards. */
export interface MonteCarloLayout extends FlatLayout {
  readonly params: MonteCarloParams
  /** The chunks that a shard computes. Throws `KERNEL_SHARD`. */
  chunksOf(shard: number): ChunkRange
}

/** What a chunk costs, in steps. */
export function chunkCost({ paths, steps }: Pick<MonteCarloParams, 'paths' | 'steps'>): number {
  return paths * (steps + MONTE_CARLO_PATH_COST)
}

/**
 * Shapes, bounds and price units of a job. Throws `KERNEL_PARAMETERS` with the contract's facts.
 *
 * @example
 * const path = { steps: 12, drift: 0, volatility: 2 ** 26 } as const
 * const params = { option: 0, ...path, paths: 64, chunks: 1000, strike: 2 ** 22, seed: 7n } as const
 * const layout = monteCarloLayout(params, 3)
 * console.log(layout.chunksOf(2), layout.units) // { start: 668, count: 332 } 1n
 */
export function monteCarloLayout(params: MonteCarloParams, shards: number): MonteCarloLayout {
  assertMonteCarloParams(params, shards)
  const { chunks } = params
  const block = Math.ceil(chunks / shards)
  const chunksOf = (shard: number): ChunkRange => {
    if (!Number.isInteger(shard) || shard < 0 || shard >= shards) throw new KernelShardError({ shard, shards })
    return { start: shard * block, count: Math.min(block, chunks - shard * block) }
  }
  const output = (shard: number) =>
    tensorShape({ rows: chunksOf(shard).count, cols: 1, elementBytes: CHUNK_BYTES, role: 'output' })
  const { ll, depth } = output(0)
  const proofBytes = 2 ** ll + HASH_BYTES * depth
  const sampleGas = SAMPLE_GAS + STEP_GAS * chunkCost(params)
  const cost = BigInt(block) * BigInt(chunkCost(params))
  return {
    params,
    shards,
    inputs: [],
    output,
    chunksOf,
    elements: (shard) => BigInt(chunksOf(shard).count),
    units: (cost + UNIT_COST - 1n) / UNIT_COST,
    maxSamples: samplesOf({ proofBytes, sampleGas }),
    proofBytes,
    sampleGas,
  }
}
