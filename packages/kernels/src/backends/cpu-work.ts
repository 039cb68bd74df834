import type { RowComputer, ShardJob } from '../kernel.js'
import type { Check } from '../tensors/commit-tensor.js'
import type { TensorSource } from '../tensors/source.js'
import { rowBlocks, type Pace } from './row-blocks.js'

/** Looks at the check whenever rows are read: work that takes long ends between its reads. */
export function checkedSource(source: TensorSource, check: Check): TensorSource {
  return {
    shape: source.shape,
    read: (rows) => {
      check()
      return source.read(rows)
    },
  }
}

/** One shard to compute into `output`. */
export interface ShardRun {
  readonly job: ShardJob
  readonly sources: readonly TensorSource[]
  readonly output: Uint8Array
  readonly check: Check
}

/** Computes all rows on this thread, with a turn of the event loop between blocks. */
export async function computeHere({ job, sources, output, check }: ShardRun, computer: RowComputer, pace: Pace) {
  const inputs = sources.map((source) => checkedSource(source, check))
  const { rowBytes } = job.layout.output(job.shard)
  const blocks = rowBlocks(job, pace, { threads: 1, leastRows: computer.leastRows ?? 1 })
  for (let rows = blocks.next(); rows !== undefined; rows = blocks.next()) {
    await new Promise((resolve) => setTimeout(resolve, 0))
    check()
    const started = performance.now()
    output.set(await computer.rows(job, inputs, rows), rows.first * rowBytes)
    check()
    blocks.took(rows, performance.now() - started)
  }
}
