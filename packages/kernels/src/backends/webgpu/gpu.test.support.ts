import assert from 'node:assert/strict'
import { operand } from '../../conformance/operands.test.support.js'
import {
  bytesSource,
  encodeMatmul8Params,
  KernelNoAdapterError,
  matmul8Layout,
  referenceMatmul8,
  shardJob,
  type Matmul8Params,
  type RowRange,
  type TensorSource,
} from '../../index.js'
import { openGpu, type GpuHandle } from './adapter.js'

/** A device of whatever driver there is; undefined, once the error was seen to say so, where there is none. */
export async function gpuOrNone(): Promise<GpuHandle | undefined> {
  try {
    return await openGpu(true)
  } catch (error) {
    assert.ok(error instanceof KernelNoAdapterError, String(error))
    return undefined
  }
}

/** A shard of random work with its sources, their bytes and its right output. */
export function workOf(params: Matmul8Params, { shards = 1, shard = 0 } = {}) {
  const job = shardJob({ kernelId: 1, params: encodeMatmul8Params(params), shards, shard })
  const layout = matmul8Layout(params, shards)
  const a = operand(params.m * params.k, 5)
  const bt = operand(params.n * params.k, 6)
  const { start, count } = layout.rowsOf(shard)
  const rowsA = a.subarray(start * params.k, (start + count) * params.k)
  const c = referenceMatmul8({ ...params, m: count, a: rowsA, bt })
  const bytes = { a: new Uint8Array(a.buffer), b: new Uint8Array(bt.buffer), c: new Uint8Array(c.buffer) }
  const sources = [bytesSource(layout.a, bytes.a), bytesSource(layout.b, bytes.b)] as const
  return { job, layout, bytes, sources }
}

/** A source that keeps a list of what was read of it, and calls `onRead` first. */
export function watchedSource(source: TensorSource, onRead: () => void = () => undefined) {
  const reads: RowRange[] = []
  const watched: TensorSource = {
    shape: source.shape,
    read: async (rows) => {
      reads.push(rows)
      onRead()
      return source.read(rows)
    },
  }
  return { watched, reads }
}
