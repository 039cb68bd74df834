import { TensorDataError } from '../errors.js'
import { matmul8Layout, type Matmul8Layout } from './layout.js'
import type { Matmul8Params } from './params.js'

/** One matrix product: `a` is int8 [m, k] and `bt` int8 [n, k], the second operand transposed; both row-major. */
export interface MatmulInput {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly a: Int8Array
  readonly bt: Int8Array
}

/** One shard of a job with its inputs: `a` is the whole A, int8 [m, k]; `b` is B transposed, int8 [n, k]. */
export interface Matmul8ShardInput {
  readonly params: Matmul8Params
  readonly shards: number
  readonly shard: number
  readonly a: Int8Array
  readonly b: Int8Array
}

/** A shard's inputs and the output to look at: `c` is int32 [rows of the shard, n], row-major without padding. */
export interface Matmul8ShardOutput extends Matmul8ShardInput {
  readonly c: Int32Array
}

/** Throws `TENSOR_DATA` unless `array` has `need` elements. */
export function assertLength(tensor: string, array: { readonly length: number }, need: number): void {
  if (array.length !== need) throw new TensorDataError({ tensor, have: array.length, need })
}

/** The layout of a shard's job, with the lengths of its inputs checked. */
export function checkedLayout({ params, shards, shard, a, b }: Matmul8ShardInput): Matmul8Layout {
  const layout = matmul8Layout(params, shards)
  layout.rowsOf(shard)
  assertLength('a', a, params.m * params.k)
  assertLength('b', b, params.n * params.k)
  return layout
}

/** The plain product that a shard asks for: its rows of A, and all of B. Views, no copies. */
export function matmul8ShardProduct(input: Matmul8ShardInput): MatmulInput {
  const { start, count } = checkedLayout(input).rowsOf(input.shard)
  const { n, k } = input.params
  return { m: count, n, k, a: input.a.subarray(start * k, (start + count) * k), bt: input.b }
}
