import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { findKernel, flatKernel, flatKernels, KernelUnknownError, witnessKernel, witnessKernels } from './index.js'

const kernels = [...flatKernels, ...witnessKernels]
/** How many times the candidates that its search expects a trial's answer may lie behind: what the worker gives it. */
const MARGIN = 2n ** 8n

test('findKernel_tellsOfEachNumberWhichKindItIs', () => {
  assert.equal(new Set(kernels.map(({ id }) => id)).size, kernels.length)
  for (const kernel of flatKernels) {
    assert.deepEqual([findKernel(kernel.id), kernel.kind], [kernel, 'flat'])
    assert.equal(flatKernel(kernel.id), kernel)
    assert.throws(() => witnessKernel(kernel.id), KernelUnknownError)
  }
  for (const kernel of witnessKernels) {
    assert.deepEqual([findKernel(kernel.id), kernel.kind], [kernel, 'witness'])
    assert.equal(witnessKernel(kernel.id), kernel)
    assert.throws(() => flatKernel(kernel.id), KernelUnknownError)
  }
  assert.equal(findKernel(0), undefined)
})

test('kernels_sayWhatAUnitTakes_andNoDeviceIsSlowerThanTheReference', () => {
  for (const { name, unitMs } of kernels) {
    const { webgpu, wasm, reference } = unitMs
    assert.ok(webgpu > 0 && wasm >= webgpu && reference > wasm && reference < Infinity, name)
  }
  for (const { name, unitHashes } of flatKernels) assert.ok(Number.isInteger(unitHashes) && unitHashes > 0, name)
})

test('kernels_bringTrials_thatAreWorkOfOneShardAndDifferBySize', () => {
  for (const kernel of kernels) {
    const sizes = kernel.trials.map(({ size }) => size)
    assert.equal(new Set(sizes).size, sizes.length, kernel.name)
    for (const { params, size } of kernel.trials) {
      const { units } = kernel.layout(kernel.decode(params), 1)
      assert.ok(units > 0n && Number(units) * kernel.unitMs.wasm < 1000, `${kernel.name} ${size}`)
    }
  }
})

test('witnessKernels_bringTrials_whoseAnswerIsFound', () => {
  for (const kernel of witnessKernels) {
    for (const { params: encoded, size } of kernel.trials) {
      const params = kernel.decode(encoded)
      const { expectedCandidates, outputBytes } = kernel.layout(params, 1)
      const count = Number(MARGIN * expectedCandidates)
      const answer = kernel.reference.search({ params, shards: 1, shard: 0, from: 0n, count })
      assert.ok(answer !== undefined, `${kernel.name} ${size}`)
      assert.equal(kernel.verdict({ params: encoded, shards: 1, shard: 0 }, answer), 'correct')
      assert.equal(answer.length, 2 + 2 * outputBytes)
    }
  }
})

test('kernels_haveVectors_withATestBesideTheirWriter', () => {
  const folders = readdirSync(new URL('../vectors', import.meta.url)).map((file) => file.replace('.json', ''))
  assert.equal(folders.length, kernels.length)
  for (const folder of folders)
    for (const file of ['vectors.test.support.ts', 'vectors.test.ts'])
      assert.ok(existsSync(new URL(`../src/${folder}/${file}`, import.meta.url)), `${folder} has no ${file}`)
})
