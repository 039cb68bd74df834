import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { lg, mul, sqrt } from './fixed.js'

const EDGES = [-(2 ** 31), -(2 ** 31) + 1, -65537, -65536, -1, 0, 1, 65535, 65536, 2 ** 30, 2 ** 31 - 1]
const int32 = fc.oneof(fc.constantFrom(...EDGES), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))
const uint32 = fc.oneof(
  fc.constantFrom(1, 2, 3, 4, 65535, 65536, 2 ** 31, 2 ** 32 - 1),
  fc.integer({ min: 1, max: 2 ** 32 - 1 }),
)

test('mul_isTheWholeProductShiftedDown', () => {
  fc.assert(
    fc.property(int32, int32, fc.integer({ min: 1, max: 32 }), (a, b, shift) => {
      const whole = (BigInt(a) * BigInt(b)) >> BigInt(shift)
      assert.equal(mul(a, b, shift), Number(BigInt.asIntN(32, whole)))
    }),
    { numRuns: 20_000 },
  )
})

test('sqrt_isTheRootRoundedDown', () => {
  assert.equal(sqrt(0), 0)
  fc.assert(
    fc.property(
      fc.oneof(
        uint32,
        fc.integer({ min: 1, max: 65535 }).map((root) => root * root - 1),
      ),
      (n) => {
        const root = BigInt(sqrt(n))
        assert.ok(root * root <= BigInt(n) && (root + 1n) * (root + 1n) > BigInt(n))
      },
    ),
    { numRuns: 20_000 },
  )
})

test('lg_isExactAtPowersOfTwoAndCloseBetweenThem', () => {
  for (let exponent = 0; exponent < 32; exponent++) assert.equal(lg(2 ** exponent), exponent * 65536)
  fc.assert(
    fc.property(uint32, (v) => {
      assert.ok(Math.abs(lg(v) / 65536 - Math.log2(v)) < 0.009, `${v}: ${lg(v) / 65536}`)
    }),
    { numRuns: 5000 },
  )
})
