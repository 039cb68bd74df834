import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gramsOf, hashOf } from './grams.js'
import { cosinesOf, createVectoriser, FEATURES } from './vectors.js'

const SENTENCES = ['the wolf and the lamb', 'the lamb and the lion', 'the stone', 'the stones of the river']
const vectorOf = createVectoriser(SENTENCES)

test('createVectoriser_givesVectorsOfLengthOne', () => {
  for (const sentence of [...SENTENCES, 'a word that was never seen']) {
    const { places, values } = vectorOf(sentence)
    assert.ok(Math.abs(values.reduce((sum, value) => sum + value * value, 0) - 1) < 1e-12)
    assert.equal(new Set(places).size, places.length)
    assert.ok(places.every((place) => place < FEATURES) && values.every((value) => value !== 0))
  }
})

test('createVectoriser_givesEachGramThePlaceAndTheSignOfItsHash', () => {
  const { places, values } = createVectoriser(['ox'])('cherubims')
  const hashes = gramsOf('cherubims').map(hashOf)
  const expected = hashes.map((hash) => [hash & 1023, hash < 2 ** 31 ? 1 : -1])
  assert.equal(new Set(hashes.map((hash) => hash & 1023)).size, 9)
  assert.ok(expected.some(([, sign]) => sign === 1) && expected.some(([, sign]) => sign === -1))
  assert.deepEqual(
    Array.from(places, (place, i) => [place, Math.sign(values[i] as number)]),
    expected,
  )
})

test('createVectoriser_takesTheOrderOfWordsAndTheirCaseForNothing', () => {
  const [same] = cosinesOf(vectorOf('The LION; and the lamb, the'), [vectorOf('the the lamb and lion')])
  assert.ok(Math.abs((same as number) - 1) < 1e-12)
})

test('createVectoriser_ranksRareWordsAboveCommonOnesAndPartsOfWordsAboveNothing', () => {
  const [wolf, lion, stone, stones] = cosinesOf(vectorOf('stone and lion'), SENTENCES.map(vectorOf)) as unknown as [
    number,
    number,
    number,
    number,
  ]
  assert.ok(lion > wolf && stone > wolf)
  assert.ok(stones > 0.05 && stone > stones)
})

test('createVectoriser_countsARepeatedWordByItsLogarithm', () => {
  const wolf = createVectoriser(['ox', 'elk'])
  const cosine = (times: number) => cosinesOf(wolf(`${'ox '.repeat(times)} elk`), [wolf('elk')])[0] as number
  // "ox" and "elk" have the words and "^ox$", "^elk" and "elk$" as parts: 2 and 3 grams of the same rarity.
  const expected = (times: number) => Math.sqrt(3 / (3 + 2 * (1 + Math.log(times)) ** 2))
  for (const times of [1, 2, 5]) assert.ok(Math.abs(cosine(times) - expected(times)) < 1e-12, String(times))
})

test('createVectoriser_refuses_aSentenceWithoutWords', () => {
  assert.throws(() => vectorOf(' 12, '), /nothing in " 12, "/)
})
