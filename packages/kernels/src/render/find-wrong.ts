import type { FlatKernel, RowComputer, ShardJob } from '../kernel.js'
import type { RowRange, TensorSource } from '../tensors/source.js'
import type { RenderParams } from './params.js'
import { renderReferenceRows } from './reference-rows.js'
import { openRenderWasm } from './wasm-rows.js'

/** Cost of the pixels that are drawn again at a time, and of all of them: some seconds. */
const BLOCK_COST = 2 ** 24
const MOST_COST = 2 ** 31

/**
 * Draws the output again, since an image has no shortcut, and finds the first pixel that differs. Of outputs that cost
 * more than 2^31 iterations it draws rows drawn by lot; `errorProbability` is then the part of the rows that was left out.
 */
export async function findWrongPixel(
  job: ShardJob<RenderParams>,
  _inputs: readonly TensorSource[],
  output: TensorSource,
): ReturnType<FlatKernel['findWrong']> {
  const computer = await fastestRows()
  const { rows } = output.shape
  const rowCost = job.kernel.rowCost(job)
  const most = Math.min(rows, Math.max(1, Math.floor(MOST_COST / rowCost)))
  const block = Math.min(most, Math.max(1, Math.floor(BLOCK_COST / rowCost)))
  for (const range of most < rows ? lots(rows, most) : blocks(rows, block)) {
    const wrong = await firstDifference({ job, computer, output }, range)
    if (wrong !== undefined) return { wrongElement: wrong, errorProbability: 0 }
    await turn()
  }
  return { wrongElement: undefined, errorProbability: 1 - most / rows }
}

function blocks(rows: number, block: number): RowRange[] {
  return Array.from({ length: Math.ceil(rows / block) }, (_, i) => {
    return { first: i * block, count: Math.min(block, rows - i * block) }
  })
}

/** One row each, of every stretch of rows / count of them: no device can know which. */
function lots(rows: number, count: number): RowRange[] {
  const dice = crypto.getRandomValues(new Uint32Array(count))
  return Array.from(dice, (value, i) => {
    const [from, to] = [Math.floor((i * rows) / count), Math.floor(((i + 1) * rows) / count)]
    return { first: from + (value % (to - from)), count: 1 }
  })
}

interface Looking {
  readonly job: ShardJob<RenderParams>
  readonly computer: RowComputer<RenderParams>
  readonly output: TensorSource
}

async function firstDifference({ job, computer, output }: Looking, range: RowRange): Promise<bigint | undefined> {
  const [have, need] = [await output.read(range), await computer.rows(job, [], range)]
  const byte = need.findIndex((value, at) => have[at] !== value)
  return byte < 0 ? undefined : BigInt(range.first) * BigInt(job.params.width) + BigInt(byte >> 2)
}

async function fastestRows(): Promise<RowComputer<RenderParams>> {
  return openRenderWasm().catch(() => renderReferenceRows)
}

/** Lets other events run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
