import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replayVectors } from '../conformance/vector-replay.test.support.js'
import {
  checkCreate2Search,
  checkCreate2SearchOutput,
  create2SearchFault,
  create2SearchLayout,
  decodeCreate2SearchParams,
} from '../index.js'
import { makeVectors } from './vectors.test.support.js'
import { createWasmSearch } from './wasm-search.js'

const words = ['deployer', 'initCodeHash', 'mask', 'maskBits', 'value & ~mask', 'r', 'base']
const vectors = replayVectors({
  folder: 'create2-search',
  makeVectors,
  counts: { checks: 40, layouts: 13, refusals: 22 },
  faults: ['paramsLength', ...words, 'shards', 'shard'],
  check: checkCreate2Search,
  faultOf: create2SearchFault,
  layoutOf: (params, shards) => create2SearchLayout(decodeCreate2SearchParams(params), shards),
})

test('create2SearchVectors_searches_findInWasmWhatTheyState', () => {
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
