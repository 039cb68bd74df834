import { NORMAL_CURVES, NORMAL_STARTS } from './generated/normal-table.js'

/** A normal deviate: how far from the middle, Q20, and on which side of it. */
export interface Deviate {
  readonly size: number
  readonly isAbove: boolean
}

/**
 * The normal deviate that a random word stands for: the inverse of the distribution at (word + 1/2) / 2^32, nearly.
 *
 * @example
 * console.log(normalOf(2 ** 32 - 1)) // { size: 6645830, isAbove: true }, some 6.34
 */
export function normalOf(word: number): Deviate {
  const isAbove = word >= 2 ** 31
  // Twice the distance to the nearer end of all words, and one: odd, so that some octave holds it.
  const odd = (((isAbove ? ~word : word) << 1) | 1) >>> 0
  const octave = Math.clz32(odd)
  const leading = (odd << octave) >>> 0
  const piece = octave * 16 + ((leading >>> 27) & 15)
  return { size: sizeIn(piece, (leading >>> 11) & 0xffff), isAbove }
}

/** How far piece `piece` of the table is from the middle at t of 2^16 across it, Q20. */
export function sizeIn(piece: number, t: number): number {
  const curve = NORMAL_CURVES[piece] as number
  const [slope, bend] = [curve >>> 16, curve & 0xffff]
  const fall = (t * (slope - ((t * bend) >>> 16))) / 2 ** 16
  return (NORMAL_STARTS[piece] as number) - Math.floor(fall)
}
