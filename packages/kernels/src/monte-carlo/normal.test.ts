import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { NORMAL_CURVES, NORMAL_STARTS } from './generated/normal-table.js'
import { normalOf, sizeIn } from './normal.js'

const PIECES = 512
const ONE = 2 ** 20
const LARGEST_ERROR = 2.4e-6

/** The probability of more than z, by Simpson's rule over the density to where nothing is left. */
function tail(z: number): number {
  const [end, parts] = [z + 12, 3000]
  const width = (end - z) / parts
  const density = (x: number) => Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI)
  let sum = density(z) + density(end)
  for (let i = 1; i < parts; i++) sum += density(z + i * width) * (i % 2 === 0 ? 2 : 4)
  return (sum * width) / 3
}

/** The probability beyond a point of a piece: t of 2^16 across it, which may be a fraction. */
function beyond(piece: number, t: number): number {
  return 2 ** -(Math.floor(piece / 16) + 2) * (1 + ((piece % 16) + t / 2 ** 16) / 16)
}

test('normalTable_everyPiece_keepsTheBoundsOfTheSpecification', () => {
  assert.deepEqual([NORMAL_STARTS.length, NORMAL_CURVES.length], [PIECES, PIECES])
  const [slopes, bends] = [NORMAL_CURVES.map((curve) => curve >>> 16), NORMAL_CURVES.map((curve) => curve & 0xffff)]
  assert.deepEqual([Math.min(...slopes), Math.min(...bends), Math.max(...bends)], [5294, 16, 819])
  assert.equal(Math.max(...NORMAL_STARTS), 6645830)
})

test('sizeIn_everyPointOfEveryPiece_fallsButForRoundingAndIsNotNegative', () => {
  for (let piece = 0; piece < PIECES; piece++) {
    let last = Infinity
    for (let t = 0; t < 2 ** 16; t++) {
      const size = sizeIn(piece, t)
      if (!(size >= 0 && size <= last + 1)) assert.fail(`piece ${piece}, t ${t}: ${size} behind ${last}`)
      last = size
    }
  }
})

test('sizeIn_everyPiece_isWithinTheLargestErrorOfTheInverse', () => {
  for (let piece = 0; piece < PIECES; piece++) {
    for (let i = 0; i <= 24; i++) {
      const t = Math.min(65535, Math.floor((i * 65536) / 24))
      const z = sizeIn(piece, t) / ONE
      const probability = beyond(piece, t + 0.5)
      // The tail falls: it tells without an inverse on which side of a point the exact deviate lies.
      const isNear = tail(z - LARGEST_ERROR) > probability && tail(z + LARGEST_ERROR) < probability
      assert.ok(isNear, `piece ${piece}, t ${t}: ${z} for ${probability}`)
    }
  }
})

test('normalOf_momentsOfAllWords_areThoseOfTheDistribution', () => {
  let [second, fourth, all] = [0, 0, 0]
  for (let piece = 0; piece < PIECES; piece++) {
    const weight = 2 ** -(Math.floor(piece / 16) + 1)
    for (let t = 0; t < 2 ** 16; t++) {
      const square = (sizeIn(piece, t) / ONE) ** 2
      all += weight
      second += weight * square
      fourth += weight * square * square
    }
  }
  assert.ok(Math.abs(second / all - 1) < 1e-6, String(second / all))
  assert.ok(Math.abs(fourth / all - 3) < 1e-6, String(fourth / all))
})

test('normalOf_mirroredWords_areMirroredDeviates', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 31 }), (wide, shift) => {
      const word = wide >>> shift
      const [below, above] = [normalOf(word), normalOf(2 ** 32 - 1 - word)]
      assert.deepEqual([below.isAbove, above.isAbove, above.size], [false, true, below.size])
      assert.ok(normalOf(word + 1).size <= below.size + 3, String(word))
    }),
    { numRuns: 5000 },
  )
})

test('normalOf_anyWord_isNearTheInverseAtItsOwnProbability', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 31 }), (wide, shift) => {
      const word = wide >>> shift
      const [z, probability] = [normalOf(word).size / ONE, (word + 0.5) / 2 ** 32]
      // The lower bits of a word, which t leaves out, are worth less than 4 · 10^−7.
      const error = LARGEST_ERROR + 4e-7
      assert.ok(tail(z - error) > probability && tail(z + error) < probability, `${word}: ${z}`)
    }),
    { numRuns: 2000 },
  )
})

test('normalOf_ends_areTheFurthestAndTheMiddle', () => {
  assert.deepEqual(normalOf(0), { size: 6645830, isAbove: false })
  assert.deepEqual(normalOf(2 ** 32 - 1), { size: 6645830, isAbove: true })
  assert.deepEqual([normalOf(2 ** 31 - 1).size, normalOf(2 ** 31).size], [0, 0])
})
