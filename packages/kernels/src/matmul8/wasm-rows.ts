import { KernelNoWasmError, TensorDataError, TensorIndexError } from '../errors.js'
import { MATMUL8_WASM, TILE_COLS, TILE_ROWS } from '../generated/matmul8-wasm.js'
import type { RowComputer, ShardJob } from '../kernel.js'
import type { RowRange, TensorSource } from '../tensors/source.js'
import { instantiate, type WasmMemory } from '../wasm.js'
import { matmul8Layout } from './layout.js'
import type { Matmul8Params } from './params.js'

const PAGE_BYTES = 65536
// Elements that one step of the inner loop's caller may rely on: the stride of widened rows is a multiple of this.
const K_STEP = 16
// A loop reads up to one vector past the last staged row.
const SLACK_BYTES = 16
// Widened panels of both operands fit a 2 MiB second-level cache together with their part of C.
const PANEL_BYTES = 2 ** 20
const MAX_PANEL_SIDE = 1024
const YIELD_AFTER_MS = 50

interface Matmul8Exports {
  readonly memory: WasmMemory
  readonly widen: (...args: [source: number, target: number, rows: number, k: number, stride: number]) => void
  readonly multiply: (...args: [a: number, b: number, c: number, rows: number, cols: number, rowBytes: number]) => void
}

/** Addresses in the module's memory for panels of `rows` rows of A and `cols` rows of B transposed. */
interface Panels {
  readonly rows: number
  readonly cols: number
  readonly k: number
  readonly stride: number
  readonly staging: number
  readonly a: number
  readonly b: number
  readonly c: number
  readonly endByte: number
}

/**
 * Matmul8 in WebAssembly SIMD on one thread. The instance's memory stays below 8 MiB whatever the shape: the product is
 * cut into panels. B is read once a call, rows of A once a panel of B. Yields to the event loop every 50 ms.
 * Rejects with `KERNEL_NO_WASM`; its calls with `TENSOR_INDEX` for rows outside the shard, `TENSOR_DATA`.
 */
export async function openMatmul8Wasm(): Promise<RowComputer<Matmul8Params>> {
  const exports = await instantiateMatmul8()
  return { rows: (job, inputs, rows) => multiplyRows(exports, { job, inputs, rows }) }
}

async function instantiateMatmul8(): Promise<Matmul8Exports> {
  try {
    return await instantiate<Matmul8Exports>(MATMUL8_WASM)
  } catch (cause) {
    throw new KernelNoWasmError({ cause })
  }
}

interface Call {
  readonly job: ShardJob<Matmul8Params>
  readonly inputs: readonly TensorSource[]
  readonly rows: RowRange
}

async function multiplyRows(exports: Matmul8Exports, { job, inputs, rows }: Call): Promise<Uint8Array> {
  const { n, k } = job.params
  const shard = matmul8Layout(job.params, job.layout.shards).rowsOf(job.shard)
  const end = rows.first + rows.count
  if (rows.first < 0 || end > shard.count) throw new TensorIndexError({ what: 'row', index: end, count: shard.count })
  const [a, b] = inputs as readonly [TensorSource, TensorSource]
  const panels = planPanels({ m: rows.count, n, k })
  const missing = panels.endByte - exports.memory.buffer.byteLength
  if (missing > 0) exports.memory.grow(Math.ceil(missing / PAGE_BYTES))
  const out = new Uint8Array(rows.count * n * 4)
  let yielded = performance.now()
  for (let col = 0; col < n; col += panels.cols) {
    const cols = Math.min(panels.cols, n - col)
    await load(exports, { panels, target: panels.b, tensor: b, rows: { first: col, count: cols } })
    for (let row = 0; row < rows.count; row += panels.rows) {
      const count = Math.min(panels.rows, rows.count - row)
      const first = shard.start + rows.first + row
      await load(exports, { panels, target: panels.a, tensor: a, rows: { first, count } })
      const paddedCols = roundUp(cols, TILE_COLS)
      exports.multiply(panels.a, panels.b, panels.c, roundUp(count, TILE_ROWS), paddedCols, panels.stride * 2)
      copyOut({ from: new Uint8Array(exports.memory.buffer, panels.c), paddedCols, out, n, row, col, count, cols })
      if (performance.now() - yielded > YIELD_AFTER_MS) {
        await new Promise((resolve) => setTimeout(resolve, 0))
        yielded = performance.now()
      }
    }
  }
  return out
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple
}

function planPanels({ m, n, k }: Matmul8Params): Panels {
  const stride = roundUp(k, K_STEP)
  const side = Math.min(MAX_PANEL_SIDE, Math.floor(PANEL_BYTES / (2 * stride)))
  const rows = roundUp(Math.min(m, side), TILE_ROWS)
  const cols = roundUp(Math.min(n, side), TILE_COLS)
  const a = roundUp(Math.max(rows, cols) * k + SLACK_BYTES, K_STEP)
  const b = a + rows * stride * 2
  const c = b + cols * stride * 2
  return { rows, cols, k, stride, staging: 0, a, b, c, endByte: c + rows * cols * 4 }
}

interface Load {
  readonly panels: Panels
  readonly target: number
  readonly tensor: TensorSource
  readonly rows: RowRange
}

async function load(exports: Matmul8Exports, { panels, target, tensor, rows }: Load): Promise<void> {
  const { k, stride, staging } = panels
  const bytes = await tensor.read(rows)
  const need = rows.count * k
  if (bytes.length !== need) throw new TensorDataError({ tensor: 'rows of an input', have: bytes.length, need })
  new Uint8Array(exports.memory.buffer).set(bytes, staging)
  exports.widen(staging, target, rows.count, k, stride)
}

function copyOut(panel: {
  readonly from: Uint8Array
  readonly paddedCols: number
  readonly out: Uint8Array
  readonly n: number
  readonly row: number
  readonly col: number
  readonly count: number
  readonly cols: number
}): void {
  const { from, paddedCols, out, n, row, col, count, cols } = panel
  for (let i = 0; i < count; i++) {
    out.set(from.subarray(i * paddedCols * 4, (i * paddedCols + cols) * 4), ((row + i) * n + col) * 4)
  }
}
