import assert from 'node:assert/strict'
import { test } from 'node:test'
import { xorshift32 } from '../random.js'
import { roundVectors } from './rounding.js'
import { cosinesOf, FEATURES, type SentenceVector } from './vectors.js'

const next = xorshift32(99)
const unit = () => next() / 2 ** 31 - 1

/** A vector of length 1 with `count` places: the more `skew`, the more its largest value stands out. */
function randomVector(count: number, skew: number): SentenceVector {
  const places = new Set<number>()
  while (places.size < count) places.add(next() % FEATURES)
  const values = Float64Array.from(places, () => Math.sign(unit()) * Math.abs(unit()) ** skew)
  const length = Math.hypot(...values)
  return { places: Uint16Array.from(places), values: values.map((value) => value / length) }
}

test('roundVectors_stretchesToFullScaleAndTellsTheLength', () => {
  const { rows, lengths } = roundVectors([
    { places: Uint16Array.of(3, 0), values: Float64Array.of(-12 / 13, 5 / 13) },
    { places: Uint16Array.of(1), values: Float64Array.of(1) },
  ])
  assert.equal(rows.length, 2 * FEATURES)
  assert.deepEqual([...rows.subarray(0, 4)], [53, 0, 0, -127])
  assert.deepEqual([rows[FEATURES], rows[FEATURES + 1]], [0, 127])
  assert.deepEqual([...lengths], [Math.sqrt(53 * 53 + 127 * 127), 127])
})

test('roundVectors_keepsEveryCosineWithinTheSumOfTheTurns', () => {
  const vectors = Array.from({ length: 120 }, (_, i) => randomVector(1 + (i % 8) ** 3, 1 + (i % 5) * 3))
  const { rows, lengths, turns } = roundVectors(vectors)
  const rowOf = (i: number) => rows.subarray(i * FEATURES, (i + 1) * FEATURES)
  vectors.forEach((vector, i) => {
    cosinesOf(vector, vectors).forEach((exact, j) => {
      const dot = rowOf(i).reduce((sum, value, place) => sum + value * (rowOf(j)[place] as number), 0)
      const difference = Math.abs(dot / ((lengths[i] as number) * (lengths[j] as number)) - exact)
      const bound = (turns[i] as number) + (turns[j] as number)
      assert.ok(difference <= bound + 1e-12, `${i}, ${j}: ${difference} above ${bound}`)
    })
  })
})

test('roundVectors_turnsByNearlyTheBound_whenAllSmallValuesAreLost', () => {
  for (const count of [10, 100, 1000]) {
    const small = 0.4999 / 127
    const length = Math.sqrt(1 + (count - 1) * small * small)
    const values = Float64Array.from({ length: count }, (_, i) => (i === 0 ? 1 : small) / length)
    const { rows, turns } = roundVectors([{ places: Uint16Array.from(values.keys()), values }])
    assert.ok(rows.every((value, place) => value === (place === 0 ? 127 : 0)))
    const turn = Math.acos(1 / length)
    const bound = turns[0] as number
    assert.ok(turn <= bound && turn > bound * Math.sqrt((count - 1) / count) * 0.99, `${turn} of ${bound}`)
  }
})
