import type { ShardJob } from '../kernel.js'
import type { RowRange } from '../tensors/source.js'

/** Of the first block, in the units of `rowCost`; later ones follow the measured speed. */
const FIRST_BLOCK_COST = 2 ** 27
const MAX_GROWTH = 4
/** Bytes of the output that one block computes; a row may be longer. */
const MAX_BLOCK_BYTES = 2 ** 24
/** Of its target, the least that a block near the end may take: cutting finer costs more than waiting for it. */
const LEAST_PART = 1 / 16

/** How fast rows are computed, in units of `rowCost`. */
export interface Pace {
  /** Milliseconds that a block should take. */
  readonly targetMs: number
  /** Cost of a block that takes so long on one thread. */
  blockCost: number
}

export function newPace(targetMs: number): Pace {
  return { targetMs, blockCost: FIRST_BLOCK_COST }
}

/** The rows of a shard's output, cut into blocks as they are asked for. */
export interface RowBlocks {
  /** The next block; undefined after the last. */
  next(): RowRange | undefined
  /** Tells how long a block took: later ones are as much longer or shorter. */
  took(rows: RowRange, ms: number): void
}

/** Whom a shard is cut for. */
export interface BlockUse {
  readonly threads: number
  /** The rows that are cut; all of them when left out. */
  readonly of?: RowRange | undefined
  /** Rows that a block on one thread has even if they take longer than the pace allows. */
  readonly leastRows?: number
}

/** Cuts a shard: for several threads blocks get shorter towards the end, so that all end at about the same time. */
export function rowBlocks(job: ShardJob, pace: Pace, { threads, of, leastRows = 1 }: BlockUse): RowBlocks {
  const { rows, rowBytes } = job.layout.output(job.shard)
  const { first: from, count: all } = of ?? { first: 0, count: rows }
  const rowCost = job.kernel.rowCost(job)
  const mostRows = Math.floor(MAX_BLOCK_BYTES / rowBytes)
  let first = from
  return {
    next() {
      const left = from + all - first
      if (left === 0) return undefined
      const target = Math.floor(pace.blockCost / rowCost)
      const fair = threads === 1 ? left : Math.max(Math.ceil(left / (2 * threads)), Math.floor(target * LEAST_PART))
      const count = Math.max(1, Math.min(left, mostRows, Math.max(leastRows, Math.min(target, fair))))
      const block = { first, count }
      first += count
      return block
    },
    took({ count }, ms) {
      const growth = pace.targetMs / Math.max(1, ms)
      pace.blockCost = Math.max(1, count * rowCost * Math.min(MAX_GROWTH, growth))
    },
  }
}
