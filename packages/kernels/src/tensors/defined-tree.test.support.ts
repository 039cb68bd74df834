import { keccak_256 } from '@noble/hashes/sha3.js'
import type { TensorShape } from '../index.js'

/** The padded rows byte by byte, straight from the definition. */
export function definedBytes(shape: TensorShape, data: Uint8Array): Uint8Array {
  const stored = new Uint8Array(2 ** shape.hl * shape.paddedRowBytes)
  for (let row = 0; row < shape.rows; row++) {
    for (let byte = 0; byte < shape.rowBytes; byte++) {
      const word = Math.floor(byte / 4)
      const at = shape.laneReversed ? (word ^ 7) * 4 + (byte % 4) : byte
      stored[row * shape.paddedRowBytes + at] = data[row * shape.rowBytes + byte] as number
    }
  }
  return stored
}

/** levels[i][j]: node j above the leaves, i levels up; padding spelled out. */
export function definedLevels(shape: TensorShape, data: Uint8Array): Uint8Array[][] {
  const bytes = definedBytes(shape, data)
  const leaf = (i: number) => Buffer.concat([bytes.subarray(i << shape.ll, (i + 1) << shape.ll), Buffer.from('LEAF')])
  const levels = [Array.from({ length: 2 ** shape.depth }, (_, i) => keccak_256(leaf(i)))]
  for (let level = 0; level < shape.depth; level++) {
    const below = levels[level] as Uint8Array[]
    const pair = (i: number) => Buffer.concat([below[2 * i] as Uint8Array, below[2 * i + 1] as Uint8Array])
    levels.push(Array.from({ length: below.length / 2 }, (_, i) => keccak_256(pair(i))))
  }
  return levels
}

/** The siblings of a node, from the node up. */
export function definedPath(levels: readonly Uint8Array[][], from: number, index: number): Uint8Array {
  const siblings = levels.slice(from, -1).map((level, i) => level[Math.floor(index / 2 ** i) ^ 1] as Uint8Array)
  return new Uint8Array(Buffer.concat(siblings))
}
