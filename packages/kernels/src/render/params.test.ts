import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  decodeRenderParams,
  encodeRenderParams,
  KernelParameterError,
  renderFault,
  renderLayout,
  type Hex,
  type RenderParams,
} from '../index.js'
import { images, WHOLE_SET } from './images.test.support.js'

const anyImage = images({ side: 16384, steps: 8192 })

function refuses(changed: object, facts: Record<string, unknown>): void {
  assert.throws(
    () => encodeRenderParams({ ...WHOLE_SET, ...changed } as RenderParams),
    (error: unknown) => {
      assert.ok(error instanceof KernelParameterError)
      assert.equal(error.code, 'KERNEL_PARAMETERS')
      assert.deepEqual(error.facts, facts)
      return true
    },
  )
}

test('encodeRenderParams_writesTenWordsOfTwosComplement', () => {
  const words = encodeRenderParams(WHOLE_SET).slice(2).match(/.{64}/g) ?? []
  assert.equal(words.length, 10)
  assert.equal(BigInt.asIntN(256, BigInt(`0x${words[4]}`)), BigInt(WHOLE_SET.x))
  assert.equal(BigInt(`0x${words[7]}`), BigInt(WHOLE_SET.pitch))
})

test('decodeRenderParams_invertsEncode', () => {
  fc.assert(
    fc.property(anyImage, (params) => {
      assert.deepEqual(decodeRenderParams(encodeRenderParams(params)), params)
    }),
    { numRuns: 1000 },
  )
})

test('decodeRenderParams_refuses_exactlyWhatHasAFault', () => {
  const word = fc.oneof(
    fc.bigInt(-2n, 3n),
    fc.bigInt(-(2n ** 30n), 2n ** 30n),
    fc.bigInt(0n, 2n ** 256n - 1n),
    fc.constant(2n ** 255n),
  )
  fc.assert(
    fc.property(anyImage, fc.integer({ min: 0, max: 9 }), word, (params, index, dirt) => {
      const good = encodeRenderParams(params)
      const at = 2 + 64 * index
      const digits = BigInt.asUintN(256, dirt).toString(16).padStart(64, '0')
      const hex: Hex = `0x${good.slice(2, at)}${digits}${good.slice(at + 64)}`
      const fault = renderFault(hex, { shards: 1, shard: 0 })
      if (fault === undefined) return assert.equal(encodeRenderParams(decodeRenderParams(hex)), hex)
      assert.throws(
        () => decodeRenderParams(hex),
        (error: unknown) => {
          assert.ok(error instanceof KernelParameterError)
          assert.deepEqual(error.facts, { ...fault })
          return true
        },
      )
    }),
    { numRuns: 2000 },
  )
})

test('decodeRenderParams_refuses_textThatIsNotBytes', () => {
  const digits = encodeRenderParams(WHOLE_SET).slice(2)
  for (const hex of ['', digits, `0x${digits.slice(1)}`, `0x${digits.slice(1)}g`] as Hex[]) {
    assert.throws(() => decodeRenderParams(hex), KernelParameterError, hex)
  }
})

test('encodeRenderParams_refuses_withNameValueAndLimits', () => {
  refuses({ scene: 2 }, { name: 'scene', have: 2n, least: 0n, most: 1n })
  refuses({ width: 0 }, { name: 'width', have: 0n, least: 1n, most: 16384n })
  refuses({ height: 16385 }, { name: 'height', have: 16385n, least: 1n, most: 16384n })
  refuses({ steps: 8193 }, { name: 'steps', have: 8193n, least: 1n, most: 8192n })
  refuses({ scene: 1, steps: 257 }, { name: 'steps', have: 257n, least: 1n, most: 256n })
  refuses({ x: -(2 ** 29) - 1 }, { name: '|x|', have: 2n ** 29n + 1n, least: 0n, most: 2n ** 29n })
  refuses({ z: -1 }, { name: '|z|', have: 1n, least: 0n, most: 0n })
  refuses({ pitch: 13841204 }, { name: 'pitch', have: 13841204n, least: 1n, most: 13841203n })
  refuses({ cycle: -1 }, { name: 'cycle', have: -1n, least: 0n, most: 65535n })
  refuses({ palette: 2 ** 24 }, { name: 'palette', have: 2n ** 24n, least: 0n, most: 2n ** 24n - 1n })
})

test('encodeRenderParams_refuses_whatIsNoWholeNumber', () => {
  refuses({ x: 0.5 }, { name: 'x', have: 0.5 })
  refuses({ steps: Number.NaN }, { name: 'steps', have: Number.NaN })
})

test('renderLayout_refuses_shardsWithoutRows', () => {
  for (const shards of [0, -1, 37, 13, 1.5]) assert.throws(() => renderLayout(WHOLE_SET, shards), KernelParameterError)
  for (const shards of [1, 12, 18, 36]) assert.equal(renderLayout(WHOLE_SET, shards).shards, shards)
})
