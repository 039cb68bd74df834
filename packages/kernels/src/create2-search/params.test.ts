import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  create2SearchFault,
  decodeCreate2SearchParams,
  encodeCreate2SearchParams,
  KernelParameterError,
  type Create2SearchParams,
  type Hex,
} from '../index.js'
import { queries, SPEC_EXAMPLE } from './queries.test.support.js'

const ENCODED = [
  '00000000000000000000000000000000000000000000000000000000deadbeef',
  'd4fd4e189132273036449fc9e11198c739161b4c0116a9a2dccdfa1c492006f1',
  '000000000000000000000000000000000000000000000000ffffffffffffffff',
  '000000000000000000000000000000000000000000000000051962668e1e8ac7',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000047',
]

const { params } = SPEC_EXAMPLE

function refusesParams(changed: Partial<Create2SearchParams>, facts: Record<string, unknown>): void {
  assert.throws(
    () => encodeCreate2SearchParams({ ...params, ...changed }),
    (error: unknown) => {
      assert.ok(error instanceof KernelParameterError)
      assert.equal(error.code, 'KERNEL_PARAMETERS')
      assert.deepEqual(error.facts, facts)
      return true
    },
  )
}

test('encodeCreate2SearchParams_writesTheExampleOfTheSpecification', () => {
  assert.equal(encodeCreate2SearchParams(params), `0x${ENCODED.join('')}`)
  assert.deepEqual(decodeCreate2SearchParams(`0x${ENCODED.join('')}`), params)
})

test('encodeCreate2SearchParams_takesAddressesInAnyCase', () => {
  const deployer = '0x00000000000000000000000000000000DeaDBeef'
  assert.equal(encodeCreate2SearchParams({ ...params, deployer }), `0x${ENCODED.join('')}`)
})

test('decodeCreate2SearchParams_invertsEncode', () => {
  fc.assert(
    fc.property(queries(64), (query) => {
      const encoded = encodeCreate2SearchParams(query)
      assert.equal(encoded.length, 2 + 2 * 192)
      assert.deepEqual(decodeCreate2SearchParams(encoded), query)
    }),
    { numRuns: 1000 },
  )
})

test('decodeCreate2SearchParams_refuses_exactlyWhatHasAFault', () => {
  const word = fc.oneof(
    fc.bigInt(0n, 300n),
    fc.bigInt(0n, 2n ** 160n),
    fc.bigInt(0n, 2n ** 256n - 1n),
    fc.constant(2n ** 255n),
  )
  fc.assert(
    fc.property(queries(64), fc.integer({ min: 0, max: 5 }), word, (query, index, dirt) => {
      const good = encodeCreate2SearchParams(query)
      const at = 2 + 64 * index
      const hex: Hex = `0x${good.slice(2, at)}${dirt.toString(16).padStart(64, '0')}${good.slice(at + 64)}`
      const fault = create2SearchFault(hex, { shards: 1, shard: 0 })
      if (fault === undefined) return assert.equal(encodeCreate2SearchParams(decodeCreate2SearchParams(hex)), hex)
      assert.throws(
        () => decodeCreate2SearchParams(hex),
        (error: unknown) => {
          assert.ok(error instanceof KernelParameterError)
          assert.deepEqual(error.facts, { ...fault })
          return true
        },
      )
    }),
    { numRuns: 1000 },
  )
})

test('decodeCreate2SearchParams_refuses_textThatIsNotBytes', () => {
  const digits = ENCODED.join('')
  for (const hex of ['', 'deadbeef', `0x${digits.slice(1)}`, `0x${digits.slice(1)}g`] as Hex[]) {
    assert.throws(() => decodeCreate2SearchParams(hex), KernelParameterError, hex)
  }
})

test('encodeCreate2SearchParams_refuses_withNameValueAndLimits', () => {
  const maxAddress = 2n ** 160n - 1n
  refusesParams({ deployer: `0x${'00'.repeat(20)}` }, { name: 'deployer', have: 0n, least: 1n, most: maxAddress })
  refusesParams({ mask: 0n }, { name: 'mask', have: 0n, least: 1n, most: maxAddress })
  refusesParams({ mask: -1n }, { name: 'mask', have: -1n, least: 1n, most: maxAddress })
  refusesParams({ mask: 2n ** 65n - 1n }, { name: 'maskBits', have: 65n, least: 1n, most: 64n })
  refusesParams({ value: 2n ** 64n + 1n }, { name: 'value & ~mask', have: 2n ** 64n, least: 0n, most: 0n })
  refusesParams({ r: 70 }, { name: 'r', have: 70n, least: 71n, most: 255n })
  refusesParams({ r: 256 }, { name: 'r', have: 256n, least: 71n, most: 255n })
  refusesParams({ base: 2n ** 185n }, { name: 'base', have: 2n ** 185n, least: 0n, most: 2n ** 185n - 1n })
  refusesParams({ base: -1n }, { name: 'base', have: -1n, least: 0n, most: 2n ** 185n - 1n })
})

test('encodeCreate2SearchParams_refuses_whatIsNoWord', () => {
  refusesParams({ r: 71.5 }, { name: 'r', have: 71.5 })
  refusesParams({ deployer: '0xdeadbeef' }, { name: 'deployer', have: '0xdeadbeef', bytes: 20 })
  const short: Hex = `0x${'11'.repeat(31)}`
  refusesParams({ initCodeHash: short }, { name: 'initCodeHash', have: short, bytes: 32 })
})
