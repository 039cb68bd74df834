import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as fc from 'fast-check'
import { openWebgpuBackend } from '../backends/webgpu/backend.js'
import { everyBackend, UNPACKED } from '../conformance/backends.test.support.js'
import { compareShard } from '../conformance/flat-same-bits.test.support.js'
import { encodeRenderParams, RENDER_KERNEL_ID, type ComputeBackend, type RenderParams } from '../index.js'
import { images, SOLIDS, WHOLE_SET } from './images.test.support.js'

const { backends: all, note, close } = await everyBackend()
// The shader has no dot products to unpack.
const backends = all.filter(({ name }) => name !== UNPACKED)
after(close)

interface Band {
  readonly params: RenderParams
  readonly shards: number
  readonly shard: number
}

/** Compares a shard with the reference's; returns how many pixels. */
function compare(backend: ComputeBackend, { params, ...of }: Band): Promise<number> {
  return compareShard(backend, { kernelId: RENDER_KERNEL_ID, params: encodeRenderParams(params), ...of })
}

test('renderSameBits_bandsOfBothScenes_areThoseOfTheReferenceOnEveryBackend', async (t) => {
  t.diagnostic(`note: ${note}`)
  for (const backend of backends) {
    for (const params of [WHOLE_SET, SOLIDS]) {
      for (const shard of [0, 2, 4]) await compare(backend, { params, shards: 5, shard })
    }
  }
})

test('renderSameBits_randomImages_areThoseOfTheReferenceOnEveryBackend', async () => {
  for (const backend of backends) {
    let pixels = 0
    await fc.assert(
      fc.asyncProperty(images({ side: 60, steps: 200 }), fc.nat(), async (params, seed) => {
        const shards = params.height > 8 ? 2 : 1
        pixels += await compare(backend, { params, shards, shard: seed % shards })
      }),
      { numRuns: 60, seed: 0x5175726e },
    )
    assert.ok(pixels > 15_000, `${backend.name}: ${pixels}`)
  }
})

test('renderSameBits_outputOfSeveralBuffers_isDrawnRowByRow', async (t) => {
  const wgsl = backends.find(({ kind }) => kind === 'webgpu')
  if (wgsl === undefined) return t.diagnostic(note)
  const backend = await openWebgpuBackend({ allowFallbackAdapter: true, bufferBytes: 2048 })
  // A row has 256 bytes: parts of eight rows.
  await compare(backend, { params: SOLIDS, shards: 1, shard: 0 })
  await backend.close()
})
