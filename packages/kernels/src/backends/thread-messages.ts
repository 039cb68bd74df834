import type { SearchSlice } from '../search-slice.js'
import type { TensorShape } from '../tensors/shape.js'
import type { RowRange, TensorOrigin } from '../tensors/source.js'

/** A tensor as it is named to a thread. */
export interface SharedTensor {
  readonly shape: TensorShape
  readonly origin: TensorOrigin
}

interface Stoppable {
  /** Not 0 once the work was cancelled. */
  readonly stop: SharedArrayBuffer
}

interface Work extends Stoppable {
  /** The same for all blocks of one run or commitment: sources stay open between them. */
  readonly work: number
  readonly rows: RowRange
}

/** Compute rows of a shard's output, into their place in `output`. */
export interface RowsTask extends Work {
  readonly type: 'rows'
  readonly kernelId: number
  /** The kernel's decoded parameters. */
  readonly params: unknown
  readonly shards: number
  readonly shard: number
  readonly inputs: readonly SharedTensor[]
  readonly output: SharedArrayBuffer
  /** The row with which `output` begins. */
  readonly firstRow: number
}

/** Hash rows up to the kept level, into `nodes`. */
export interface HashTask extends Work {
  readonly type: 'hash'
  readonly tensor: SharedTensor
  readonly nodes: SharedArrayBuffer
  /** Where the first of these rows' nodes goes. */
  readonly nodesAt: number
}

/** Try candidates of a shard; the least number of an answer so far, counted from the whole search's `from`, is in `found`. */
export interface SearchTask extends Stoppable {
  readonly type: 'search'
  readonly kernelId: number
  readonly slice: SearchSlice
  /** Candidates of the search that come before these. */
  readonly before: number
  readonly found: SharedArrayBuffer
}

/** Answer: the thread is there. */
export interface StartTask {
  readonly type: 'start'
}

export type ThreadTask = RowsTask | HashTask | SearchTask | StartTask

/** Close what the last work opened; not answered. */
export interface EndMessage {
  readonly type: 'end'
}

/** What a thread answers: how long it took, or why it failed. */
export type ThreadAnswer = { readonly ms: number } | { readonly failed: string }
