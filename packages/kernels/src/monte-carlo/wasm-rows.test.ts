import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { monteCarloKernel, monteCarloLayout, type MonteCarloParams } from '../index.js'
import type { RowRange } from '../tensors/source.js'
import { options, YEARLY } from './options.test.support.js'
import { monteCarloReferenceRows } from './reference-rows.js'
import { openMonteCarloWasm } from './wasm-rows.js'

const wasm = await openMonteCarloWasm()

interface Chunks {
  readonly params: MonteCarloParams
  readonly shards: number
  readonly shard: number
  readonly rows: RowRange
}

async function bothOf({ params, shards, shard, rows }: Chunks): Promise<readonly [string, string]> {
  const job = { kernel: monteCarloKernel, params, layout: monteCarloLayout(params, shards), shard }
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  return [hex(await wasm.rows(job, [], rows)), hex(await monteCarloReferenceRows.rows(job, [], rows))]
}

test('monteCarloWasm_shards_areChunksOfTheJob', async () => {
  for (const shard of [0, 3, 6]) {
    const [have, need] = await bothOf({ params: YEARLY, shards: 7, shard, rows: { first: 100, count: 5 } })
    assert.equal(have, need)
    assert.equal(have.length, 2 * 5 * 16)
  }
})

// More than one batch of payoffs, with chunks that four paths at a time cut: 50,000 elements together.
test('monteCarloWasm_50000ChunksInThreeCalls_areThoseOfTheReference', async () => {
  const params = { ...YEARLY, steps: 1, drift: 2 ** 30, chunks: 50_000 }
  for (const [paths, count] of [
    [1, 36_000],
    [3, 11_000],
    [7, 3000],
  ] as const) {
    const rows = { first: 11, count }
    const [have, need] = await bothOf({ params: { ...params, paths }, shards: 1, shard: 0, rows })
    assert.equal(have, need)
  }
})

test('monteCarloWasm_randomOptions_areThoseOfTheReference', async () => {
  let paths = 0
  await fc.assert(
    fc.asyncProperty(options(), fc.nat(), async (params, seed) => {
      const shards = params.chunks > 3 ? 2 : 1
      const shard = seed % shards
      const { count } = monteCarloLayout(params, shards).chunksOf(shard)
      const first = seed % 2 === 0 ? count - 1 : seed % count
      const rows = { first, count: Math.min(2, count - first) }
      const [have, need] = await bothOf({ params, shards, shard, rows })
      assert.equal(have, need, JSON.stringify({ ...params, seed: String(params.seed) }))
      paths += rows.count * params.paths
    }),
    { numRuns: 600, seed: 0x5175726e },
  )
  assert.ok(paths > 10_000, String(paths))
})

test('monteCarloWasm_refuses_rowsOutsideTheShard', async () => {
  for (const rows of [
    { first: -1, count: 1 },
    { first: 0, count: 0 },
    { first: 998, count: 3 },
  ]) {
    await assert.rejects(bothOf({ params: YEARLY, shards: 1, shard: 0, rows }), { code: 'TENSOR_INDEX' })
  }
})
