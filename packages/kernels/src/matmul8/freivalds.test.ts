import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { operand } from '../conformance/operands.test.support.js'
import { findWrongElement, freivalds, matmul8ShardProduct, referenceMatmul8, TensorDataError } from '../index.js'

const PRIME = 2 ** 31 - 1

function job(size: { m: number; n: number; k: number; seed?: number; fillA?: number; fillB?: number }) {
  const { m, n, k, seed = 1, fillA, fillB } = size
  const a = operand(m * k, seed, fillA)
  const b = operand(n * k, seed + 1, fillB)
  const input = { params: { m, n, k }, shards: 1, shard: 0, a, b }
  return { ...input, c: referenceMatmul8(matmul8ShardProduct(input)) }
}

test('freivalds_rightOutput_passesWithTwoVectorsOfRisk', () => {
  const result = freivalds(job({ m: 5, n: 6, k: 7 }))
  assert.deepEqual(result, { ok: true, errorProbability: 1 / PRIME ** 2 })
  assert.ok(1 / PRIME ** 2 < 2 ** -61.99)
})

test('freivalds_extremes_staysExact', () => {
  for (const [fillA, fillB] of [
    [-128, -128],
    [127, -128],
    [127, 127],
  ] as const) {
    assert.equal(freivalds(job({ m: 2, n: 700, k: 16384, fillA, fillB })).ok, true)
  }
})

test('freivalds_longSumsOfOddValues_stayExact', () => {
  // Odd values leave no zero bits at the end, so that a sum beyond 2^53 would be rounded.
  assert.equal(freivalds(job({ m: 1, n: 3000, k: 16383, fillA: 127, fillB: 127 })).ok, true)
  assert.equal(freivalds(job({ m: 1, n: 200_000, k: 3, fillA: 127, fillB: 127 })).ok, true)
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

test('freivalds_differenceOfThePrime_isFound', () => {
  for (const delta of [PRIME, -PRIME]) {
    const wrong = job({ m: 3, n: 3, k: 4, fillA: 0 })
    wrong.c[4] = delta
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
