import assert from 'node:assert/strict'
import { test } from 'node:test'
import { create2SearchLayout, KernelParameterError, KernelShardError } from '../index.js'
import { SPEC_EXAMPLE } from './queries.test.support.js'

const { params } = SPEC_EXAMPLE
const withBits = (bits: number) => ({ ...params, mask: 2n ** BigInt(bits) - 1n, value: 0n })

test('create2SearchLayout_unitsAreExpectedHashesRoundedUp', () => {
  const units = [1, 19, 20, 21, 32, 64].map((bits) => create2SearchLayout(withBits(bits), 1).units)
  assert.deepEqual(units, [1n, 1n, 1n, 2n, 4096n, 2n ** 44n])
  assert.equal(create2SearchLayout(withBits(32), 1).expectedCandidates, 2n ** 32n)
})

test('create2SearchLayout_hasOneElementAndNoSamples', () => {
  const layout = create2SearchLayout(params, 3)
  assert.deepEqual([layout.elements(0), layout.elements(2), layout.maxSamples], [1n, 1n, 0])
})

test('create2SearchLayout_shardsOwnNeighbouringRanges', () => {
  const layout = create2SearchLayout({ ...params, base: 5n, r: 80 }, 4)
  for (const shard of [0, 1, 2, 3]) {
    assert.deepEqual(layout.saltsOf(shard), { first: (5n + BigInt(shard)) << 80n, count: 2n ** 80n })
  }
})

test('create2SearchLayout_refuses_shardsThatDoNotExist', () => {
  const last = { ...params, base: 2n ** 185n - 2n }
  assert.equal(create2SearchLayout(last, 2).saltsOf(1).first, 2n ** 256n - 2n ** 71n)
  for (const shards of [0, 3, 2 ** 32, -1, 1.5]) {
    assert.throws(() => create2SearchLayout(last, shards), KernelParameterError, String(shards))
  }
  const layout = create2SearchLayout(last, 2)
  for (const shard of [2, -1, 0.5]) {
    assert.throws(() => layout.saltsOf(shard), KernelShardError, String(shard))
    assert.throws(() => layout.elements(shard), KernelShardError, String(shard))
  }
})

test('create2SearchLayout_refuses_moreShardsThanARequestHas', () => {
  assert.equal(create2SearchLayout(params, 2 ** 32 - 1).shards, 2 ** 32 - 1)
  assert.throws(
    () => create2SearchLayout(params, 2 ** 32),
    (error: unknown) => {
      assert.ok(error instanceof KernelParameterError)
      assert.deepEqual(error.facts, { name: 'shards', have: 2n ** 32n, least: 1n, most: 2n ** 32n - 1n })
      return true
    },
  )
})
