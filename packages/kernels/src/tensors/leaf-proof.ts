import type { Hex } from '../hex.js'
import type { Verdict } from '../verdict.js'
import { HASH_BYTES } from './hasher.js'
import { isPaddingLeaf } from './leaves.js'
import type { TensorShape } from './shape.js'
import { verifyOpening } from './verify-opening.js'

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
  const opening = { bytes: proof.subarray(0, leafBytes), path: proof.subarray(leafBytes) }
  return verifyOpening({ root, shape, request: { leaf: Number(leaf) }, opening }) ? opening.bytes : undefined
}

/** The verdict on a leaf of pure padding: 'correct' iff it is zero. */
export function checkPadding(claim: LeafClaim): Verdict {
  if (!isPaddingLeaf(claim.shape, claim.leaf)) return 'invalid'
  const bytes = openLeaf(claim)
  if (bytes === undefined) return 'invalid'
  return isZero(bytes) ? 'correct' : 'wrong'
}

/** The verdict on an element whose right bytes are `value`, `offset` bytes into its leaf: 'correct' iff they are there and all padding is zero. */
export function checkValue(claim: LeafClaim, { offset, value }: { offset: number; value: Uint8Array }): Verdict {
  const bytes = openLeaf(claim)
  if (bytes === undefined) return 'invalid'
  const isRight = value.every((byte, i) => bytes[offset + i] === byte)
  return isRight && isZero(paddingOf(claim.shape, Number(claim.leaf), bytes)) ? 'correct' : 'wrong'
}

/** The bytes of a leaf behind those of its elements. */
export function paddingOf(shape: TensorShape, leaf: number, bytes: Uint8Array): Uint8Array {
  const firstByte = (leaf % 2 ** shape.rl) * 2 ** shape.ll
  return bytes.subarray(Math.min(bytes.length, shape.rowBytes - firstByte))
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}
