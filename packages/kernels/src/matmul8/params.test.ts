import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  decodeMatmul8Params,
  encodeMatmul8Params,
  KernelParameterError,
  MATMUL8_MAX_K,
  MATMUL8_MAX_SIDE,
  type Hex,
} from '../index.js'

const word = (value: number) => value.toString(16).padStart(64, '0')

test('encodeMatmul8Params_writesThreeWords', () => {
  assert.equal(encodeMatmul8Params({ m: 1, n: 0x123456, k: 16384 }), `0x${word(1)}${word(0x123456)}${word(16384)}`)
})

test('decodeMatmul8Params_invertsEncode', () => {
  const side = fc.integer({ min: 1, max: MATMUL8_MAX_SIDE })
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: MATMUL8_MAX_K }), (m, n, k) => {
      assert.deepEqual(decodeMatmul8Params(encodeMatmul8Params({ m, n, k })), { m, n, k })
    }),
    { numRuns: 1000 },
  )
})

test('decodeMatmul8Params_refuses_whatTheContractRefuses', () => {
  const encoded: Hex[] = [
    '0x',
    `0x${word(1)}${word(1)}`,
    `0x${word(1)}${word(1)}${word(1)}00`,
    `0x${word(0)}${word(1)}${word(1)}`,
    `0x${word(1)}${word(MATMUL8_MAX_SIDE + 1)}${word(1)}`,
    `0x${word(1)}${word(1)}${word(MATMUL8_MAX_K + 1)}`,
    `0x${word(1)}${word(1)}${'1'.padEnd(56, '0')}${'1'.padStart(8, '0')}`,
    `0x${word(1)}${word(1)}${word(1).slice(1)}g`,
  ]
  for (const hex of encoded) assert.throws(() => decodeMatmul8Params(hex), KernelParameterError, hex)
})

test('encodeMatmul8Params_refuses_sidesOutOfBoundsWithFacts', () => {
  assert.throws(
    () => encodeMatmul8Params({ m: 1, n: 2, k: 16385 }),
    (error: unknown) => {
      assert.ok(error instanceof KernelParameterError)
      assert.equal(error.code, 'KERNEL_PARAMETERS')
      assert.deepEqual(error.facts, { m: 1, n: 2, k: 16385 })
      assert.match(error.message, /k=16385/)
      return true
    },
  )
})
