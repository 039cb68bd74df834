import type { TensorShape } from './shape.js'

/** Bytes of a row as they are stored and hashed: padded with zeros to `length`, a multiple of 32, lanes reversed where the shape says so. */
export function storedPiece({ laneReversed }: TensorShape, bytes: Uint8Array, length: number): Uint8Array {
  const stored = new Uint8Array(length)
  stored.set(bytes)
  if (laneReversed) {
    const words = new Uint32Array(stored.buffer)
    for (let word = 0; word < words.length; word += 8) words.subarray(word, word + 8).reverse()
  }
  return stored
}
