import { TensorDataError } from '../errors.js'
import type { Hex } from '../hex.js'
import type { OpeningRequest } from './commitment.js'
import { keptNodes } from './kept-nodes.js'
import type { TensorShape } from './shape.js'
import type { RowRange } from './source.js'
import { treeOf } from './tree.js'

/**
 * The commitment to a tensor: leaf = keccak256(bytes ‖ "LEAF"), node = keccak256(left ‖ right), row r filling the
 * leaves r · 2^rl … (r + 1) · 2^rl − 1. The tree keeps its upper levels only, and reads `data` again whenever rows,
 * leaves or paths are asked for: do not change the array while the tree is used.
 */
export interface MerkleTree {
  readonly root: Hex
  readonly shape: TensorShape
  /** Row r as stored: padded with zeros to 2^(ll + rl) bytes, lanes reversed where the shape says so. */
  row(r: number): Uint8Array
  /** Leaf i as stored: 2^ll bytes; leaves of padding rows are zero. */
  leaf(i: number): Uint8Array
  /** The hl siblings above row r's subtree, from the row up, 32 bytes each. Padding rows have paths too. */
  pathOfRow(r: number): Uint8Array
  /** The hl + rl siblings above leaf i, from the leaf up, 32 bytes each. */
  pathOfLeaf(i: number): Uint8Array
}

/**
 * Commits to `data`: rows · rowBytes bytes, row-major, without padding, in natural order of lanes.
 * Throws `TENSOR_DATA` when the number of bytes differs. Time is linear in the padded size; memory is a node for each 64
 * leaves at most.
 *
 * @example
 * const shape = tensorShape({ rows: 3, cols: 5, elementBytes: 1, role: 'input' })
 * const tree = merkleTree(shape, new Uint8Array(15).fill(7))
 * console.log(tree.root, tree.pathOfRow(2).length) // 0x… 64
 */
export function merkleTree(shape: TensorShape, data: Uint8Array): MerkleTree {
  const need = shape.rows * shape.rowBytes
  if (data.length !== need) throw new TensorDataError({ tensor: 'data', have: data.length, need })
  const bytesOf = ({ first, count }: RowRange) =>
    data.subarray(first * shape.rowBytes, (first + count) * shape.rowBytes)
  const kept = keptNodes(shape, { first: 0, count: shape.rows })
  for (const rows of kept.reads) kept.add(rows, bytesOf(rows))
  const { root, plan } = treeOf(shape, kept.nodes)
  const bytes = (request: OpeningRequest) => {
    const opening = plan(request)
    return opening.bytes(opening.bytesRows && bytesOf(opening.bytesRows))
  }
  const path = (request: OpeningRequest) => {
    const opening = plan(request)
    return opening.path(opening.pathRows && bytesOf(opening.pathRows))
  }
  return {
    root,
    shape,
    row: (row) => bytes({ row }),
    leaf: (leaf) => bytes({ leaf }),
    pathOfRow: (row) => path({ row }),
    pathOfLeaf: (leaf) => path({ leaf }),
  }
}

/** The root of `merkleTree(shape, data)`. Throws `TENSOR_DATA` when the number of bytes differs. */
export function tensorRoot(shape: TensorShape, data: Uint8Array): Hex {
  return merkleTree(shape, data).root
}
