import { concatBytes } from '@noble/hashes/utils.js'
import { TensorDataError, TensorIndexError } from '../errors.js'
import { toHex, type Hex } from '../hex.js'
import { HASHER_INPUT_BYTES, sharedHasher, type Hasher } from './hasher.js'
import type { TensorShape } from './shape.js'
import { storedPiece } from './stored-piece.js'
import { zeroNodes } from './zero-nodes.js'

const HASH_BYTES = 32

/**
 * The commitment to a tensor: leaf = keccak256(bytes ‖ "LEAF"), node = keccak256(left ‖ right), row r filling the
 * leaves r · 2^rl … (r + 1) · 2^rl − 1. The tree keeps every level but no padding rows, and reads `data` again whenever
 * rows or leaves are asked for: do not change the array while the tree is used.
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
 * Throws `TENSOR_DATA` when the number of bytes differs. Time and memory are linear in the padded size.
 *
 * @example
 * const shape = tensorShape({ rows: 3, cols: 5, elementBytes: 1, role: 'input' })
 * const tree = merkleTree(shape, new Uint8Array(15).fill(7))
 * console.log(tree.root, tree.pathOfRow(2).length) // 0x… 64
 */
export function merkleTree(shape: TensorShape, data: Uint8Array): MerkleTree {
  const need = shape.rows * shape.rowBytes
  if (data.length !== need) throw new TensorDataError({ tensor: 'data', have: data.length, need })
  const hasher = sharedHasher()
  const zeros = zeroNodes(shape)
  const levels = hashLevels({ shape, data, hasher, zeros })
  const node = (level: number, index: number): Uint8Array => {
    const nodes = levels[level] as Uint8Array
    const start = index * HASH_BYTES
    return start < nodes.length ? nodes.subarray(start, start + HASH_BYTES) : (zeros[level] as Uint8Array)
  }
  const path = (fromLevel: number, index: number): Uint8Array => {
    const siblings: Uint8Array[] = []
    for (let level = fromLevel, i = index; level < shape.depth; level++, i = Math.floor(i / 2)) {
      siblings.push(node(level, i % 2 === 0 ? i + 1 : i - 1))
    }
    return concatBytes(...siblings)
  }
  return {
    root: toHex(node(shape.depth, 0)),
    shape,
    row: (r) =>
      storedBytes({
        shape,
        data,
        start: at('row', r, 2 ** shape.hl) * shape.paddedRowBytes,
        length: shape.paddedRowBytes,
      }),
    leaf: (i) =>
      storedBytes({ shape, data, start: at('leaf', i, 2 ** shape.depth) * 2 ** shape.ll, length: 2 ** shape.ll }),
    pathOfRow: (r) => path(shape.rl, at('row', r, 2 ** shape.hl)),
    pathOfLeaf: (i) => path(0, at('leaf', i, 2 ** shape.depth)),
  }
}

/** The root of `merkleTree(shape, data)`. Throws `TENSOR_DATA` when the number of bytes differs. */
export function tensorRoot(shape: TensorShape, data: Uint8Array): Hex {
  return merkleTree(shape, data).root
}

function at(what: 'row' | 'leaf', index: number, count: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= count) throw new TensorIndexError({ what, index, count })
  return index
}

interface StoredRange {
  readonly shape: TensorShape
  readonly data: Uint8Array
  /** First byte, counted in padded rows. */
  readonly start: number
  readonly length: number
}

/** Writes bytes start … start + length − 1 of the padded rows to `target`, lanes in natural order. */
function copyPadded({ shape, data, start, length }: StoredRange, target: Uint8Array): void {
  const { rowBytes, paddedRowBytes } = shape
  if (rowBytes === paddedRowBytes) {
    const piece = data.subarray(start, start + length)
    target.set(piece)
    target.fill(0, piece.length, length)
    return
  }
  target.fill(0, 0, length)
  const firstRow = Math.floor(start / paddedRowBytes)
  const endRow = Math.min(shape.rows, Math.ceil((start + length) / paddedRowBytes))
  for (let row = firstRow; row < endRow; row++) {
    const from = Math.max(0, start - row * paddedRowBytes)
    const to = Math.min(rowBytes, start + length - row * paddedRowBytes)
    if (from < to)
      target.set(data.subarray(row * rowBytes + from, row * rowBytes + to), row * paddedRowBytes + from - start)
  }
}

function storedBytes(range: StoredRange): Uint8Array {
  const bytes = new Uint8Array(range.length)
  copyPadded(range, bytes)
  return storedPiece(range.shape, bytes, range.length)
}

interface LevelsInput {
  readonly shape: TensorShape
  readonly data: Uint8Array
  readonly hasher: Hasher
  readonly zeros: readonly Uint8Array[]
}

/** levels[i] holds the nodes i above the leaves that are not wholly padding rows. */
function hashLevels({ shape, data, hasher, zeros }: LevelsInput): Uint8Array[] {
  const levels = [hashLeaves({ shape, data, hasher })]
  for (let level = 0; level < shape.depth; level++) {
    levels.push(hashNodes(levels[level] as Uint8Array, zeros[level] as Uint8Array, hasher))
  }
  return levels
}

function hashLeaves({ shape, data, hasher }: Omit<LevelsInput, 'zeros'>): Uint8Array {
  const count = shape.rows * 2 ** shape.rl
  const leafBytes = 2 ** shape.ll
  const leavesAtOnce = HASHER_INPUT_BYTES / leafBytes
  const hashes = new Uint8Array(count * HASH_BYTES)
  for (let first = 0; first < count; first += leavesAtOnce) {
    const some = Math.min(leavesAtOnce, count - first)
    copyPadded({ shape, data, start: first * leafBytes, length: some * leafBytes }, hasher.input)
    if (shape.laneReversed) hasher.reverseLanes(some * leafBytes)
    hashes.set(hasher.leaves(some, shape.ll), first * HASH_BYTES)
  }
  return hashes
}

function hashNodes(below: Uint8Array, zero: Uint8Array, hasher: Hasher): Uint8Array {
  const count = Math.ceil(below.length / (2 * HASH_BYTES))
  const nodesAtOnce = HASHER_INPUT_BYTES / (2 * HASH_BYTES)
  const hashes = new Uint8Array(count * HASH_BYTES)
  for (let first = 0; first < count; first += nodesAtOnce) {
    const some = Math.min(nodesAtOnce, count - first)
    const pairs = below.subarray(first * 2 * HASH_BYTES, (first + some) * 2 * HASH_BYTES)
    hasher.input.set(pairs)
    if (pairs.length < some * 2 * HASH_BYTES) hasher.input.set(zero, pairs.length)
    hashes.set(hasher.nodes(some), first * HASH_BYTES)
  }
  return hashes
}
