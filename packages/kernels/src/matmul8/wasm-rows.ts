import { TensorDataError, TensorIndexError } from '../errors.js'
import { pauses } from '../pauses.js'
import type { RowRange, TensorSource } from '../tensors/source.js'
import { instantiate, reserve, type WasmMemory } from '../wasm.js'
import { MATMUL8_WASM, STEP, TILE_COLS, TILE_ROWS } from './generated/matmul8-wasm.js'
import { matmul8Layout } from './layout.js'
import type { Matmul8Params } from './params.js'

const VECTOR_BYTES = 16
// The memory from 0 on: rows as they were read, and up to one group that is not there; packed rows of A, half of a usual
// second-level cache; packed rows of B transposed; the output.
const STAGING_BYTES = 2 ** 19
const PANEL_A_AT = 2 ** 20
const PANEL_B_AT = 2 ** 21
const OUTPUT_AT = PANEL_B_AT + 2 ** 23
// Times a panel of B: 2^30 multiply-adds, some 50 ms, between two reads of A.
const MAX_PANEL_ROWS = 256
// With fewer, packing B costs as much as multiplying.
const LEAST_ROWS = 256
// Steps of a group of A and of B that stay in a first-level cache of 32 KiB.
const MAX_BLOCK_STEPS = 256
// Multiply-adds of one call into the module: about 10 ms. The sums of a tile cost as much as 32 steps' elements.
const MAX_CALL_COST = 2 ** 28
const TILE_COST = 32

type Pack = (...args: [source: number, target: number, groups: number, elements: number, rowBytes: number]) => void

interface Matmul8Exports {
  readonly memory: WasmMemory
  readonly packRows: Pack
  readonly packCols: Pack
  readonly multiply: (
    ...args: [
      a: number,
      b: number,
      c: number,
      rowGroups: number,
      colGroups: number,
      steps: number,
      rowBytes: number,
      keep: 0 | -1,
    ]
  ) => void
  readonly compact: (...args: [target: number, rows: number, rowBytes: number, keptBytes: number]) => void
}

/** What of a shard's job the rows of its output depend on. */
export interface Matmul8Shard {
  readonly params: Matmul8Params
  readonly layout: { readonly shards: number }
  readonly shard: number
}

/** A `RowComputer` of Matmul8. */
export interface Matmul8Rows {
  readonly leastRows: number
  rows(job: Matmul8Shard, inputs: readonly TensorSource[], rows: RowRange): Promise<Uint8Array>
}

/** Packed rows of one operand: block after block along k, in each group after group. */
interface Panel {
  readonly at: number
  readonly endByte: number
  /** Rows of a group. */
  readonly tile: number
  readonly pack: Pack
  /** What it holds now. */
  holds: { readonly tensor: TensorSource; readonly rows: RowRange } | undefined
}

/** How k is cut: `blocks` runs of `steps` steps, the last of them maybe shorter. */
interface Depth {
  readonly k: number
  readonly allSteps: number
  readonly blocks: number
  readonly steps: number
}

interface Machine {
  readonly exports: Matmul8Exports
  readonly a: Panel
  readonly b: Panel
}

/**
 * Matmul8 in WebAssembly SIMD on one thread. The instance's memory is 10 MiB and the rows asked for, whatever the shape.
 * B is read once a call and packed anew, unless all of it fits 4 · 2^20 elements and the last call had the same source:
 * ask for many rows at once. The bytes are a view of the instance's memory, gone with the next call. Yields to the event
 * loop every 50 ms. Rejects with `KERNEL_NO_WASM`; its calls with `TENSOR_INDEX` for rows outside the shard,
 * `TENSOR_DATA`.
 */
export async function openMatmul8Wasm(): Promise<Matmul8Rows> {
  const exports = await instantiate<Matmul8Exports>(MATMUL8_WASM)
  const a = { at: PANEL_A_AT, endByte: PANEL_B_AT, tile: TILE_ROWS, pack: exports.packRows, holds: undefined }
  const b = { at: PANEL_B_AT, endByte: OUTPUT_AT, tile: TILE_COLS, pack: exports.packCols, holds: undefined }
  const machine = { exports, a, b }
  return { leastRows: LEAST_ROWS, rows: (job, inputs, rows) => multiplyRows(machine, { job, inputs, rows }) }
}

interface Call {
  readonly job: Matmul8Shard
  readonly inputs: readonly TensorSource[]
  readonly rows: RowRange
}

