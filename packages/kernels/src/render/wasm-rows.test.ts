import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { KernelNoWasmError, renderLayout, type RenderParams } from '../index.js'
import type { RowRange } from '../tensors/source.js'
import { images, SOLIDS, WHOLE_SET } from './images.test.support.js'
import { renderKernel } from './kernel.js'
import { renderReferenceRows } from './reference-rows.js'
import { openRenderWasm } from './wasm-rows.js'

const wasm = await openRenderWasm()

interface Band {
  readonly params: RenderParams
  readonly shards: number
  readonly shard: number
  readonly rows: RowRange
}

async function bothOf({ params, shards, shard, rows }: Band): Promise<readonly [string, string]> {
  const job = { kernel: renderKernel, params, layout: renderLayout(params, shards), shard }
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  return [hex(await wasm.rows(job, [], rows)), hex(await renderReferenceRows.rows(job, [], rows))]
}

test('renderWasm_wholeImages_areThoseOfTheReference', async () => {
  for (const params of [WHOLE_SET, SOLIDS]) {
    const [have, need] = await bothOf({ params, shards: 1, shard: 0, rows: { first: 0, count: params.height } })
    assert.equal(have, need)
  }
})

test('renderWasm_bands_areRowsOfTheImage', async () => {
  for (const shard of [0, 3, 6]) {
    const [have, need] = await bothOf({ params: SOLIDS, shards: 8, shard, rows: { first: 1, count: 2 } })
    assert.equal(have, need)
    assert.equal(have.length, 2 * 2 * 64 * 4)
  }
})

// Images of any size up to the largest, seen through some pixels of one row: 60,000 pixels together.
test('renderWasm_60000PixelsOfRandomImages_areThoseOfTheReference', async () => {
  let compared = 0
  const row = fc.nat()
  await fc.assert(
    fc.asyncProperty(images({ side: 150, steps: 300 }), row, async (params, seed) => {
      const rows = { first: seed % params.height, count: 1 }
      const [have, need] = await bothOf({ params, shards: 1, shard: 0, rows })
      compared += params.width
      assert.equal(have, need)
    }),
    { numRuns: 1000, seed: 0x5175726e },
  )
  assert.ok(compared > 60_000, String(compared))
})

test('renderWasm_largestImages_stayInFixedPoint', async () => {
  await fc.assert(
    fc.asyncProperty(images({ side: 16384, steps: 8192 }), fc.nat(), async (image, seed) => {
      const params = { ...image, width: Math.min(image.width, 40) }
      const rows = { first: seed % params.height, count: 1 }
      const [have, need] = await bothOf({ params, shards: 1, shard: 0, rows })
      assert.equal(have, need)
    }),
    { numRuns: 100 },
  )
})

test('renderWasm_refuses_rowsOutsideTheShard', async () => {
  for (const rows of [
    { first: -1, count: 1 },
    { first: 0, count: 0 },
    { first: 30, count: 7 },
  ]) {
    await assert.rejects(bothOf({ params: WHOLE_SET, shards: 1, shard: 0, rows }), { code: 'TENSOR_INDEX' })
  }
})

test('openRenderWasm_rejectsWhere_thereIsNoWebAssembly', async () => {
  const scope = globalThis as { WebAssembly?: unknown }
  const kept = scope.WebAssembly
  scope.WebAssembly = undefined
  try {
    await assert.rejects(openRenderWasm(), KernelNoWasmError)
  } finally {
    scope.WebAssembly = kept
  }
})
