import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { philox4x32 } from '../index.js'
import { mulHigh } from './philox.js'

interface KnownAnswer {
  readonly counter: readonly [string, string, string, string]
  readonly key: readonly [string, string]
  readonly output: readonly string[]
}

const file = new URL('../../fixtures/philox4x32-10.json', import.meta.url)
const known = JSON.parse(readFileSync(file, 'utf8')) as KnownAnswer[]
const word = (digits: string) => Number(`0x${digits}`)

test('philox4x32_knownAnswers', () => {
  assert.equal(known.length, 3)
  for (const { counter, key, output } of known) {
    const [a, b, c, d] = counter
    const words = philox4x32([word(a), word(b), word(c), word(d)], [word(key[0]), word(key[1])])
    assert.deepEqual(words, output.map(word))
  }
})

test('mulHigh_anyWords_areTheUpperHalfOfTheirProduct', () => {
  const any = fc.oneof(
    fc.constantFrom(0, 1, 0xffff, 0x10000, 2 ** 31, 2 ** 32 - 1),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  )
  fc.assert(
    fc.property(any, any, (a, b) => assert.equal(mulHigh(a, b), Number((BigInt(a) * BigInt(b)) >> 32n))),
    { numRuns: 5000 },
  )
})
