// Random work of every flat kernel on every backend: a new kernel's is found in its folder.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { bytesSource, flatKernels, type TensorShape } from '../index.js'
import { everyBackend, UNPACKED } from './backends.test.support.js'
import { compareShard } from './flat-same-bits.test.support.js'
import { FLAT_WORKS } from './flat-works.test.support.js'
import { diceOf } from './random-work.test.support.js'

const SEED = 0x5175726e
const MOST_ELEMENTS = 1000

const { backends: all, guards, note, close } = await everyBackend()
// What only Matmul8 has is in same-bits.test.ts.
const backends = all.filter(({ name }) => name !== UNPACKED)
after(close)

test('flatWorks_areThereOfEveryFlatKernel', () => {
  assert.deepEqual(new Set(FLAT_WORKS.map(({ kernel }) => kernel)), new Set(flatKernels))
})

for (const { kernel, elements, random } of FLAT_WORKS) {
  test(`flatWorks_of${kernel.name}_areThoseOfTheReferenceOnEveryBackend`, async (t) => {
    t.diagnostic(`note: ${note}`)
    for (const backend of backends) {
      const dice = diceOf(SEED)
      let compared = 0
      while (compared < Math.min(elements, MOST_ELEMENTS)) {
        const { job, params, inputs } = random(dice)
        const sources = job.layout.inputs.map((shape: TensorShape, i) => bytesSource(shape, inputs[i] as Uint8Array))
        const work = { kernelId: kernel.id, params, shards: job.layout.shards, shard: job.shard }
        compared += await compareShard(backend, work, sources)
      }
    }
    for (const { spoilt } of guards) assert.equal(await spoilt(), 0)
  })
}
