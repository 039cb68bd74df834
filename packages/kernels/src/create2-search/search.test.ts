import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  create2Address,
  create2SearchLayout,
  KernelSliceError,
  KernelShardError,
  referenceCreate2Search,
  searchCreate2Salts,
  type Create2SearchParams,
  type Create2SearchSlice,
  type Hex,
} from '../index.js'
import { createWasmSearch } from './wasm-search.js'
import { codeHash, queries, SPEC_EXAMPLE } from './queries.test.support.js'

const { params, salt } = SPEC_EXAMPLE
const ZERO_SALT: Hex = `0x${'00'.repeat(32)}`

/** Every example of EIP-1014: deployer, salt, init code, address. */
const EIP_1014: readonly (readonly [Hex, Hex, Hex, Hex])[] = [
  [`0x${'00'.repeat(20)}`, ZERO_SALT, '0x00', '0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38'],
  ['0xdeadbeef00000000000000000000000000000000', ZERO_SALT, '0x00', '0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3'],
  [
    '0xdeadbeef00000000000000000000000000000000',
    '0x000000000000000000000000feed000000000000000000000000000000000000',
    '0x00',
    '0xD04116cDd17beBE565EB2422F2497E06cC1C9833',
  ],
  [`0x${'00'.repeat(20)}`, ZERO_SALT, '0xdeadbeef', '0x70f2b2914A2a4b783FaEFb75f459A580616Fcb5e'],
  [params.deployer, salt, '0xdeadbeef', '0x60f3f640a8508fC6a86d45DF051962668E1e8AC7'],
  [params.deployer, salt, `0x${'deadbeef'.repeat(11)}`, '0x1d8bfDC5D46DC4f61D6b6115972536eBE6A8854C'],
  [`0x${'00'.repeat(20)}`, ZERO_SALT, '0x', '0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0'],
]

function slice(query: Create2SearchParams, from: bigint, count: number): Create2SearchSlice {
  return { params: query, shards: 1, shard: 0, from, count }
}

/** A query that wants the lowest `bits` bits of the address that the shard's salt number `at` leads to. */
function wantedAt(query: Create2SearchParams, at: bigint, bits: number): { query: Create2SearchParams; salt: Hex } {
  const found: Hex = `0x${(create2SearchLayout(query, 1).saltsOf(0).first + at).toString(16).padStart(64, '0')}`
  const mask = 2n ** BigInt(bits) - 1n
  return { query: { ...query, mask, value: BigInt(create2Address(query, found)) & mask }, salt: found }
}

test('create2Address_knowsTheExamplesOfTheStandard', () => {
  for (const [deployer, exampleSalt, initCode, address] of EIP_1014) {
    const found = create2Address({ deployer, initCodeHash: codeHash(initCode) }, exampleSalt)
    assert.equal(found, address.toLowerCase())
  }
})

test('searchCreate2Salts_findsTheExampleOfTheSpecification', () => {
  const at = BigInt(salt)
  assert.equal(searchCreate2Salts(slice(params, at - 1000n, 1001)), salt)
  assert.equal(searchCreate2Salts(slice(params, at - 1000n, 1000)), undefined)
  assert.equal(searchCreate2Salts(slice(params, at, 1)), salt)
  assert.equal(searchCreate2Salts(slice(params, at + 1n, 1001)), undefined)
})

test('searchCreate2Salts_findsWhatTheReferenceFinds', () => {
  const inWasm = createWasmSearch()
  let found = 0
  const offsets = fc.bigInt(0n, 2n ** 256n - 1n)
  fc.assert(
    fc.property(queries(8), offsets, fc.integer({ min: 1, max: 400 }), (query, offset, count) => {
      const part = slice(query, offset % 2n ** BigInt(query.r), count)
      const want = referenceCreate2Search(part)
      assert.equal(searchCreate2Salts(part), want)
      assert.equal(inWasm(part), want)
      if (want !== undefined) found++
    }),
    { numRuns: 300 },
  )
  assert.ok(found > 100 && found < 300, `${found} of 300 slices had a salt`)
})

