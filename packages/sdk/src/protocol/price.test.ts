import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { priceAt, priceOfStep, stepAt } from './price.js'

const amount = fc.bigInt({ min: 0n, max: 2n ** 96n - 1n })
const ramps = fc
  .record({
    prices: fc.tuple(amount, amount),
    rampStart: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
    rampPeriod: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  .map(({ prices: [a, b], ...ramp }) => ({ ...ramp, minPrice: a < b ? a : b, maxPrice: a < b ? b : a }))

test('priceAt_isMinimumBeforeTheRampAndMaximumAfterIt', () => {
  fc.assert(
    fc.property(ramps, (ramp) => {
      assert.equal(priceAt(ramp, ramp.rampStart - 1), ramp.minPrice)
      assert.equal(priceAt(ramp, ramp.rampStart + ramp.rampPeriod), ramp.maxPrice)
      assert.equal(priceAt(ramp, ramp.rampStart), ramp.rampPeriod === 0 ? ramp.maxPrice : ramp.minPrice)
    }),
  )
})

test('priceAt_neverFallsAndStaysInBounds', () => {
  fc.assert(
    fc.property(ramps, fc.nat(2 ** 31), fc.nat(2 ** 31), (ramp, a, b) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)].map((x) => priceAt(ramp, ramp.rampStart + x))
      assert.ok(early !== undefined && late !== undefined && early <= late)
      assert.ok(ramp.minPrice <= early && late <= ramp.maxPrice)
    }),
  )
})

test('stepAt_equalsExactIntegerDivision', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.nat(2 ** 32 - 1), (rampPeriod, x) => {
      const exact = (BigInt(Math.min(x, rampPeriod)) * 65_535n) / BigInt(rampPeriod)
      assert.equal(BigInt(stepAt({ rampStart: 5, rampPeriod }, 5 + x)), exact)
    }),
    { numRuns: 1000 },
  )
})

test('stepAt_jumpsWhenTheRampHasNoLength', () => {
  assert.equal(stepAt({ rampStart: 100, rampPeriod: 0 }, 99), 0)
  assert.equal(stepAt({ rampStart: 100, rampPeriod: 0 }, 100), 65_535)
})

test('priceOfStep_roundsDown', () => {
  assert.equal(priceOfStep({ minPrice: 10n, maxPrice: 11n }, 65_534), 10n)
  assert.equal(priceOfStep({ minPrice: 10n, maxPrice: 11n }, 65_535), 11n)
  assert.equal(priceOfStep({ minPrice: 0n, maxPrice: 65_535n }, 1), 1n)
})
