import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import * as fc from 'fast-check'
import { operand } from '../conformance/operands.test.support.js'
import { findWrongElement, freivalds, matmul8ShardProduct, referenceMatmul8, TensorDataError } from '../index.js'

function job(size: { m: number; n: number; k: number; seed?: number; fillA?: number; fillB?: number }) {
  const { m, n, k, seed = 1, fillA, fillB } = size
  const a = operand(m * k, seed, fillA)
  const b = operand(n * k, seed + 1, fillB)
  const input = { params: { m, n, k }, shards: 1, shard: 0, a, b }
  return { ...input, c: referenceMatmul8(matmul8ShardProduct(input)) }
}

test('freivalds_rightOutput_passesWithARiskBelow2ToTheMinus60', () => {
  const result = freivalds(job({ m: 5, n: 6, k: 7 }))
  assert.deepEqual(result, { ok: true, errorProbability: 2 ** -62 })
})

test('freivalds_rightOutputs_areNeverRefused', () => {
  const size = fc.integer({ min: 1, max: 40 })
  fc.assert(
    fc.property(fc.record({ m: size, n: size, k: size, seed: fc.integer({ min: 1, max: 2 ** 30 }) }), (work) => {
      assert.equal(freivalds(job(work)).ok, true)
    }),
    { numRuns: 2000 },
  )
})

test('freivalds_extremes_staysExact', () => {
  for (const [fillA, fillB] of [
    [-128, -128],
    [127, -128],
    [127, 127],
  ] as const) {
    assert.equal(freivalds(job({ m: 2, n: 700, k: 16384, fillA, fillB })).ok, true)
    assert.equal(freivalds(job({ m: 2, n: 3, k: 16383, fillA, fillB })).ok, true)
  }
})

test('freivalds_moreThanOneBlockOfEveryTensor_findsTheOneWrongElement', () => {
  for (const size of [
    { m: 1, n: 200_001, k: 3 },
    { m: 3, n: 66_000, k: 1 },
    { m: 40_001, n: 1, k: 2 },
    { m: 300, n: 257, k: 1001 },
    { m: 20, n: 270, k: 16384 },
  ]) {
    const work = job(size)
    assert.equal(freivalds(work).ok, true, JSON.stringify(size))
    for (const at of [0, Math.floor(work.c.length / 2), work.c.length - 1]) {
      work.c[at] = (work.c[at] as number) ^ 1
      assert.deepEqual(freivalds(work), { ok: false, rows: [Math.floor(at / size.n)] }, JSON.stringify({ ...size, at }))
      assert.equal(findWrongElement(work), BigInt(at))
      work.c[at] = (work.c[at] as number) ^ 1
    }
  }
})

test('freivalds_everyBitOfAnElement_isLookedAt', () => {
  const size = fc.integer({ min: 1, max: 40 })
  fc.assert(
    fc.property(fc.record({ m: size, n: size, k: size }), fc.nat(), ({ m, n, k }, seed) => {
      const wrong = job({ m, n, k, seed: seed + 1 })
      for (let bit = 0; bit < 32; bit++) {
        const at = (seed + 7 * bit) % (m * n)
        const right = wrong.c[at] as number
        wrong.c[at] = right ^ (1 << bit)
        assert.deepEqual(freivalds(wrong), { ok: false, rows: [Math.floor(at / n)] })
        assert.equal(findWrongElement(wrong), BigInt(at))
        wrong.c[at] = right
      }
    }),
    { numRuns: 50 },
  )
})

test('freivalds_twoWrongRows_areNamedAndTheFirstElementFound', () => {
  const wrong = job({ m: 9, n: 50, k: 33 })
  for (const at of [3 * 50 + 49, 3 * 50 + 7, 8 * 50]) wrong.c[at] = (wrong.c[at] as number) + 2 ** 20
  assert.deepEqual(freivalds(wrong), { ok: false, rows: [3, 8] })
  assert.equal(findWrongElement(wrong), 157n)
})

test('freivalds_entries_areAskedOfTheSystemEachTime', () => {
  const given = mock.method(crypto, 'getRandomValues')
  try {
    const work = job({ m: 1, n: 20_000, k: 1 })
    freivalds(work)
    freivalds(work)
    const bytes = given.mock.calls.map(({ arguments: [array] }) => (array as Uint8Array).length)
    const vector = [65_536, 80_000 - 65_536]
    assert.deepEqual(bytes, [...vector, ...vector, ...vector, ...vector])
  } finally {
    given.mock.restore()
  }
})

test('freivalds_oneWrongElement_namesItsRow', () => {
  const size = fc.integer({ min: 1, max: 20 })
  const change = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).filter((value) => value !== 0)
  fc.assert(
    fc.property(fc.record({ m: size, n: size, k: size, seed: fc.nat() }), change, ({ m, n, k, seed }, delta) => {
      const wrong = job({ m, n, k, seed: seed + 1 })
      const at = seed % (m * n)
      wrong.c[at] = (wrong.c[at] as number) + delta
      assert.deepEqual(freivalds(wrong), { ok: false, rows: [Math.floor(at / n)] })
      assert.equal(findWrongElement(wrong), BigInt(at))
    }),
    { numRuns: 500 },
  )
})

test('freivalds_valuesBeyondAnyProduct_areFound', () => {
  for (const value of [2 ** 31 - 1, -(2 ** 31), 2 ** 30, -(2 ** 29), 2 ** 16]) {
    const wrong = job({ m: 3, n: 3, k: 4, fillA: 0 })
    wrong.c[4] = value
    assert.deepEqual(freivalds(wrong), { ok: false, rows: [1] })
    assert.equal(findWrongElement(wrong), 4n)
  }
})

test('freivalds_swappedValuesInARow_areFound', () => {
  const wrong = job({ m: 4, n: 300, k: 50 })
  const [first, second] = [wrong.c[300 * 2 + 7] as number, wrong.c[300 * 2 + 9] as number]
  wrong.c[300 * 2 + 7] = second
  wrong.c[300 * 2 + 9] = first
  assert.notEqual(first, second)
  assert.equal(findWrongElement(wrong), 607n)
})

test('findWrongElement_laterShard_countsFromTheShard', () => {
  const { m, n, k } = { m: 10, n: 4, k: 9 }
  const input = { params: { m, n, k }, shards: 3, shard: 2, a: operand(m * k, 5), b: operand(n * k, 6) }
  const c = referenceMatmul8(matmul8ShardProduct(input))
  assert.equal(c.length, 8)
  assert.equal(findWrongElement({ ...input, c }), undefined)
  c[6] = (c[6] as number) ^ 1
  assert.equal(findWrongElement({ ...input, c }), 6n)
})

test('freivalds_refuses_anOutputOfAnotherLength', () => {
  const right = job({ m: 2, n: 2, k: 2 })
  assert.throws(() => freivalds({ ...right, c: new Int32Array(5) }), TensorDataError)
})
