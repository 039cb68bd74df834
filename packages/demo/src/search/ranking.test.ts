import assert from 'node:assert/strict'
import { test } from 'node:test'
import { xorshift32 } from '../random.js'
import { bestOf } from './ranking.js'

test('bestOf_isTheHeadOfAStableSort', () => {
  const next = xorshift32(5)
  for (let round = 0; round < 200; round++) {
    const cosines = Float64Array.from({ length: next() % 40 }, () => ((next() % 9) - 4) / 4)
    const count = 1 + (next() % 12)
    const sorted = Array.from(cosines, (cosine, row) => ({ row, cosine })).toSorted((a, b) => b.cosine - a.cosine)
    assert.deepEqual(bestOf(cosines, count), sorted.slice(0, count))
  }
})
