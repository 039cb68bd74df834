import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementOf, HITS, hitsOf, recallOf } from './findings.js'
import type { Query } from './queries.js'
import { bestOf } from './ranking.js'
import { roundVectors } from './rounding.js'
import { cosinesOf, createVectoriser } from './vectors.js'

const verse = (reference: string, text: string) => ({ reference, text })
const rounded = (lengths: number[]) => ({
  rows: new Int8Array(),
  lengths: Float64Array.from(lengths),
  turns: new Float64Array(lengths.length),
})

test('hitsOf_dividesEachProductByBothLengths', () => {
  const compared = { searched: rounded([10, 2, 4]), queries: rounded([1, 5]) }
  assert.deepEqual(hitsOf(Int32Array.of(30, 8, -10), 1, compared), [
    { row: 1, cosine: 0.8 },
    { row: 0, cosine: 0.6 },
    { row: 2, cosine: -0.5 },
  ])
})

test('recallOf_countsTheOwnTextWhereverItStands', () => {
  const searched = [verse('A', 'one'), verse('B', 'two'), verse('C', 'one')]
  const query = (kind: Query['kind'], from = searched[0] as Query['from']): Query => ({ kind, text: 'x', from })
  const hit = (row: number) => ({ row, cosine: 1 })
  const queries = [query('half'), query('half'), query('half'), query('half'), query('saying')]
  const hits = [[hit(0), hit(1)], [hit(2)], [hit(1), hit(0)], [hit(1)], [hit(1)]]
  assert.deepEqual(recallOf({ searched, queries, hits }, 'half'), { queries: 4, first: 2, among: 3 })
  assert.deepEqual(recallOf({ searched, queries, hits }, 'saying'), { queries: 1, first: 0, among: 0 })
  assert.deepEqual(recallOf({ searched, queries, hits }, 'other'), { queries: 0, first: 0, among: 0 })
})

test('agreementOf_comparesHitsWithThoseOfExactVectors', () => {
  const words = Array.from({ length: 24 }, (_, i) => String.fromCodePoint(97 + i).repeat(3))
  const texts = words.map((word, i) => [word, ...words.slice(i % 5, i)].join(' '))
  const vectorOf = createVectoriser(texts)
  const searched = texts.map(vectorOf)
  const queries = [texts[7] as string, texts[20] as string, texts[3] as string].map(vectorOf)
  const compared = {
    exact: { searched, queries },
    rounded: { searched: roundVectors(searched), queries: roundVectors(queries) },
  }
  const exact = queries.map((query) => bestOf(cosinesOf(query, searched), HITS))
  const all = agreementOf(exact, { ...compared, count: 3 })
  assert.deepEqual({ ...all, bound: 0 }, { queries: 3, hits: 30, equal: 30, difference: 0, bound: 0, beyond: 0 })
  assert.ok(all.bound > 0 && all.bound < 0.1)

  // One hit of the second query is replaced by the worst of all, and one cosine of the third is far off.
  const [first, second, third] = exact as [(typeof exact)[number], (typeof exact)[number], (typeof exact)[number]]
  const worst = bestOf(
    cosinesOf(queries[1] as (typeof queries)[number], searched).map((value) => -value),
    1,
  )[0]
  assert.ok(worst)
  const spoilt = [
    first,
    [...second.slice(0, 9), { row: worst.row, cosine: -worst.cosine }],
    third.map((hit, i) => (i === 4 ? { ...hit, cosine: hit.cosine - 0.5 } : hit)),
  ]
  const found = agreementOf(spoilt, { ...compared, count: 3 })
  assert.deepEqual([found.hits, found.equal, found.beyond], [30, 29, 1])
  assert.ok(Math.abs(found.difference - 0.5) < 1e-12)
  assert.equal(agreementOf(spoilt, { ...compared, count: 1 }).equal, 10)
})
