import { FEATURES, type SentenceVector } from './vectors.js'

const FULL = 127

/** Vectors in int8: each is stretched until its largest value is ±127, and rounded. */
export interface RoundedVectors {
  /** int8 `[vectors, FEATURES]`, row-major. */
  readonly rows: Int8Array
  /** Their lengths: a dot product divided by both lengths is the cosine of the rounded vectors. */
  readonly lengths: Float64Array
  /** The most that rounding can turn each, in radians: asin(½ √(places that are not zero) / length before rounding). */
  readonly turns: Float64Array
}

/** A cosine of two rounded vectors is off from that of the exact ones by the sum of their `turns` at most. */
export function roundVectors(vectors: readonly SentenceVector[]): RoundedVectors {
  const rows = new Int8Array(vectors.length * FEATURES)
  const lengths = new Float64Array(vectors.length)
  const turns = new Float64Array(vectors.length)
  vectors.forEach(({ places, values }, row) => {
    const stretch = FULL / values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    let squares = 0
    values.forEach((value, i) => {
      const rounded = Math.round(value * stretch)
      rows[row * FEATURES + (places[i] as number)] = rounded
      squares += rounded * rounded
    })
    lengths[row] = Math.sqrt(squares)
    turns[row] = Math.asin(Math.min(1, Math.sqrt(places.length) / 2 / stretch))
  })
  return { rows, lengths, turns }
}
