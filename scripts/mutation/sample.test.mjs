import assert from 'node:assert/strict'
import test from 'node:test'
import { shuffled } from './sample.mjs'

test('a seed decides the order, and the order only', () => {
  const numbers = Array.from({ length: 500 }, (_, index) => index)
  const [first, again, other] = [shuffled(numbers, 1), shuffled(numbers, 1), shuffled(numbers, 2)]
  assert.deepEqual(first, again)
  assert.notDeepEqual(first, other)
  assert.deepEqual(
    first.toSorted((left, right) => left - right),
    numbers,
  )
})

test('every part of the list comes into a sample', () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => index)
  const counts = [0, 0, 0, 0]
  for (let seed = 0; seed < 40; seed += 1) {
    for (const number of shuffled(numbers, seed).slice(0, 100)) counts[Math.floor(number / 250)] += 1
  }
  // 4000 draws over four parts: a thousand each, with a standard deviation below 30.
  for (const count of counts) assert.ok(count > 850 && count < 1150, String(counts))
})
