import { KernelNoWasmError } from '../errors.js'
import { MATMUL8_WASM, TILE_COLS, TILE_ROWS } from '../generated/matmul8-wasm.js'
import type { MatmulInput } from '../matmul8/inputs.js'
import { instantiate, type WasmMemory } from '../wasm.js'
import type { ComputeBackend } from './backend.js'
import { queued } from './queue.js'

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
  readonly stride: number
  readonly staging: number
  readonly a: number
  readonly b: number
  readonly c: number
  readonly endByte: number
}

/**
 * WebAssembly SIMD on one thread. Memory stays below 8 MiB whatever the shape: the product is cut into panels.
 * Throws `KERNEL_NO_WASM` where the engine cannot instantiate it.
 */
export async function openWasmBackend(): Promise<ComputeBackend> {
  const exports = await instantiateMatmul8()
  return queued({
    name: 'wasm-simd',
    kind: 'wasm',
    device: 'CPU, one thread',
    isFallbackAdapter: false,
    multiply: (input) => multiplyPanels(exports, input),
    free: () => undefined,
  })
}

async function instantiateMatmul8(): Promise<Matmul8Exports> {
  try {
    return await instantiate<Matmul8Exports>(MATMUL8_WASM)
  } catch (cause) {
    throw new KernelNoWasmError({ cause })
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple
}

function planPanels({ m, n, k }: MatmulInput): Panels {
  const stride = roundUp(k, K_STEP)
  const side = Math.min(MAX_PANEL_SIDE, Math.floor(PANEL_BYTES / (2 * stride)))
  const rows = roundUp(Math.min(m, side), TILE_ROWS)
  const cols = roundUp(Math.min(n, side), TILE_COLS)
  const a = roundUp(Math.max(rows, cols) * k + SLACK_BYTES, K_STEP)
  const b = a + rows * stride * 2
  const c = b + cols * stride * 2
  return { rows, cols, stride, staging: 0, a, b, c, endByte: c + rows * cols * 4 }
}

async function multiplyPanels(exports: Matmul8Exports, input: MatmulInput): Promise<Int32Array> {
  const { m, n, k, a, bt } = input
  const panels = planPanels(input)
  const missing = panels.endByte - exports.memory.buffer.byteLength
  if (missing > 0) exports.memory.grow(Math.ceil(missing / PAGE_BYTES))
  const bytes = new Int8Array(exports.memory.buffer)
  const load = (target: number, rowsOf: Int8Array, [first, count]: readonly [number, number]) => {
    bytes.set(rowsOf.subarray(first * k, (first + count) * k), panels.staging)
    exports.widen(panels.staging, target, count, k, panels.stride)
  }
  const out = new Int32Array(m * n)
  let yielded = performance.now()
  for (let col = 0; col < n; col += panels.cols) {
    const cols = Math.min(panels.cols, n - col)
    load(panels.b, bt, [col, cols])
    for (let row = 0; row < m; row += panels.rows) {
      const rows = Math.min(panels.rows, m - row)
      load(panels.a, a, [row, rows])
      const paddedCols = roundUp(cols, TILE_COLS)
      exports.multiply(panels.a, panels.b, panels.c, roundUp(rows, TILE_ROWS), paddedCols, panels.stride * 2)
      copyOut({ from: new Int32Array(bytes.buffer, panels.c), paddedCols, out, n, row, col, rows, cols })
      if (performance.now() - yielded > YIELD_AFTER_MS) {
        await new Promise((resolve) => setTimeout(resolve, 0))
        yielded = performance.now()
      }
    }
  }
  return out
}

function copyOut(panel: {
  readonly from: Int32Array
  readonly paddedCols: number
  readonly out: Int32Array
  readonly n: number
  readonly row: number
  readonly col: number
  readonly rows: number
  readonly cols: number
}): void {
  const { from, paddedCols, out, n, row, col, rows, cols } = panel
  for (let i = 0; i < rows; i++) {
    out.set(from.subarray(i * paddedCols, i * paddedCols + cols), (row + i) * n + col)
  }
}
