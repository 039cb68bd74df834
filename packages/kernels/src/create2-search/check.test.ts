import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keccak_256 } from '@noble/hashes/sha3.js'
import * as fc from 'fast-check'
import { toHex } from '../hex.js'
import {
  checkCreate2Search,
  checkCreate2SearchOutput,
  NO_INPUTS_ROOT,
  create2SearchRoot,
  encodeCreate2SearchParams,
  searchCreate2Salts,
  type Hex,
} from '../index.js'
import { queries, SPEC_EXAMPLE } from './queries.test.support.js'

const { salt, root } = SPEC_EXAMPLE
const params = encodeCreate2SearchParams(SPEC_EXAMPLE.params)
const RIGHT = { params, shards: 1, shard: 0, inputRoots: [], outputRoot: root, element: 0n, proof: salt } as const

test('inputRoot_isTheHashOfTheEncodedEmptyList', () => {
  const encoded = new Uint8Array(64)
  encoded[31] = 0x20
  assert.equal(NO_INPUTS_ROOT, toHex(keccak_256(encoded)))
})

test('create2SearchRoot_isTheHashOfTheSalt', () => {
  assert.equal(create2SearchRoot(salt), root)
})

test('checkCreate2Search_takesTheExampleOfTheSpecification', () => {
  assert.equal(checkCreate2Search(RIGHT), 'correct')
  assert.equal(checkCreate2Search({ ...RIGHT, outputRoot: `0x${root.slice(2).toUpperCase()}` }), 'correct')
  assert.equal(checkCreate2SearchOutput({ params, shards: 1, shard: 0, output: salt }), 'correct')
})

test('checkCreate2Search_saysInvalidOfWhatDoesNotBelongTogether', () => {
  const changes = [
    { inputRoots: [root] },
    { element: 1n },
    { outputRoot: salt },
    { proof: `${salt}00` as Hex },
    { proof: '0x' as Hex },
    { shards: 0 },
    { shard: 1 },
    { params: `${params}00` as Hex },
    { params: params.replace('0x00', '0x01') as Hex },
  ]
  for (const change of changes) assert.equal(checkCreate2Search({ ...RIGHT, ...change }), 'invalid')
  const longer: Hex = `${salt}00`
  assert.equal(checkCreate2SearchOutput({ params, shards: 1, shard: 0, output: longer }), 'invalid')
})

test('checkCreate2SearchOutput_saysCorrectOfWhatASearchFindsAndWrongOfOthers', () => {
  fc.assert(
    fc.property(queries(6), fc.integer({ min: 0, max: 1 }), (query, shard) => {
      const wide = { ...query, base: query.base >> 1n, r: Math.min(query.r, 254) }
      const job = { params: encodeCreate2SearchParams(wide), shards: 2, shard }
      const found = searchCreate2Salts({ params: wide, shards: 2, shard, from: 0n, count: 2 ** 12 })
      if (found === undefined) return
      assert.equal(checkCreate2SearchOutput({ ...job, output: found }), 'correct')
      assert.equal(checkCreate2SearchOutput({ ...job, shard: 1 - shard, output: found }), 'wrong')
      const other = { ...wide, value: wide.value ^ (wide.mask & -wide.mask) }
      const changed = { ...job, params: encodeCreate2SearchParams(other), output: found }
      assert.equal(checkCreate2SearchOutput(changed), 'wrong')
    }),
    { numRuns: 200 },
  )
})
