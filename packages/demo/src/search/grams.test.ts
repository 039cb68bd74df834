import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gramsOf, hashOf, wordsOf } from './grams.js'

test('wordsOf_keepsLettersOnly', () => {
  assert.deepEqual(wordsOf("  Behold, the LORD'S hand;\nyea "), ['behold', 'the', 'lords', 'hand', 'yea'])
  assert.deepEqual(wordsOf(' - 7, '), [])
})

test('gramsOf_givesWordsAndFourLettersInARowWithTheEndsMarked', () => {
  assert.deepEqual(gramsOf('I sing'), ['i', 'sing', '~^sin', '~sing', '~ing$'])
})

/** The last steps of MurmurHash3, in integers without a width. */
function mixed(hash: bigint): bigint {
  const mask = 0xffffffffn
  let h = hash
  h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask
  h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask
  return h ^ (h >> 16n)
}

test('hashOf_mixesThePublishedValuesOfFnv1a', () => {
  const published = [
    ['', 0x811c9dc5n],
    ['a', 0xe40c292cn],
    ['foobar', 0xbf9cf968n],
  ] as const
  for (const [text, fnv] of published) assert.equal(BigInt(hashOf(text)), mixed(fnv), text)
})
