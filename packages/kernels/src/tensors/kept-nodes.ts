import type { TensorShape } from './shape.js'
import type { RowRange } from './source.js'
import { HASH_BYTES } from './hasher.js'
import { blockLeaves, keptLevel, subtreeRoots, type LeafRange } from './subtrees.js'

/** The nodes of the kept level, filled piece by piece. */
export interface KeptNodes {
  readonly nodes: Uint8Array
  /** The rows to read one after another; together they are all rows asked for. */
  readonly reads: Iterable<RowRange>
  /** Hashes what was read for `rows`. */
  add(rows: RowRange, bytes: Uint8Array): void
}

/** Rows that are hashed at once, for tensors with rows no longer than a block; 1 for others. */
export function blockRows(shape: TensorShape): number {
  return Math.max(1, blockLeaves(shape) / 2 ** shape.rl)
}

/** Bytes of the kept nodes of some rows, which begin at a multiple of `blockRows`. */
export function keptBytes(shape: TensorShape, { count }: RowRange): number {
  return Math.ceil((count * 2 ** shape.rl) / 2 ** keptLevel(shape)) * HASH_BYTES
}

/** The kept nodes above some rows, which begin at a multiple of `blockRows` and end at one or with the last row. */
export function keptNodes(shape: TensorShape, rows: RowRange): KeptNodes {
  const nodes = new Uint8Array(keptBytes(shape, rows))
  const level = keptLevel(shape)
  const firstLeaf = rows.first * 2 ** shape.rl
  return {
    nodes,
    reads: ranges(rows, blockRows(shape)),
    add(read, bytes) {
      for (const leaves of blocksOf(shape, read)) {
        const roots = subtreeRoots(shape, { ...leaves, level }, bytes)
        nodes.set(roots, ((leaves.first - firstLeaf) / 2 ** level) * HASH_BYTES)
      }
    },
  }
}

function* ranges({ first, count }: RowRange, most: number): Iterable<RowRange> {
  for (let done = 0; done < count; done += most) yield { first: first + done, count: Math.min(most, count - done) }
}

/** The blocks of leaves in some rows: one of whole rows, or several of one row. */
function* blocksOf(shape: TensorShape, { first, count }: RowRange): Iterable<LeafRange> {
  yield* ranges({ first: first * 2 ** shape.rl, count: count * 2 ** shape.rl }, blockLeaves(shape))
}
