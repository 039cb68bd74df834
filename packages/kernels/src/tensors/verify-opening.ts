import { keccak_256 } from '@noble/hashes/sha3.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { toHex, type Hex } from '../hex.js'
import type { Opening, OpeningRequest } from './commitment.js'
import { HASH_BYTES } from './hasher.js'
import type { TensorShape } from './shape.js'

const LEAF_SUFFIX = new TextEncoder().encode('LEAF')

/** Which part of which tensor an opening claims to be. */
export interface ClaimedOpening {
  readonly root: Hex
  readonly shape: TensorShape
  readonly request: OpeningRequest
  readonly opening: Opening
}

/**
 * True when the opening is that part of the tensor with that root.
 *
 * @example
 * const shape = tensorShape({ rows: 3, cols: 5, elementBytes: 1, role: 'input' })
 * const { root, open } = await commitTensor(bytesSource(shape, new Uint8Array(15).fill(7)))
 * const [opening] = await open([{ row: 2 }])
 * console.log(opening && verifyOpening({ root, shape, request: { row: 2 }, opening })) // true
 */
export function verifyOpening({ root, shape, request, opening }: ClaimedOpening): boolean {
  return openingRoot(shape, request, opening) === root
}

/** The root that an opening leads to; undefined when its place or its lengths are not those of the shape. */
export function openingRoot(
  { ll, rl, hl, depth }: TensorShape,
  request: OpeningRequest,
  { bytes, path }: Opening,
): Hex | undefined {
  const [index, level, places] = 'row' in request ? [request.row, rl, 2 ** hl] : [request.leaf, 0, 2 ** depth]
  const isPlace = Number.isInteger(index) && index >= 0 && index < places
  if (!isPlace || bytes.length !== 2 ** (ll + level) || path.length !== (depth - level) * HASH_BYTES) return undefined
  return climb(partRoot(bytes, ll), index, path)
}

/** The root of the subtree over some leaves, a power of two of them. */
function partRoot(bytes: Uint8Array, ll: number): Uint8Array {
  const leafBytes = 2 ** ll
  let nodes = Array.from({ length: bytes.length / leafBytes }, (_, i) =>
    keccak_256(concatBytes(bytes.subarray(i * leafBytes, (i + 1) * leafBytes), LEAF_SUFFIX)),
  )
  while (nodes.length > 1) {
    const below = nodes
    nodes = Array.from({ length: below.length / 2 }, (_, i) =>
      keccak_256(concatBytes(below[2 * i] as Uint8Array, below[2 * i + 1] as Uint8Array)),
    )
  }
  return nodes[0] as Uint8Array
}

/** The root above `node`, at position `index`, with `path` as its siblings from the bottom up. */
function climb(node: Uint8Array, index: number, path: Uint8Array): Hex {
  let current = node
  let position = index
  for (let offset = 0; offset < path.length; offset += HASH_BYTES) {
    const sibling = path.subarray(offset, offset + HASH_BYTES)
    current = keccak_256(position % 2 === 0 ? concatBytes(current, sibling) : concatBytes(sibling, current))
    position = Math.floor(position / 2)
  }
  return toHex(current)
}
