import type { TensorShape } from './shape.js'

/** The leaf of a tensor that holds element (row, col). */
export function elementLeaf(shape: TensorShape, row: number, col: number): number {
  return row * 2 ** shape.rl + Math.floor((col * shape.elementBytes) / 2 ** shape.ll)
}

/** True when `leaf` is a leaf of the tensor and holds no element of it. */
export function isPaddingLeaf(shape: TensorShape, leaf: bigint): boolean {
  if (leaf < 0n || leaf >= 2n ** BigInt(shape.depth)) return false
  const row = leaf >> BigInt(shape.rl)
  const firstByte = (leaf - (row << BigInt(shape.rl))) << BigInt(shape.ll)
  return row >= BigInt(shape.rows) || firstByte >= BigInt(shape.rowBytes)
}
