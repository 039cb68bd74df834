import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { KernelElementError, referencePixel, renderLayout, renderPixel, type RenderParams } from '../index.js'
import { images, SOLIDS, WHOLE_SET } from './images.test.support.js'

const BLACK = 0xff000000
const ONE = 2 ** 28

function at(point: readonly [x: number, y: number], changed: Partial<RenderParams> = {}): number {
  const [x, y] = point.map((value) => Math.round(value * ONE)) as [number, number]
  return renderPixel({ ...WHOLE_SET, width: 1, height: 1, x, y, ...changed }, { row: 0, column: 0 })
}

test('renderPixel_pointsOfTheSet_areBlack', () => {
  for (const point of [
    [0, 0],
    [-1, 0],
    [-1.3, 0],
    [-0.1, 0.6],
    [0.25, 0],
    [0, 1],
  ] as const) {
    assert.equal(at(point, { steps: 8192 }), BLACK, String(point))
  }
})

test('renderPixel_pointsOutside_areNotBlackOnceTheyEscape', () => {
  // 1 becomes 1, 2: it is outside at its second iteration.
  assert.equal(at([1, 0], { steps: 1 }), BLACK)
  assert.notEqual(at([1, 0], { steps: 2 }), BLACK)
  // Just right of the cusp it takes some hundreds.
  assert.equal(at([0.2501, 0], { steps: 200 }), BLACK)
  assert.notEqual(at([0.2501, 0], { steps: 8192 }), BLACK)
})

test('renderPixel_setIsItsOwnMirrorImageAsFarAsRoundingGoes', () => {
  const { width, height } = WHOLE_SET
  let differing = 0
  for (let row = 0; row < height / 2; row++) {
    for (let column = 0; column < width; column++) {
      const other = renderPixel(WHOLE_SET, { row: height - 1 - row, column })
      if (renderPixel(WHOLE_SET, { row, column }) !== other) differing++
    }
  }
  assert.ok(differing < (width * height) / 4, String(differing))
})

test('renderPixel_eachChannel_followsItsOffsetInThePalette', () => {
  const gray = at([0.5, 0.5], { palette: 0x404040 })
  assert.equal(gray & 0xff, (gray >>> 8) & 0xff)
  assert.equal(at([0.5, 0.5], { palette: 0x404080 }) >>> 8, gray >>> 8)
  assert.equal(at([0.5, 0.5], { palette: 0x404080 }) & 0xff, at([0.5, 0.5], { palette: 0x808080 }) & 0xff)
})

test('renderPixel_solids_showSkyAboveAndFloorBelow', () => {
  const sky = renderPixel(SOLIDS, { row: 0, column: 32 })
  assert.ok(((sky >>> 16) & 0xff) > (sky & 0xff), sky.toString(16))
  const floor = Array.from({ length: 64 }, (_, column) => renderPixel(SOLIDS, { row: 35, column }) & 0xff)
  assert.ok(Math.min(...floor) < 90 && Math.max(...floor) > 180, String(floor))
})

test('renderPixel_theBallAlone_hasTheColourOfTheParams', () => {
  const red = { ...SOLIDS, palette: 0x0000ff }
  const blue = { ...SOLIDS, palette: 0xff0000 }
  const place = { row: 14, column: 22 }
  const [r, b] = [renderPixel(red, place), renderPixel(blue, place)]
  assert.ok((r & 0xff) > ((r >>> 16) & 0xff) && ((b >>> 16) & 0xff) > (b & 0xff), `${r.toString(16)} ${b.toString(16)}`)
})

test('renderPixel_everyPixel_isOpaque', () => {
  fc.assert(
    fc.property(images({ side: 64, steps: 40 }), fc.nat(), (params, seed) => {
      const place = { row: seed % params.height, column: (seed >>> 8) % params.width }
      const colour = renderPixel(params, place)
      assert.ok(Number.isInteger(colour) && colour >= BLACK && colour < 2 ** 32)
    }),
    { numRuns: 2000 },
  )
})

test('referencePixel_element_countsInItsShard', () => {
  const layout = renderLayout(WHOLE_SET, 5)
  const { start } = layout.bandOf(4)
  const element = BigInt(WHOLE_SET.width + 7)
  const want = renderPixel(WHOLE_SET, { row: start + 1, column: 7 })
  assert.equal(referencePixel({ params: WHOLE_SET, shards: 5, shard: 4, element }), want)
  const beyond = layout.elements(4)
  assert.throws(() => referencePixel({ params: WHOLE_SET, shards: 5, shard: 4, element: beyond }), KernelElementError)
})
