import { KernelParameterError, KernelShardError } from '../errors.js'
import type { FlatLayout } from '../kernel.js'
import { samplesOfBytes } from '../reveal-limits.js'
import { tensorShape, type TensorShape } from '../tensors/shape.js'
import { assertMatmul8Params, type Matmul8Params } from './params.js'

const UNIT_MACS = 2n ** 20n
const HASH_BYTES = 32

/** Rows of one shard: start … start + count − 1 of A. */
export interface ShardRows {
  readonly start: number
  readonly count: number
}

/** Everything about a job's shapes that follows from its parameters and its number of shards. */
export interface Matmul8Layout extends FlatLayout {
  readonly params: Matmul8Params
  /** A, int8 [m, k], natural lanes; one tree for all shards. */
  readonly a: TensorShape
  /** B transposed, int8 [n, k], lanes reversed. */
  readonly b: TensorShape
  /** C of one shard, int32 [rows of the shard, n]. Throws `KERNEL_SHARD`. */
  c(shard: number): TensorShape
  /** The rows of A that a shard multiplies. Throws `KERNEL_SHARD`. */
  rowsOf(shard: number): ShardRows
}

/** Bytes of the proof of one data element of a shard with output shape `c`. */
export function dataProofBytes(a: TensorShape, b: TensorShape, c: TensorShape): number {
  return a.paddedRowBytes + b.paddedRowBytes + 2 ** c.ll + HASH_BYTES * (a.hl + b.hl + c.depth)
}

/**
 * Shapes, bounds and price units of a job. Throws `KERNEL_PARAMETERS` unless every shard has at least one row.
 *
 * @example
 * const layout = matmul8Layout({ m: 2000, n: 10, k: 784 }, 4)
 * console.log(layout.rowsOf(3), layout.elements(3), layout.units) // { start: 1500, count: 500 } 5000n 4n
 */
export function matmul8Layout(params: Matmul8Params, shards: number): Matmul8Layout {
  assertMatmul8Params(params)
  const { m, n, k } = params
  const block = Math.ceil(m / shards)
  if (!Number.isInteger(shards) || shards < 1 || (shards - 1) * block >= m) {
    throw new KernelParameterError('A shard would have no rows.', { m, shards })
  }
  const a = tensorShape({ rows: m, cols: k, elementBytes: 1, role: 'input' })
  const b = tensorShape({ rows: n, cols: k, elementBytes: 1, role: 'input', laneReversed: true })
  const rowsOf = (shard: number): ShardRows => {
    if (!Number.isInteger(shard) || shard < 0 || shard >= shards) throw new KernelShardError({ shard, shards })
    return { start: shard * block, count: Math.min(block, m - shard * block) }
  }
  const c = (shard: number) => tensorShape({ rows: rowsOf(shard).count, cols: n, elementBytes: 4, role: 'output' })
  const proofBytes = dataProofBytes(a, b, c(0))
  return {
    params,
    shards,
    a,
    b,
    c,
    inputs: [a, b],
    output: c,
    rowsOf,
    elements: (shard) => BigInt(rowsOf(shard).count) * BigInt(n),
    units: (BigInt(block) * BigInt(n) * BigInt(k) + UNIT_MACS - 1n) / UNIT_MACS,
    // Gas never binds first: 12M leave 59,000 for each of the shortest proofs.
    maxSamples: samplesOfBytes(proofBytes),
    proofBytes,
    // The price of calldata, 40 gas a byte, is more than its check takes.
    sampleGas: 0,
  }
}
