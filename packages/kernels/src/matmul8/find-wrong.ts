import type { FlatKernel, ShardJob } from '../kernel.js'
import type { TensorSource } from '../tensors/source.js'
import { findWrongElement } from './find-wrong-element.js'
import type { Matmul8Params } from './params.js'

// What freivalds() misses: two vectors modulo 2^31 − 1.
const ERROR_PROBABILITY = (2 ** 31 - 1) ** -2

/** Freivalds' check over tensors that are read whole. */
export async function findWrongMatmul8(
  { params, layout, shard }: ShardJob<Matmul8Params>,
  inputs: readonly TensorSource[],
  output: TensorSource,
): ReturnType<FlatKernel['findWrong']> {
  const [a, b, c] = (await Promise.all([...inputs, output].map(readWhole))) as [Uint8Array, Uint8Array, Uint8Array]
  const input = { params, shards: layout.shards, shard, a: new Int8Array(a.buffer), b: new Int8Array(b.buffer) }
  const wrongElement = findWrongElement({ ...input, c: new Int32Array(c.buffer) })
  return { wrongElement, errorProbability: wrongElement === undefined ? ERROR_PROBABILITY : 0 }
}

async function readWhole(source: TensorSource): Promise<Uint8Array> {
  return new Uint8Array(await source.read({ first: 0, count: source.shape.rows }))
}
