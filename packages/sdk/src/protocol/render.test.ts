import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeRenderParams, KernelError } from '@quern/kernels'
import { keccak256 } from 'viem'
import { estimateWork } from './estimate.js'
import { encodeInputRoots } from './matmul.js'
import { describeMandelbrot, describeSolids } from './render.js'

const set = { width: 1920, height: 1080, centre: { re: -0.7, im: 0.25 }, across: 4.2, iterations: 1000 }
const solids = { width: 1920, height: 1080, camera: { x: 1.2, y: 1.8, z: -3.7 } }

test('describeMandelbrot_roundsToFixedPointAndHasNoInputs', () => {
  const { kernelId, work, image, inputRoots } = describeMandelbrot({ ...set, shards: 9 })
  assert.deepEqual([kernelId, work.shards, work.inputUri, inputRoots], [2, 9, '', []])
  assert.equal(work.inputRoot, keccak256(encodeInputRoots(inputRoots)))
  assert.deepEqual(decodeRenderParams(work.params), image)
  const view = { x: -187904819, y: 2 ** 26, z: 0, pitch: 293601 }
  const tones = { cycle: 2048, palette: 0x804020 }
  assert.deepEqual(image, { scene: 0, width: 1920, height: 1080, steps: 1000, ...view, ...tones })
})

test('describeSolids_roundsToFixedPoint', () => {
  const { image, work } = describeSolids(solids)
  assert.equal(work.shards, 1)
  const view = { x: 4915, y: 7373, z: -15155, pitch: 6117 }
  const tones = { cycle: 39977, palette: 0x3c28c8 }
  assert.deepEqual(image, { scene: 1, width: 1920, height: 1080, steps: 128, ...view, ...tones })
})

test('describeSolids_wholeTurnsOfTheLightCountForNothing', () => {
  const light = (turns: number) => describeSolids({ ...solids, light: turns }).image.cycle
  assert.deepEqual([0, 1, 1.5, -0.25, 0.999_999].map(light), [0, 0, 32_768, 49_152, 0])
})

test('describe_refusesByTheFactsOfTheKernel', () => {
  const refused: readonly (readonly [() => unknown, string])[] = [
    [() => describeMandelbrot({ ...set, width: 0 }), 'width'],
    [() => describeMandelbrot({ ...set, height: 20_000 }), 'height'],
    [() => describeMandelbrot({ ...set, iterations: 10_000 }), 'steps'],
    [() => describeMandelbrot({ ...set, centre: { re: 3, im: 0 } }), '|x|'],
    [() => describeMandelbrot({ ...set, across: 9 }), 'pitch'],
    [() => describeMandelbrot({ ...set, across: 0 }), 'pitch'],
    [() => describeMandelbrot({ ...set, shards: 1081 }), 'shards'],
    [() => describeSolids({ ...solids, camera: { x: 0, y: 5, z: 0 } }), '|y|'],
    [() => describeSolids({ ...solids, across: 5 }), 'pitch'],
    [() => describeSolids({ ...solids, colour: 2 ** 24 }), 'palette'],
    [() => describeMandelbrot({ ...set, cycle: Number.NaN }), 'cycle'],
    [() => describeSolids({ ...solids, light: Number.POSITIVE_INFINITY }), 'cycle'],
  ]
  for (const [describe, name] of refused) {
    assert.throws(describe, (error: unknown) => {
      assert.ok(error instanceof KernelError, name)
      assert.deepEqual([error.code, error.facts['name']], ['KERNEL_PARAMETERS', name])
      return true
    })
  }
})

test('estimateWork_knowsImages', () => {
  const { kernelId, work } = describeMandelbrot({ ...set, shards: 9 })
  const { units, elements, maxSamples, proofBytes } = estimateWork({ kernelId, params: work.params, shards: 9 })
  assert.deepEqual([units, elements.length, elements[8], maxSamples, proofBytes], [220n, 9, 230400n, 48, 544])
})
