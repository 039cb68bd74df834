import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { operand } from '../conformance/operands.test.support.js'
import {
  KernelElementError,
  matmul8ShardProduct,
  referenceElement,
  referenceMatmul8,
  TensorDataError,
} from '../index.js'

test('referenceElement_anyElement_equalsTheSumInBigInt', () => {
  const extreme = fc.constantFrom(undefined, -128, 127)
  const size = fc.integer({ min: 1, max: 12 })
  const lengths = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(16384))
  const jobs = fc.record({ m: size, n: size, k: lengths, seed: fc.nat(), fillA: extreme, fillB: extreme })
  fc.assert(
    fc.property(jobs, ({ m, n, k, seed, fillA, fillB }) => {
      const a = operand(m * k, seed + 1, fillA)
      const b = operand(n * k, seed + 2, fillB)
      const shards = m % 2 === 0 ? 2 : 1
      const shard = seed % shards
      const rows = m / shards
      const element = seed % (rows * n)
      const row = shard * rows + Math.floor(element / n)
      let sum = 0n
      for (let i = 0; i < k; i++) sum += BigInt(a[row * k + i] as number) * BigInt(b[(element % n) * k + i] as number)
      const input = { params: { m, n, k }, shards, shard, a, b }
      assert.equal(BigInt(referenceElement({ ...input, element: BigInt(element) })), sum)
      if (k < 16384) assert.equal(BigInt(referenceMatmul8(matmul8ShardProduct(input))[element] as number), sum)
    }),
    { numRuns: 300 },
  )
})

test('referenceElement_refuses_idsBeyondTheElements', () => {
  const input = { params: { m: 2, n: 3, k: 1 }, shards: 1, shard: 0, a: new Int8Array(2), b: new Int8Array(3) }
  for (const element of [6n, -1n]) assert.throws(() => referenceElement({ ...input, element }), KernelElementError)
  assert.equal(referenceElement({ ...input, element: 5n }), 0)
})

test('referenceMatmul8_refuses_operandsOfAnotherLength', () => {
  const input = { m: 2, n: 1, k: 2, a: new Int8Array(4), bt: new Int8Array(2) }
  assert.throws(() => referenceMatmul8({ ...input, a: new Int8Array(3) }), TensorDataError)
  assert.throws(
    () => referenceMatmul8({ ...input, bt: new Int8Array(3) }),
    (error: unknown) => {
      assert.ok(error instanceof TensorDataError)
      assert.deepEqual(error.facts, { tensor: 'bt', have: 3, need: 2 })
      return true
    },
  )
})