test('searchCreate2Salts_everyWantedBitCounts', () => {
  const inWasm = createWasmSearch()
  for (let bit = 0n; bit < 160n; bit++) {
    const mask = 1n << bit
    for (const value of [0n, mask]) {
      const part = slice({ ...params, mask, value, base: 7n, r: 200 }, bit, 200)
      const want = referenceCreate2Search(part)
      assert.ok(want !== undefined)
      assert.equal(inWasm(part), want)
    }
  }
})

test('searchCreate2Salts_countsAcrossEveryByteOfTheSalt', () => {
  for (const edge of [8n, 16n, 24n, 32n, 40n, 48n, 64n, 128n, 200n]) {
    for (const at of [-2n, -1n, 0n, 1n]) {
      const wanted = wantedAt({ ...params, r: 255 }, 2n ** edge + at, 60)
      assert.equal(searchCreate2Salts(slice(wanted.query, 2n ** edge - 5n, 10)), wanted.salt, `2^${edge} ${at}`)
    }
  }
})

test('searchCreate2Salts_endsWithTheSliceAndWithTheShard', () => {
  for (const count of [1, 2, 3, 4, 5]) {
    const wanted = wantedAt(params, BigInt(count), 64)
    assert.equal(searchCreate2Salts(slice(wanted.query, 0n, count)), undefined, `${count} salts`)
    assert.equal(searchCreate2Salts(slice(wanted.query, 0n, count + 1)), wanted.salt, `${count + 1} salts`)
  }
  const end = 2n ** 8n
  const small = { ...params, base: 3n, r: 8 }
  const next = create2SearchLayout({ ...small, mask: 1n, value: 0n }, 2).saltsOf(1).first
  const { query } = wantedAt({ ...small, mask: 1n, value: 0n }, end - 1n, 1)
  const last = slice(query, end - 1n, 1000)
  assert.equal(searchCreate2Salts(last), `0x${(next - 1n).toString(16).padStart(64, '0')}`)
  const other = slice({ ...query, value: query.value ^ 1n }, end - 1n, 1000)
  assert.equal(searchCreate2Salts(other), undefined)
  assert.equal(referenceCreate2Search(other), undefined)
})

test('searchCreate2Salts_findsTheLastSaltOfAll', () => {
  const wanted = wantedAt({ ...params, base: 1n, r: 255 }, 2n ** 255n - 1n, 64)
  assert.equal(wanted.salt, `0x${'ff'.repeat(32)}`)
  assert.equal(searchCreate2Salts(slice(wanted.query, 2n ** 255n - 64n, 64)), wanted.salt)
})

test('searchCreate2Salts_slicesTogetherAreTheWholeSearch', () => {
  const query = { ...params, mask: 0xfffn, value: 0x5a5n, base: 9n, r: 19 }
  const whole = searchCreate2Salts(slice(query, 0n, 2 ** 19))
  let salts: Hex | undefined
  let from = 0n
  for (; salts === undefined && from < 2n ** 19n; from += 1000n) salts = searchCreate2Salts(slice(query, from, 1000))
  assert.ok(from > 1000n)
  assert.equal(salts, whole)
})

test('searchCreate2Salts_answersForItsShard', () => {
  const query = { ...params, mask: 0xfn, value: 9n, base: 77n, r: 11 }
  for (const shard of [0, 1, 2]) {
    const found = searchCreate2Salts({ params: query, shards: 3, shard, from: 0n, count: 2048 })
    assert.ok(found !== undefined)
    assert.equal(BigInt(found) >> 11n, 77n + BigInt(shard))
  }
  assert.throws(() => searchCreate2Salts({ params: query, shards: 3, shard: 3, from: 0n, count: 1 }), KernelShardError)
})

test('searchCreate2Salts_refuses_slicesOutsideTheShard', () => {
  const salts = 2n ** 71n
  const wrong: readonly (readonly [bigint, number])[] = [
    [-1n, 1],
    [salts, 1],
    [0n, 0],
    [0n, 1.5],
    [0n, 2 ** 53],
  ]
  for (const search of [searchCreate2Salts, referenceCreate2Search]) {
    for (const [from, count] of wrong) {
      assert.throws(
        () => search(slice(params, from, count)),
        (error: unknown) => {
          assert.ok(error instanceof KernelSliceError)
          assert.deepEqual(error.facts, { from, count, salts })
          return true
        },
      )
    }
  }
})
