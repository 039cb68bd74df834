import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkRender, decodeRenderParams, renderFault, renderLayout, renderPixel } from '../index.js'
import { renderVectors, type RenderVectors } from './render-vectors.test.support.js'
import { formatVectors, VERDICT_CODES } from './vectors.test.support.js'

const text = readFileSync(new URL('../../vectors/render.json', import.meta.url), 'utf8')
const vectors = JSON.parse(text) as RenderVectors

test('renderVectors_file_isWhatTheReferenceWritesToday', () => {
  assert.equal(text, formatVectors(renderVectors()), 'run node packages/kernels/scripts/write-vectors.mjs')
})

test('renderVectors_file_holdsBothScenesEveryVerdictAndEveryFault', () => {
  assert.deepEqual(new Set(vectors.pixels.map(({ params }) => decodeRenderParams(params).scene)), new Set([0, 1]))
  assert.deepEqual([...new Set(vectors.checks.map(({ verdict }) => verdict))].toSorted(), [0, 1, 2])
  const names = [
    'scene',
    'width',
    'height',
    'steps',
    '|x|',
    '|y|',
    '|z|',
    'pitch',
    'cycle',
    'palette',
    'shards',
    'shard',
  ]
  assert.deepEqual([...new Set(vectors.refusals.map(({ name }) => name))], ['paramsLength', ...names])
})

test('renderVectors_pixels_haveTheColoursTheyState', () => {
  for (const { name, params, start, stride, pixels } of vectors.pixels) {
    const image = decodeRenderParams(params)
    for (const [i, colour] of pixels.entries()) {
      const at = (start + i * stride) % (image.width * image.height)
      const place = { row: Math.floor(at / image.width), column: at % image.width }
      assert.equal(renderPixel(image, place).toString(16), colour, `${name}: pixel ${at}`)
    }
  }
})

test('renderVectors_checks_haveTheVerdictTheyState', () => {
  for (const { name, verdict, element, ...check } of vectors.checks) {
    assert.equal(VERDICT_CODES[checkRender({ ...check, element: BigInt(element) })], verdict, name)
  }
})

test('renderVectors_layouts_haveTheSizesTheyState', () => {
  for (const { params, shards, shard, elements, units, maxSamples, proofBytes } of vectors.layouts) {
    const layout = renderLayout(decodeRenderParams(params), shards)
    assert.deepEqual([layout.elements(shard), layout.units], [BigInt(elements), BigInt(units)])
    assert.deepEqual([layout.maxSamples, layout.proofBytes], [maxSamples, proofBytes])
    assert.equal(renderFault(params, { shards, shard }), undefined)
  }
})
