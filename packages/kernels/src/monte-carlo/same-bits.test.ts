import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import * as fc from 'fast-check'
import { openWebgpuBackend } from '../backends/webgpu/backend.js'
import { everyBackend, runShard, UNPACKED } from '../conformance/backends.test.support.js'
import { compareShard } from '../conformance/flat-same-bits.test.support.js'
import {
  decodeMonteCarloParams,
  encodeMonteCarloParams,
  MONTE_CARLO_KERNEL_ID,
  type ComputeBackend,
  type MonteCarloParams,
} from '../index.js'
import { options, YEARLY } from './options.test.support.js'
import type { MonteCarloVectors } from './vectors.test.support.js'

const { backends: all, guards, note, close } = await everyBackend()
// The shader has no dot products to unpack.
const backends = all.filter(({ name }) => name !== UNPACKED)
after(close)

interface Block {
  readonly params: MonteCarloParams
  readonly shards: number
  readonly shard: number
}

/** Compares a shard with the reference's; returns how many paths. */
async function compare(backend: ComputeBackend, { params, ...of }: Block): Promise<number> {
  const work = { kernelId: MONTE_CARLO_KERNEL_ID, params: encodeMonteCarloParams(params), ...of }
  return params.paths * (await compareShard(backend, work))
}

test('monteCarloSameBits_everyShardOfAJob_isThatOfTheReferenceOnEveryBackend', async (t) => {
  t.diagnostic(`note: ${note}`)
  const params = { ...YEARLY, chunks: 61, paths: 9, strike: 2 ** 21 }
  for (const backend of backends) {
    for (const option of [0, 1] as const) {
      for (const shard of [0, 1, 3]) await compare(backend, { params: { ...params, option }, shards: 4, shard })
    }
  }
})

test('monteCarloSameBits_sharedVectors_areTheSumsOfEveryBackend', async () => {
  const file = new URL('../../vectors/monte-carlo.json', import.meta.url)
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as MonteCarloVectors
  for (const backend of backends) {
    for (const { name, params, start, stride, chunks } of vectors.chunks) {
      // A shard has one chunk.
      const { chunks: shards } = decodeMonteCarloParams(params)
      for (const [i, sums] of chunks.entries()) {
        const work = { kernelId: MONTE_CARLO_KERNEL_ID, params, shards, shard: (start + i * stride) % shards }
        const { output, free } = await runShard(backend, work, [])
        const words = new BigUint64Array((await backend.read(output, { first: 0, count: 1 })).slice().buffer)
        assert.deepEqual([...words].map(String), sums, `${backend.name}: ${name}, ${i}`)
        free()
      }
    }
  }
})

test('monteCarloSameBits_randomOptions_areThoseOfTheReferenceOnEveryBackend', async () => {
  for (const backend of backends) {
    let paths = 0
    await fc.assert(
      fc.asyncProperty(options(), fc.nat(), async (params, seed) => {
        // Few chunks a shard, of jobs that have millions: the last shard ends with the job.
        const block = 1 + (seed % 10)
        const shards = Math.ceil(params.chunks / block)
        const shard = seed % 3 === 0 ? shards - 1 : seed % shards
        paths += await compare(backend, { params, shards, shard })
      }),
      { numRuns: 140, seed: 0x5175726e },
    )
    assert.ok(paths > 7000, `${backend.name}: ${paths}`)
  }
})

test('monteCarloSameBits_outputOfSeveralBuffers_isDrawnPartByPart', async (t) => {
  const wgsl = backends.find(({ kind }) => kind === 'webgpu')
  if (wgsl === undefined) return t.diagnostic(note)
  // Each row takes 64 bytes of its tree: parts of 32 rows.
  const backend = await openWebgpuBackend({ allowFallbackAdapter: true, bufferBytes: 2048 })
  const params = { ...YEARLY, chunks: 101, paths: 5 }
  for (const shard of [0, 1]) await compare(backend, { params, shards: 2, shard })
  await backend.close()
})

test('monteCarloSameBits_poisonBehindEveryBuffer_wasNeitherReadNorWritten', async () => {
  for (const [i, { buffers, spoilt }] of guards.entries()) {
    // The second device has no work here.
    assert.ok(i > 0 || buffers() > 20)
    assert.equal(await spoilt(), 0)
  }
})
