/** int8 operands of tests and vectors: all one value, or a xorshift32 sequence (Marsaglia 2003; shifts 13, 17, 5). */
export function operand(length: number, seed: number, fill?: number): Int8Array {
  const values = new Int8Array(length)
  if (fill !== undefined) return values.fill(fill)
  let state = seed
  for (let i = 0; i < length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    values[i] = state >> 24
  }
  return values
}
