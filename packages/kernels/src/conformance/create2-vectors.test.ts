import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  checkCreate2Search,
  checkCreate2SearchOutput,
  create2SearchFault,
  create2SearchLayout,
  decodeCreate2SearchParams,
} from '../index.js'
import { createWasmSearch } from '../create2-search/wasm-search.js'
import { create2Vectors } from './create2-vectors.test.support.js'
import { replayVectors } from './vector-replay.test.support.js'

const words = ['deployer', 'initCodeHash', 'mask', 'maskBits', 'value & ~mask', 'r', 'base']
const vectors = replayVectors({
  prefix: 'create2Vectors',
  file: 'create2-search.json',
  written: create2Vectors,
  faults: ['paramsLength', ...words, 'shards', 'shard'],
  check: checkCreate2Search,
  faultOf: create2SearchFault,
  layoutOf: (params, shards) => create2SearchLayout(decodeCreate2SearchParams(params), shards),
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
