import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replayVectors } from '../conformance/vector-replay.test.support.js'
import { checkRender, decodeRenderParams, renderFault, renderLayout, renderPixel } from '../index.js'
import { makeVectors } from './vectors.test.support.js'

const { pixels } = replayVectors({
  folder: 'render',
  makeVectors,
  counts: { checks: 34, layouts: 7, refusals: 46 },
  faults: 'paramsLength scene width height steps |x| |y| |z| pitch cycle palette shards shard'.split(' '),
  check: checkRender,
  faultOf: renderFault,
  layoutOf: (params, shards) => renderLayout(decodeRenderParams(params), shards),
})

test('renderVectors_pixels_areOfBothScenes', () => {
  assert.deepEqual(new Set(pixels.map(({ params }) => decodeRenderParams(params).scene)), new Set([0, 1]))
})

test('renderVectors_pixels_haveTheColoursTheyState', () => {
  for (const { name, params, start, stride, pixels: colours } of pixels) {
    const image = decodeRenderParams(params)
    for (const [i, colour] of colours.entries()) {
      const at = (start + i * stride) % (image.width * image.height)
      const place = { row: Math.floor(at / image.width), column: at % image.width }
      assert.equal(renderPixel(image, place).toString(16), colour, `${name}: pixel ${at}`)
    }
  }
})
