import { gramsOf, hashOf } from './grams.js'

/** Places of a vector: a power of two. */
export const FEATURES = 1024

/** A vector of length 1, by its places that are not zero. */
export interface SentenceVector {
  readonly places: Uint16Array
  readonly values: Float64Array
}

/**
 * Turns sentences into vectors by the words and the four letters in a row that they have: each has a place and a sign by
 * its hash, and counts the more the rarer it is among `sentences`: (1 + ln times) · ln((sentences + 1) / (those with it + 1)).
 */
export function createVectoriser(sentences: readonly string[]): (sentence: string) => SentenceVector {
  const sentencesWith = new Map<string, number>()
  for (const sentence of sentences) {
    for (const gram of new Set(gramsOf(sentence))) sentencesWith.set(gram, (sentencesWith.get(gram) ?? 0) + 1)
  }
  const rarity = (gram: string) => Math.log((sentences.length + 1) / ((sentencesWith.get(gram) ?? 0) + 1))
  return (sentence) => {
    const sums = new Map<number, number>()
    for (const [gram, times] of countsOf(gramsOf(sentence))) {
      const hash = hashOf(gram)
      const value = (hash >>> 31 === 0 ? 1 : -1) * (1 + Math.log(times)) * rarity(gram)
      const place = hash % FEATURES
      sums.set(place, (sums.get(place) ?? 0) + value)
    }
    return unitOf(sums, sentence)
  }
}

/** The cosines of a vector to others. */
export function cosinesOf(vector: SentenceVector, others: readonly SentenceVector[]): Float64Array {
  const dense = new Float64Array(FEATURES)
  vector.places.forEach((place, i) => (dense[place] = vector.values[i] as number))
  return Float64Array.from(others, ({ places, values }) => {
    let sum = 0
    for (let i = 0; i < places.length; i++) sum += (dense[places[i] as number] as number) * (values[i] as number)
    return sum
  })
}

function countsOf(grams: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + 1)
  return counts
}

function unitOf(sums: ReadonlyMap<number, number>, sentence: string): SentenceVector {
  const entries = [...sums].filter(([, value]) => value !== 0)
  const length = Math.sqrt(entries.reduce((sum, [, value]) => sum + value * value, 0))
  if (length === 0) throw new RangeError(`nothing in "${sentence}" tells it from other sentences`)
  return {
    places: Uint16Array.from(entries, ([place]) => place),
    values: Float64Array.from(entries, ([, value]) => value / length),
  }
}
