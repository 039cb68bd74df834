import type { Hex } from '../hex.js'
import type { TensorShape } from './shape.js'

/** What is opened: a whole row with its leaves, or one leaf. Padding rows and padding leaves can be opened, too. */
export type OpeningRequest = { readonly row: number } | { readonly leaf: number }

/** A part of a tensor with the proof of its place. */
export interface Opening {
  /** As stored: a row padded with zeros to 2^(ll + rl) bytes or a leaf of 2^ll bytes, lanes reversed where the shape says so. */
  readonly bytes: Uint8Array
  /** The siblings from the part up, 32 bytes each: hl of a row, hl + rl of a leaf. */
  readonly path: Uint8Array
}

/**
 * The commitment to a tensor: leaf = keccak256(bytes ‖ "LEAF"), node = keccak256(left ‖ right), row r filling the
 * leaves r · 2^rl … (r + 1) · 2^rl − 1.
 */
export interface Commitment {
  readonly root: Hex
  readonly shape: TensorShape
  /** Opens parts, in the order they are asked for. Rejects with `TENSOR_INDEX`. */
  open(requests: readonly OpeningRequest[]): Promise<Opening[]>
}
