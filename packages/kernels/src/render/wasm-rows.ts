import { TensorIndexError } from '../errors.js'
import type { RowComputer } from '../kernel.js'
import { instantiate, reserve, type WasmMemory } from '../wasm.js'
import { RENDER_WASM } from './generated/render-wasm.js'
import { renderLayout } from './layout.js'
import type { RenderParams } from './params.js'

const PIXEL_BYTES = 4

/** (at, count, right, up, stride): pixels of a row, the first `right` off the middle, each `stride` further. */
type DrawRow = (...args: [at: number, count: number, right: number, up: number, stride: number]) => void

interface RenderExports {
  readonly memory: WasmMemory
  readonly prepare: (...args: [x: number, y: number, z: number, steps: number, cycle: number, palette: number]) => void
  readonly drawSet: DrawRow
  readonly drawSolids: DrawRow
}

/**
 * Render in WebAssembly on one thread. The bytes are a view of the instance's memory, gone with the next call.
 * Rejects with `KERNEL_NO_WASM`; its calls with `TENSOR_INDEX` for rows outside the shard.
 */
export async function openRenderWasm(): Promise<RowComputer<RenderParams>> {
  const exports = await instantiate<RenderExports>(RENDER_WASM)
  return {
    async rows({ params, layout, shard }, _inputs, { first, count }) {
      const band = renderLayout(params, layout.shards).bandOf(shard)
      const last = first + count - 1
      if (first < 0 || count < 1 || last >= band.count)
        throw new TensorIndexError({ what: 'row', index: last, count: band.count })
      return drawRows(exports, params, { first: band.start + first, count })
    },
  }
}

function drawRows(exports: RenderExports, params: RenderParams, rows: { first: number; count: number }): Uint8Array {
  const { scene, width, height, pitch } = params
  const rowBytes = width * PIXEL_BYTES
  reserve(exports.memory, rows.count * rowBytes)
  exports.prepare(params.x, params.y, params.z, params.steps, params.cycle, params.palette)
  const draw = scene === 0 ? exports.drawSet : exports.drawSolids
  for (let i = 0; i < rows.count; i++) {
    const up = (height - 1 - 2 * (rows.first + i)) * pitch
    draw(i * rowBytes, width, (1 - width) * pitch, up, 2 * pitch)
  }
  return new Uint8Array(exports.memory.buffer, 0, rows.count * rowBytes)
}