async function multiplyRows(machine: Machine, { job, inputs, rows }: Call): Promise<Uint8Array> {
  const { n, k } = job.params
  const start = startOfRows(job, rows)
  const { a, b, exports } = machine
  const [tensorA, tensorB] = inputs as readonly [TensorSource, TensorSource]
  const rowBytes = 4 * roundUp(n, TILE_COLS)
  reserve(exports.memory, OUTPUT_AT + roundUp(rows.count, TILE_ROWS) * rowBytes)
  const depth = cutDepth(k)
  const [panelRows, panelCols] = [Math.min(MAX_PANEL_ROWS, rowsThatFit(a, depth)), rowsThatFit(b, depth)]
  const pause = pauses()
  for (let col = 0; col < n; col += panelCols) {
    const cols = Math.min(panelCols, n - col)
    await load(machine, b, { depth, tensor: tensorB, rows: { first: col, count: cols } })
    for (let row = 0; row < rows.count; row += panelRows) {
      const count = Math.min(panelRows, rows.count - row)
      await load(machine, a, { depth, tensor: tensorA, rows: { first: start + row, count } })
      const c = OUTPUT_AT + row * rowBytes + 4 * col
      for (const multiply of calls(machine, { depth, count, cols, c, rowBytes })) {
        multiply()
        await pause()
      }
    }
  }
  if (rowBytes > 4 * n) exports.compact(OUTPUT_AT, rows.count, rowBytes, 4 * n)
  return new Uint8Array(exports.memory.buffer, OUTPUT_AT, 4 * rows.count * n)
}

/** The row of A at which `rows` of the shard's output begin. */
function startOfRows({ params, layout, shard }: Matmul8Shard, { first, count }: RowRange): number {
  const own = matmul8Layout(params, layout.shards).rowsOf(shard)
  const last = first + count - 1
  if (first < 0 || count < 1 || last >= own.count)
    throw new TensorIndexError({ what: 'row', index: last, count: own.count })
  return own.start + first
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple
}

function cutDepth(k: number): Depth {
  const allSteps = Math.ceil(k / STEP)
  const blocks = Math.ceil(allSteps / MAX_BLOCK_STEPS)
  return { k, allSteps, blocks, steps: Math.ceil(allSteps / blocks) }
}

function rowsThatFit({ at, endByte, tile }: Panel, { allSteps }: Depth): number {
  return Math.floor((endByte - at) / (allSteps * tile * VECTOR_BYTES)) * tile
}

/** Where block `block` of a panel begins that holds `rows` rows. */
function blockAt({ at, tile }: Panel, { steps }: Depth, { rows, block }: { rows: number; block: number }): number {
  return at + roundUp(rows, tile) * steps * block * VECTOR_BYTES
}

interface Load {
  readonly depth: Depth
  readonly tensor: TensorSource
  readonly rows: RowRange
}

/** Packs rows of an operand, unless they are what the panel holds. */
async function load({ exports }: Machine, panel: Panel, { depth, tensor, rows }: Load): Promise<void> {
  const { holds, tile } = panel
  if (holds?.tensor === tensor && holds.rows.first === rows.first && holds.rows.count === rows.count) return
  const { k, blocks, steps, allSteps } = depth
  panel.holds = undefined
  const most = Math.floor(STAGING_BYTES / (k * tile)) * tile
  for (let done = 0; done < rows.count; done += most) {
    const count = Math.min(most, rows.count - done)
    const bytes = await tensor.read({ first: rows.first + done, count })
    if (bytes.length !== count * k) throw new TensorDataError({ tensor: 'input', have: bytes.length, need: count * k })
    new Uint8Array(exports.memory.buffer).set(bytes)
    for (let block = 0; block < blocks; block++) {
      const from = block * steps
      const target = blockAt(panel, depth, { rows: rows.count, block })
      const ownSteps = Math.min(steps, allSteps - from)
      const elements = Math.min(ownSteps * STEP, k - from * STEP)
      const skipped = done * ownSteps * VECTOR_BYTES
      panel.pack(from * STEP, target + skipped, Math.ceil(count / tile), elements, k)
    }
  }
  panel.holds = { tensor, rows }
}

interface PanelProduct {
  readonly depth: Depth
  readonly count: number
  readonly cols: number
  /** Where the product's first element goes. */
  readonly c: number
  readonly rowBytes: number
}

/** The calls that multiply what the panels hold, each for some columns and one block along k. */
function* calls({ exports, a, b }: Machine, product: PanelProduct): Generator<() => void> {
  const { depth, count, cols, c, rowBytes } = product
  const { blocks, steps, allSteps } = depth
  const rowGroups = Math.ceil(count / TILE_ROWS)
  const colCost = count * (allSteps * STEP + TILE_COST)
  const most = Math.max(TILE_COLS, Math.floor(MAX_CALL_COST / (colCost * TILE_COLS)) * TILE_COLS)
  for (let col = 0; col < cols; col += most) {
    const colGroups = Math.ceil(Math.min(most, cols - col) / TILE_COLS)
    for (let block = 0; block < blocks; block++) {
      const ownSteps = Math.min(steps, allSteps - block * steps)
      const fromA = blockAt(a, depth, { rows: count, block })
      const fromB = blockAt(b, depth, { rows: cols, block }) + col * ownSteps * VECTOR_BYTES
      const keep = block === 0 ? 0 : -1
      yield () => exports.multiply(fromA, fromB, c + 4 * col, rowGroups, colGroups, ownSteps, rowBytes, keep)
    }
  }
}
