import { keccak_256 } from '@noble/hashes/sha3.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { toHex, type Hex } from '../hex.js'
import type { Verdict } from '../verdict.js'
import { isPaddingLeaf } from './leaves.js'
import type { TensorShape } from './shape.js'

const HASH_BYTES = 32
const LEAF_SUFFIX = new TextEncoder().encode('LEAF')

/** What a leaf is committed by. */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return keccak_256(concatBytes(bytes, LEAF_SUFFIX))
}

/** The root above `node`, at position `index`, with `path` as its siblings from the bottom up. */
export function climb(node: Uint8Array, index: number, path: Uint8Array): Hex {
  let current = node
  let position = index
  for (let offset = 0; offset < path.length; offset += HASH_BYTES) {
    const sibling = path.subarray(offset, offset + HASH_BYTES)
    current = keccak_256(position % 2 === 0 ? concatBytes(current, sibling) : concatBytes(sibling, current))
    position = Math.floor(position / 2)
  }
  return toHex(current)
}

/** A leaf of an output with its path, and the root that it should lead to. */
export interface LeafClaim {
  readonly shape: TensorShape
  readonly leaf: bigint
  readonly proof: Uint8Array
  readonly root: Hex
}

/** The leaf that a proof opens, or undefined when it is of another length or leads to another root. */
export function openLeaf({ shape, leaf, proof, root }: LeafClaim): Uint8Array | undefined {
  const leafBytes = 2 ** shape.ll
  if (proof.length !== leafBytes + shape.depth * HASH_BYTES) return undefined
  const bytes = proof.subarray(0, leafBytes)
  return climb(leafHash(bytes), Number(leaf), proof.subarray(leafBytes)) === root ? bytes : undefined
}

/** The verdict on a leaf of pure padding: 'correct' iff it is zero. */
export function checkPadding(claim: LeafClaim): Verdict {
  if (!isPaddingLeaf(claim.shape, claim.leaf)) return 'invalid'
  const bytes = openLeaf(claim)
  if (bytes === undefined) return 'invalid'
  return isZero(bytes) ? 'correct' : 'wrong'
}

/** The bytes of a leaf behind those of its elements. */
export function paddingOf(shape: TensorShape, leaf: number, bytes: Uint8Array): Uint8Array {
  const firstByte = (leaf % 2 ** shape.rl) * 2 ** shape.ll
  return bytes.subarray(Math.min(bytes.length, shape.rowBytes - firstByte))
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}
