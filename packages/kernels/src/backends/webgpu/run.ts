import type { InputUse, ShardJob } from '../../kernel.js'
import type { RowRange } from '../../tensors/source.js'
import type { GpuEngine } from './engine.js'
import { bytesOfPart, rowsOfPart } from './parts.js'
import { preparedProgram, type PreparedProgram } from './programs.js'
import { bufferOf, type GpuTensor, type PartRows } from './residency.js'
import { openSubmits, type Submits } from './submits.js'

const WORD_BYTES = 4
const VECTOR_BYTES = 16
const MAX_GROUPS = 65535

interface Run {
  readonly job: ShardJob
  readonly inputs: readonly GpuTensor[]
  /** Throws to end the work. */
  readonly check: () => void
}

/** Rows and columns (words) of the output whose operands each lie in one part. */
interface Block {
  readonly rows: RowRange
  readonly columns: RowRange
}

interface RunState extends Run {
  readonly program: PreparedProgram
  readonly output: GpuTensor
  /** Words of an output row. */
  readonly columns: number
  /** The input row that output row 0 meets. */
  readonly firstRow: number
  readonly submits: Submits
}

/** The output of a shard. Rejects with `KERNEL_MEMORY`, and with what `check` throws. */
export async function runShard(engine: GpuEngine, run: Run): Promise<GpuTensor> {
  const { job, inputs, check } = run
  const { residency } = engine
  const shape = job.layout.output(job.shard)
  const program = await preparedProgram(engine, job)
  const workBytes = inputs.reduce((sum, { plan }) => sum + bytesOfPart(plan, 0), 0)
  const output = residency.output(shape, workBytes)
  try {
    const columns = Math.ceil(shape.rowBytes / WORD_BYTES)
    // Shards are blocks of rows, all but the last as long as the first.
    const firstRow = job.shard * job.layout.output(0).rows
    const submits = openSubmits(engine.submits, check)
    const state: RunState = { ...run, program, output, columns, firstRow, submits }
    for (const block of blocksOf(state)) {
      const operands = operandsOf(state, block)
      await residency.load(operands, { flush: () => submits.flush(), check })
      await computeBlock(state, block, operands)
    }
    await submits.flush()
    return output
  } catch (error) {
    residency.free(output)
    throw error
  }
}

/** Cuts the output where a part of it or of an input ends. Neighbours share all operands but one. */
function* blocksOf({ output, inputs, columns, firstRow, job, program }: RunState): Generator<Block> {
  const used = (use: InputUse) => inputs.filter((_, i) => program.inputs[i] === use)
  const rowEdges = [{ size: output.plan.partRows, shift: 0 }]
  for (const { plan } of used('rows')) rowEdges.push({ size: plan.partRows, shift: firstRow })
  const columnEdges = used('columns').map(({ plan }) => ({ size: plan.partRows, shift: 0 }))
  const columnRanges = cut(columns, columnEdges, MAX_GROUPS * program.tile.columns)
  for (const rows of cut(job.layout.output(job.shard).rows, rowEdges, MAX_GROUPS * program.tile.rows)) {
    for (const range of columnRanges) yield { rows, columns: range }
    columnRanges.reverse()
  }
}

/** 0 … count − 1 in ranges of at most `most` that cross no multiple of an edge's size, counted from −shift. */
function cut(count: number, edges: readonly { size: number; shift: number }[], most: number): RowRange[] {
  const ranges: RowRange[] = []
  for (let first = 0; first < count;) {
    const ends = edges.map(({ size, shift }) => (Math.floor((first + shift) / size) + 1) * size - shift)
    const end = Math.min(count, first + most, ...ends)
    ranges.push({ first, count: end - first })
    first = end
  }
  return ranges
}

/** The rows of every input that a block needs. */
function operandsOf({ inputs, program, firstRow }: RunState, { rows, columns }: Block): PartRows[] {
  return inputs.map((tensor, i) => {
    const use = program.inputs[i] as InputUse
    const wanted = {
      rows: { first: firstRow + rows.first, count: rows.count },
      columns,
      whole: { first: 0, count: tensor.shape.rows },
    }[use]
    return { tensor, part: Math.floor(wanted.first / tensor.plan.partRows), rows: wanted }
  })
}

/** Adds the dispatches of a block, each sized by the measured speed to fit a submit. */
async function computeBlock(state: RunState, block: Block, operands: readonly PartRows[]): Promise<void> {
  const { job, program, submits, columns } = state
  const { tile, pipeline } = program
  const cellCost = job.kernel.rowCost(job) / columns
  const { rows, columns: range } = block
  for (let column = 0; column < range.count;) {
    const most = submits.capacity(pipeline) / cellCost / tile.rows
    const across = Math.min(range.count - column, wholeTiles(most, tile.columns))
    for (let row = 0; row < rows.count;) {
      const down = Math.min(rows.count - row, wholeTiles(submits.capacity(pipeline) / cellCost / across, tile.rows))
      const piece = {
        rows: { first: rows.first + row, count: down },
        columns: { first: range.first + column, count: across },
      }
      await submits.add(stepOf(state, piece, operands))
      row += down
    }
    column += across
  }
}

/** The most whole tiles in `most`, but at least one. */
function wholeTiles(most: number, tile: number): number {
  return Math.max(1, Math.floor(most / tile)) * tile
}

function stepOf(state: RunState, { rows, columns }: Block, operands: readonly PartRows[]) {
  const { job, program, output, firstRow } = state
  const { plan } = output
  const part = Math.floor(rows.first / plan.partRows)
  const places = operands.flatMap(({ tensor, part: inputPart }, i) => {
    const wanted = { rows: firstRow + rows.first, columns: columns.first, whole: 0 }[program.inputs[i] as InputUse]
    return [wanted - rowsOfPart(tensor.plan, inputPart).first, tensor.plan.stride / VECTOR_BYTES]
  })
  const top = rowsOfPart(plan, part).first
  const place = [rows.count, columns.count, rows.first - top, columns.first, plan.stride / WORD_BYTES, top]
  return {
    pipeline: program.pipeline,
    bindings: [bufferOf({ tensor: output, part }), ...operands.map(bufferOf)],
    words: Uint32Array.of(...place, ...places, ...program.constants),
    groups: [Math.ceil(columns.count / program.tile.columns), Math.ceil(rows.count / program.tile.rows)] as const,
    cost: (job.kernel.rowCost(job) * rows.count * columns.count) / state.columns,
  }
}
