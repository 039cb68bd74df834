import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { KernelParameterError, KernelShardError, matmul8Layout } from '../index.js'

const side = fc.integer({ min: 1, max: 5000 })

test('matmul8Layout_shards_coverAllRowsOnce', () => {
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 60 }), (m, n, shards) => {
      fc.pre((shards - 1) * Math.ceil(m / shards) < m)
      const layout = matmul8Layout({ m, n, k: 7 }, shards)
      let next = 0
      for (let shard = 0; shard < shards; shard++) {
        const { start, count } = layout.rowsOf(shard)
        assert.equal(start, next)
        assert.ok(count >= 1)
        assert.equal(layout.c(shard).rows, count)
        assert.equal(layout.elements(shard), BigInt(count * n))
        next += count
      }
      assert.equal(next, m)
    }),
    { numRuns: 1000 },
  )
})

test('matmul8Layout_units_roundUpTheLargestShard', () => {
  assert.equal(matmul8Layout({ m: 1024, n: 1024, k: 1 }, 1).units, 1n)
  assert.equal(matmul8Layout({ m: 1025, n: 1024, k: 1 }, 1).units, 2n)
  assert.equal(matmul8Layout({ m: 2048, n: 1024, k: 1 }, 2).units, 1n)
  assert.equal(matmul8Layout({ m: 2 ** 24, n: 2 ** 24, k: 16384 }, 1).units, 2n ** 42n)
})

test('matmul8Layout_maxSamples_keepAWholeRevealUnder96KiB', () => {
  assert.equal(matmul8Layout({ m: 4096, n: 4096, k: 1024 }, 1).maxSamples, 24)
  assert.equal(matmul8Layout({ m: 4096, n: 4096, k: 4096 }, 1).maxSamples, 9)
  assert.equal(matmul8Layout({ m: 4096, n: 4096, k: 16384 }, 1).maxSamples, 2)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 24 }), fc.integer({ min: 1, max: 16384 }), (m, k) => {
      const { maxSamples, proofBytes } = matmul8Layout({ m, n: m, k }, 1)
      assert.ok(maxSamples >= 1 && maxSamples <= 255)
      assert.ok(maxSamples * (proofBytes + 64) + 8192 <= 98304)
    }),
    { numRuns: 1000 },
  )
})

test('matmul8Layout_refuses_shardsWithoutRows', () => {
  for (const shards of [0, -1, 1.5, 4, 6]) {
    assert.throws(() => matmul8Layout({ m: 5, n: 1, k: 1 }, shards), KernelParameterError, String(shards))
  }
})

test('matmul8Layout_refuses_shardNumbersAtTheCount', () => {
  const layout = matmul8Layout({ m: 5, n: 1, k: 1 }, 3)
  for (const shard of [3, -1, 0.5]) {
    assert.throws(
      () => layout.elements(shard),
      (error: unknown) => {
        assert.ok(error instanceof KernelShardError)
        assert.deepEqual(error.facts, { shard, shards: 3 })
        return true
      },
    )
  }
})
