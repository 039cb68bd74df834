import {
  createWitnessBuilder,
  matmul8Layout,
  matmul8ShardProduct,
  referenceMatmul8,
  type Hex,
  type Matmul8Layout,
  type WitnessBuilder,
} from '@quern/kernels'
import { describeMatmul8 } from '@quern/sdk'
import type { Work } from '@quern/sdk'

/** One matrix product: inputs, the work that asks for it, and the result of every shard. */
export type Product = {
  readonly layout: Matmul8Layout
  readonly work: Work
  readonly inputRoots: readonly [Hex, Hex]
  /** The right output of a shard. */
  output(shard: number): Int32Array
  /** Trees and proofs of a shard with any output; the right one by default. */
  witness(shard: number, output?: Int32Array): WitnessBuilder
}

/** Rows of two leaves, the second half empty, and rows of padding in A. */
const PARAMS = { m: 6, n: 40, k: 70 }

/** The 6 × 40 product of fixed int8 matrices, in `shards` blocks of rows. */
export function productOf(shards: number): Product {
  const params = PARAMS
  const layout = matmul8Layout(params, shards)
  const a = int8s(params.m * params.k, 7)
  const b = int8s(params.n * params.k, 11)
  const { work, inputRoots } = describeMatmul8({ ...params, a, b, shards, inputUri: 'https://inputs.example/' })
  const output = (shard: number) => referenceMatmul8(matmul8ShardProduct({ params, shards, shard, a, b }))
  const witness = (shard: number, c = output(shard)) => createWitnessBuilder({ params, shards, shard, a, b, c })
  return { layout, work, inputRoots, output, witness }
}

/** `output` with another value at `element`. */
export function corrupted(output: Int32Array, element: bigint): Int32Array {
  return output.map((value, index) => (BigInt(index) === element ? value + 1 : value))
}

function int8s(length: number, factor: number): Int8Array {
  return Int8Array.from({ length }, (_, index) => (((index + 1) * factor * 31) % 256) - 128)
}
