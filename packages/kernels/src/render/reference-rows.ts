import type { RowComputer } from '../kernel.js'
import { renderLayout } from './layout.js'
import type { RenderParams } from './params.js'
import { renderPixel } from './reference.js'

/** The definition, pixel by pixel. */
export const renderReferenceRows: RowComputer<RenderParams> = {
  async rows({ params, layout, shard }, _inputs, { first, count }) {
    const { start } = renderLayout(params, layout.shards).bandOf(shard)
    const pixels = new Uint32Array(count * params.width)
    for (let i = 0; i < pixels.length; i++) {
      const [row, column] = [Math.floor(i / params.width), i % params.width]
      pixels[i] = renderPixel(params, { row: start + first + row, column })
    }
    return new Uint8Array(pixels.buffer)
  },
}
