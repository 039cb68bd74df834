import type { FlatKernel, RowComputer, ShardJob } from '../kernel.js'
import type { TensorSource } from '../tensors/source.js'
import type { RenderParams } from './params.js'
import { renderReferenceRows } from './reference-rows.js'
import { openRenderWasm } from './wasm-rows.js'

/** Pixels that are compared at a time: memory stays bounded. */
const BLOCK_PIXELS = 2 ** 16

/** Draws the whole output again, since an image has no shortcut, and finds the first pixel that differs. */
export async function findWrongPixel(
  job: ShardJob<RenderParams>,
  _inputs: readonly TensorSource[],
  output: TensorSource,
): ReturnType<FlatKernel['findWrong']> {
  const computer = await fastestRows()
  const { width } = job.params
  const { rows } = output.shape
  const block = Math.max(1, Math.floor(BLOCK_PIXELS / width))
  for (let first = 0; first < rows; first += block) {
    const range = { first, count: Math.min(block, rows - first) }
    const [have, need] = [await output.read(range), await computer.rows(job, [], range)]
    const wrong = need.findIndex((byte, at) => have[at] !== byte)
    if (wrong >= 0) return { wrongElement: BigInt(first) * BigInt(width) + BigInt(wrong >> 2), errorProbability: 0 }
    await turn()
  }
  return { wrongElement: undefined, errorProbability: 0 }
}

async function fastestRows(): Promise<RowComputer<RenderParams>> {
  return openRenderWasm().catch(() => renderReferenceRows)
}

/** Lets other events run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
