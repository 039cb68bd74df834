import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  checkCreate2Search,
  checkCreate2SearchOutput,
  create2SearchFault,
  create2SearchLayout,
  decodeCreate2SearchParams,
} from '../index.js'
import { createWasmSearch } from '../create2-search/wasm-search.js'
import { create2Vectors, type Create2Vectors } from './create2-vectors.test.support.js'
import { formatVectors, VERDICT_CODES } from './vectors.test.support.js'

const text = readFileSync(new URL('../../vectors/create2-search.json', import.meta.url), 'utf8')
const vectors = JSON.parse(text) as Create2Vectors

test('create2Vectors_file_isWhatTheReferenceWritesToday', () => {
  assert.equal(text, formatVectors(create2Vectors()), 'run node packages/kernels/scripts/write-vectors.mjs')
})

test('create2Vectors_file_holdsEveryVerdictAndEveryFault', () => {
  assert.deepEqual([...new Set(vectors.checks.map(({ verdict }) => verdict))].toSorted(), [0, 1, 2])
  const names = ['paramsLength', 'deployer', 'initCodeHash', 'mask', 'maskBits', 'value & ~mask', 'r', 'base', 'shards']
  assert.deepEqual([...new Set(vectors.refusals.map(({ name }) => name))], [...names, 'shard'])
})

test('create2Vectors_searches_findInWasmWhatTheyState', () => {
  const search = createWasmSearch()
  for (const { params, shards, shard, from, count, salt } of vectors.searches) {
    const query = decodeCreate2SearchParams(params)
    assert.equal(search({ params: query, shards, shard, from: BigInt(from), count }) ?? null, salt)
    if (salt === null) continue
    assert.equal(checkCreate2SearchOutput({ params, shards, shard, output: salt }), 'correct')
  }
  const found = vectors.searches.filter(({ salt }) => salt !== null)
  assert.ok(found.length >= 5 && found.length < vectors.searches.length)
})

test('create2Vectors_checks_haveTheVerdictTheyState', () => {
  for (const { name, verdict, element, ...check } of vectors.checks) {
    assert.equal(VERDICT_CODES[checkCreate2Search({ ...check, element: BigInt(element) })], verdict, name)
  }
})

test('create2Vectors_layouts_haveTheSizesTheyState', () => {
  for (const { params, shards, shard, elements, units, maxSamples } of vectors.layouts) {
    const layout = create2SearchLayout(decodeCreate2SearchParams(params), shards)
    assert.deepEqual([layout.elements(shard), layout.units], [BigInt(elements), BigInt(units)])
    assert.equal(layout.maxSamples, maxSamples)
    assert.equal(create2SearchFault(params, { shards, shard }), undefined)
  }
})
