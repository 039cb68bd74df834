import { concatBytes } from '@noble/hashes/utils.js'
import { TensorIndexError } from '../errors.js'
import { toHex, type Hex } from '../hex.js'
import type { OpeningRequest } from './commitment.js'
import type { TensorShape } from './shape.js'
import type { RowRange } from './source.js'
import { storedPiece } from './stored-piece.js'
import { innerPath, keptLevel, leavesOfRows, rowsOfLeaves, type LeafRange } from './subtrees.js'
import { upperTree } from './upper-tree.js'
import { zeroNodes } from './zero-nodes.js'

/** A tree whose lower levels are hashed again from the tensor's rows when a part is opened. */
export interface Tree {
  readonly root: Hex
  /** How a part is opened. Throws `TENSOR_INDEX`. */
  plan(request: OpeningRequest): OpeningPlan
}

/** Two readings of rows and what follows from each. Without rows there is nothing but padding. */
export interface OpeningPlan {
  readonly bytesRows: RowRange | undefined
  /** The part as stored, from the bytes of `bytesRows`. */
  bytes(rows: Uint8Array | undefined): Uint8Array
  readonly pathRows: RowRange | undefined
  /** The part's path, from the bytes of `pathRows`. */
  path(rows: Uint8Array | undefined): Uint8Array
}

/** The tree over the nodes of `keptLevel`, 32 bytes each, those of padding left out. */
export function treeOf(shape: TensorShape, nodes: Uint8Array): Tree {
  const level = keptLevel(shape)
  const upper = upperTree(shape, { level, nodes })
  return {
    root: toHex(upper.root),
    plan(request) {
      const { from, index } = placeOf(shape, request)
      const outer = upper.path(Math.max(from, level), Math.floor(index / 2 ** Math.max(0, level - from)))
      const leaves = subtreeLeaves(shape, { from, index, to: level })
      return {
        ...planBytes(shape, { from, index }),
        pathRows: leaves && rowsOfLeaves(shape, leaves),
        path: (rows) => concatBytes(innerOf(shape, { from, index, to: level, leaves, rows }), outer),
      }
    },
  }
}

/** A node by its level and its index there. */
interface Place {
  readonly from: number
  readonly index: number
}

function placeOf(shape: TensorShape, request: OpeningRequest): Place {
  if ('row' in request) return { from: shape.rl, index: indexIn('row', request.row, 2 ** shape.hl) }
  return { from: 0, index: indexIn('leaf', request.leaf, 2 ** shape.depth) }
}

/** `index`, if it is one of `count`. Throws `TENSOR_INDEX`. */
export function indexIn(what: 'row' | 'leaf', index: number, count: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= count) throw new TensorIndexError({ what, index, count })
  return index
}

/** The leaves below level `to` around a node that are no padding rows; undefined when there are none, or the node is not below. */
function subtreeLeaves(shape: TensorShape, { from, index, to }: Place & { to: number }): LeafRange | undefined {
  if (from >= to) return undefined
  const first = Math.floor(index / 2 ** (to - from)) * 2 ** to
  const count = Math.min(2 ** to, leavesOfRows(shape) - first)
  return count > 0 ? { first, count } : undefined
}

interface Inner extends Place {
  readonly to: number
  readonly leaves: LeafRange | undefined
  readonly rows: Uint8Array | undefined
}

function innerOf(shape: TensorShape, { leaves, rows, ...place }: Inner): Uint8Array {
  if (place.from >= place.to) return new Uint8Array(0)
  if (leaves !== undefined && rows !== undefined) return innerPath(shape, { ...place, leaves }, rows)
  return concatBytes(...zeroNodes(shape).slice(place.from, place.to))
}

function planBytes(shape: TensorShape, { from, index }: Place): Pick<OpeningPlan, 'bytes' | 'bytesRows'> {
  const { ll, rl, rows, rowBytes } = shape
  const length = 2 ** (ll + from)
  const row = Math.floor(index / 2 ** (rl - from))
  const start = (index % 2 ** (rl - from)) * length
  return {
    bytesRows: row < rows ? { first: row, count: 1 } : undefined,
    bytes: (bytes = new Uint8Array(0)) =>
      storedPiece(shape, bytes.subarray(start, Math.min(rowBytes, start + length)), length),
  }
}
