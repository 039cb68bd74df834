import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  decodeMonteCarloParams,
  encodeMonteCarloParams,
  KernelParameterError,
  KernelShardError,
  monteCarloFault,
  monteCarloLayout,
  type Hex,
  type MonteCarloParams,
} from '../index.js'
import { options, YEARLY } from './options.test.support.js'

function refuses(changed: object, facts: Record<string, unknown>): void {
  assert.throws(
    () => encodeMonteCarloParams({ ...YEARLY, ...changed } as MonteCarloParams),
    (error: unknown) => {
      assert.ok(error instanceof KernelParameterError)
      assert.equal(error.code, 'KERNEL_PARAMETERS')
      assert.deepEqual(error.facts, facts)
      return true
    },
  )
}

test('encodeMonteCarloParams_writesEightWordsOfTwosComplement', () => {
  const words =
    encodeMonteCarloParams({ ...YEARLY, drift: -5 })
      .slice(2)
      .match(/.{64}/g) ?? []
  assert.equal(words.length, 8)
  assert.equal(BigInt.asIntN(256, BigInt(`0x${words[4]}`)), -5n)
  assert.equal(BigInt(`0x${words[7]}`), YEARLY.seed)
})

test('decodeMonteCarloParams_invertsEncode', () => {
  fc.assert(
    fc.property(options(), (params) => {
      assert.deepEqual(decodeMonteCarloParams(encodeMonteCarloParams(params)), params)
    }),
    { numRuns: 1000 },
  )
})

test('decodeMonteCarloParams_refuses_exactlyWhatHasAFault', () => {
  const word = fc.oneof(
    fc.bigInt(-2n, 3n),
    fc.bigInt(-(2n ** 35n), 2n ** 35n),
    fc.bigInt(0n, 2n ** 256n - 1n),
    fc.constant(2n ** 255n),
  )
  fc.assert(
    fc.property(options(), fc.integer({ min: 0, max: 7 }), word, (params, index, dirt) => {
      const good = encodeMonteCarloParams(params)
      const at = 2 + 64 * index
      const digits = BigInt.asUintN(256, dirt).toString(16).padStart(64, '0')
      const hex: Hex = `0x${good.slice(2, at)}${digits}${good.slice(at + 64)}`
      if (monteCarloFault(hex, { shards: 1, shard: 0 }) === undefined) {
        return assert.equal(encodeMonteCarloParams(decodeMonteCarloParams(hex)), hex)
      }
      assert.throws(() => decodeMonteCarloParams(hex), KernelParameterError)
    }),
    { numRuns: 2000 },
  )
})

test('decodeMonteCarloParams_refuses_whatAreNoBytes', () => {
  for (const text of ['', '0x1', '0xzz', 'ab']) {
    assert.throws(() => decodeMonteCarloParams(text as Hex), KernelParameterError)
  }
})

test('encodeMonteCarloParams_refuses_eachBound', () => {
  refuses({ option: 2 }, { name: 'option', have: 2n, least: 0n, most: 1n })
  refuses({ steps: 0 }, { name: 'steps', have: 0n, least: 1n, most: 2032n })
  refuses({ steps: 2033 }, { name: 'steps', have: 2033n, least: 1n, most: 2032n })
  refuses({ paths: 0 }, { name: 'paths', have: 0n, least: 1n, most: 73n })
  refuses({ paths: 74 }, { name: 'paths', have: 74n, least: 1n, most: 73n })
  refuses({ chunks: 0 }, { name: 'chunks', have: 0n, least: 1n, most: 2n ** 24n })
  refuses({ chunks: 2 ** 24 + 1 }, { name: 'chunks', have: 2n ** 24n + 1n, least: 1n, most: 2n ** 24n })
  const drift = { name: '|drift|', have: 1431655766n, least: 0n, most: 1431655765n }
  refuses({ drift: 1431655766 }, drift)
  refuses({ drift: -1431655766 }, drift)
  refuses({ volatility: 0 }, { name: 'volatility', have: 0n, least: 1n, most: 2n ** 30n })
  refuses(
    { steps: 1, volatility: 2 ** 30 + 1 },
    { name: 'volatility', have: 2n ** 30n + 1n, least: 1n, most: 2n ** 30n },
  )
  const variance = { name: 'variance', have: 12n * 309962566n ** 2n, least: 1n, most: 2n ** 60n }
  refuses({ volatility: 309962566 }, variance)
  refuses({ strike: 0 }, { name: 'strike', have: 0n, least: 1n, most: 2n ** 28n - 1n })
  refuses({ strike: 2 ** 28 }, { name: 'strike', have: 2n ** 28n, least: 1n, most: 2n ** 28n - 1n })
  refuses({ seed: -1n }, { name: 'seed', have: -1n, least: 0n, most: 2n ** 64n - 1n })
  refuses({ seed: 2n ** 64n }, { name: 'seed', have: 2n ** 64n, least: 0n, most: 2n ** 64n - 1n })
})

test('encodeMonteCarloParams_refuses_whatIsNoWholeNumber', () => {
  refuses({ strike: 0.5 }, { name: 'strike', have: 0.5 })
  refuses({ steps: Number.NaN }, { name: 'steps', have: Number.NaN })
})

test('monteCarloLayout_refuses_shardsWithoutChunks', () => {
  const ten = { ...YEARLY, chunks: 10 }
  for (const shards of [0, -1, 11, 6, 1.5]) assert.throws(() => monteCarloLayout(ten, shards), KernelParameterError)
  for (const shards of [1, 4, 5, 10]) assert.equal(monteCarloLayout(ten, shards).shards, shards)
  assert.throws(() => monteCarloLayout(ten, 4).chunksOf(4), KernelShardError)
})

test('monteCarloLayout_sizes_followFromTheParams', () => {
  const layout = monteCarloLayout(YEARLY, 3)
  assert.deepEqual(
    [layout.chunksOf(0), layout.chunksOf(2)],
    [
      { start: 0, count: 334 },
      { start: 668, count: 332 },
    ],
  )
  assert.deepEqual([layout.elements(2), layout.units], [332n, 1n])
  const { rowBytes, ll, rl, hl } = layout.output(0)
  assert.deepEqual([rowBytes, ll, rl, hl, layout.proofBytes], [16, 7, 0, 9, 128 + 9 * 32])
})
