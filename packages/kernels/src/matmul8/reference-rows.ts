import type { RowComputer } from '../kernel.js'
import type { TensorSource } from '../tensors/source.js'
import { matmul8Layout } from './layout.js'
import type { Matmul8Params } from './params.js'
import { referenceMatmul8 } from './reference.js'

/** Bytes of B that are read at a time: memory stays bounded whatever its size. */
const BLOCK_BYTES = 2 ** 20

/** The definition, row by row. */
export const matmul8ReferenceRows: RowComputer<Matmul8Params> = {
  async rows({ params, layout, shard }, [a, b], { first, count }) {
    const { n, k } = params
    const { start } = matmul8Layout(params, layout.shards).rowsOf(shard)
    const rowsA = signed(await (a as TensorSource).read({ first: start + first, count })).slice()
    const c = new Int32Array(count * n)
    const block = Math.max(1, Math.floor(BLOCK_BYTES / k))
    for (let col = 0; col < n; col += block) {
      const cols = Math.min(block, n - col)
      const bt = signed(await (b as TensorSource).read({ first: col, count: cols }))
      const part = referenceMatmul8({ m: count, n: cols, k, a: rowsA, bt })
      for (let row = 0; row < count; row++) c.set(part.subarray(row * cols, (row + 1) * cols), row * n + col)
    }
    return new Uint8Array(c.buffer)
  },
}

function signed(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
