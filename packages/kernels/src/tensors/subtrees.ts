import { HASH_BYTES, HASHER_INPUT_BYTES, sharedHasher, type Hasher } from './hasher.js'
import type { TensorShape } from './shape.js'
import type { RowRange } from './source.js'
import { zeroNodes } from './zero-nodes.js'

/** Leaves of the smallest subtree whose root is kept, as log2. */
const MIN_KEPT_LEVEL = 6
/** Most nodes of the kept level, as log2, for all tensors below 32 GiB: 2 MiB. */
const MAX_KEPT_LOG2 = 16

/** Leaves of a tensor that follow one another, none of them of a padding row: whole rows, or a part of one row. */
export interface LeafRange {
  readonly first: number
  readonly count: number
}

/** Leaves that lie in rows of the tensor: all but those of padding rows. */
export function leavesOfRows({ rows, rl }: TensorShape): number {
  return rows * 2 ** rl
}

/** Leaves that are hashed at once: a power of two. */
export function blockLeaves({ ll }: TensorShape): number {
  return HASHER_INPUT_BYTES / 2 ** ll
}

/** Nodes at this level and above are kept; what lies below is hashed again when it is opened. */
export function keptLevel(shape: TensorShape): number {
  const wanted = Math.max(MIN_KEPT_LEVEL, shape.depth - MAX_KEPT_LOG2)
  return Math.min(shape.depth, wanted, Math.log2(blockLeaves(shape)))
}

/** The rows that hold some leaves. */
export function rowsOfLeaves({ rl }: TensorShape, { first, count }: LeafRange): RowRange {
  const firstRow = Math.floor(first / 2 ** rl)
  return { first: firstRow, count: Math.ceil((first + count) / 2 ** rl) - firstRow }
}

/** Hashes of leaves on the way up. */
interface Climb {
  readonly hasher: Hasher
  readonly zeros: readonly Uint8Array[]
  level: number
  count: number
}

/**
 * The nodes of a level above some leaves, which begin at a multiple of 2^level and are at most a block: a view that the
 * next use of the hasher overwrites. `rows` holds the bytes of `rowsOfLeaves`.
 */
export function subtreeRoots(
  shape: TensorShape,
  { level, ...leaves }: LeafRange & { readonly level: number },
  rows: Uint8Array,
): Uint8Array {
  const climb = startAtLeaves(shape, leaves, rows)
  while (climb.level < level) rise(climb)
  return climb.hasher.nodes.subarray(0, climb.count * HASH_BYTES)
}

/** Siblings on the way up inside one subtree of some leaves. */
export interface InnerPath {
  /** The level of the node whose siblings are wanted, and its index among those of the tensor. */
  readonly from: number
  readonly index: number
  /** The level of the subtree's root. */
  readonly to: number
}

/** The siblings of a node inside its subtree, from the node up, 32 bytes each; `rows` holds the rows of `leaves`. */
export function innerPath(
  shape: TensorShape,
  { from, index, to, leaves }: InnerPath & { readonly leaves: LeafRange },
  rows: Uint8Array,
): Uint8Array {
  const climb = startAtLeaves(shape, leaves, rows)
  while (climb.level < from) rise(climb)
  const path = new Uint8Array((to - from) * HASH_BYTES)
  for (let inner = index % 2 ** (to - from); climb.level < to; inner = Math.floor(inner / 2)) {
    path.set(nodeOf(climb, inner % 2 === 0 ? inner + 1 : inner - 1), (climb.level - from) * HASH_BYTES)
    rise(climb)
  }
  return path
}

function startAtLeaves(shape: TensorShape, leaves: LeafRange, rows: Uint8Array): Climb {
  // Before the leaves are loaded, since this may use the hasher, too.
  const zeros = zeroNodes(shape)
  const hasher = sharedHasher()
  loadLeaves(hasher, shape, { leaves, rows })
  hasher.leaves(leaves.count, shape.ll)
  return { hasher, zeros, level: 0, count: leaves.count }
}

function loadLeaves(hasher: Hasher, shape: TensorShape, part: { leaves: LeafRange; rows: Uint8Array }): void {
  const { ll, rl, rowBytes, paddedRowBytes, laneReversed } = shape
  const { leaves, rows } = part
  const bytes = leaves.count * 2 ** ll
  if (bytes >= paddedRowBytes) {
    hasher.load(rows, rowBytes, paddedRowBytes)
  } else {
    const start = (leaves.first % 2 ** rl) * 2 ** ll
    const piece = new Uint8Array(bytes)
    piece.set(rows.subarray(start, Math.min(rowBytes, start + bytes)))
    hasher.load(piece, bytes, bytes)
  }
  if (laneReversed) hasher.reverseLanes(bytes)
}

/** The node with an index at the climb's level; beyond the last there is padding. */
function nodeOf({ hasher, zeros, level, count }: Climb, index: number): Uint8Array {
  if (index >= count) return zeros[level] as Uint8Array
  return hasher.nodes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
}

function rise(climb: Climb): void {
  const { hasher, zeros, level, count } = climb
  if (count % 2 === 1) hasher.nodes.set(zeros[level] as Uint8Array, count * HASH_BYTES)
  climb.count = Math.ceil(count / 2)
  climb.level++
  hasher.climb(climb.count)
}
