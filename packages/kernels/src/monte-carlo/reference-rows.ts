import type { RowComputer } from '../kernel.js'
import { CHUNK_BYTES, monteCarloLayout } from './layout.js'
import type { MonteCarloParams } from './params.js'
import { monteCarloChunk, type ChunkSums } from './reference.js'

/** The bytes of an element, as they lie in the output. */
export function chunkBytes({ sum, squares }: ChunkSums): Uint8Array {
  const view = new DataView(new ArrayBuffer(CHUNK_BYTES))
  view.setBigUint64(0, sum, true)
  view.setBigUint64(8, squares, true)
  return new Uint8Array(view.buffer)
}

/** The definition, chunk by chunk: each is a row. */
export const monteCarloReferenceRows: RowComputer<MonteCarloParams> = {
  async rows({ params, layout, shard }, _inputs, { first, count }) {
    const { start } = monteCarloLayout(params, layout.shards).chunksOf(shard)
    const bytes = new Uint8Array(count * CHUNK_BYTES)
    for (let i = 0; i < count; i++) {
      bytes.set(chunkBytes(monteCarloChunk(params, start + first + i)), i * CHUNK_BYTES)
    }
    return bytes
  },
}
