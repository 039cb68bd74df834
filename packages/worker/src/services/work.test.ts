import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeMatmul8Params, flatKernels, witnessKernels } from '@quern/kernels'
import { imageDocument, optionDocument, searchDocument, testDocument } from './samples.test.fixture.js'
import { besideBytes, durationMs, isWitness, kindFor, tellingUnits, workFacts, type WorkSizes } from './work.js'

function sizesOf(document = searchDocument()): WorkSizes {
  const facts = workFacts(document)
  assert.ok(!('problem' in facts), 'it has sizes')
  return facts
}

const bitsOf = (bits: number) => searchDocument({ mask: 2n ** BigInt(bits) - 1n, value: 0n, r: 40 })

describe('workFacts', () => {
  it('tells products from searches', () => {
    assert.deepEqual([isWitness(testDocument()), isWitness(searchDocument())], [false, true])
    const { hasInputs, inputBytes, outputBytes, maxSamples } = sizesOf()
    assert.deepEqual([hasInputs, inputBytes, outputBytes, maxSamples], [false, 0, 32, 0])
    assert.equal(sizesOf(testDocument()).hasInputs, true)
  })

  it('sizes searches by what they expect, and by what their check costs', () => {
    const { units, hashes, spread, heldBytes, proofBytes, sampleGas } = sizesOf(bitsOf(30))
    assert.deepEqual([units, hashes, spread, heldBytes, proofBytes, sampleGas], [1024, 0, 7, 32, 0, 8_500])
    assert.equal(sizesOf(bitsOf(10)).units, 2 ** -10)
  })

  it('passes over what no answer could be shown for', () => {
    const { request, ...rest } = searchDocument()
    const work = { ...request.work, inputRoot: `0x${'66'.repeat(32)}` } as const
    assert.deepEqual(workFacts({ ...rest, request: { ...request, work } }), { problem: 'inputs_not_empty' })
  })

  it('sizes images: bands without inputs, whose samples cost gas', () => {
    const { hasInputs, inputBytes, outputBytes, maxSamples, sampleGas, units } = sizesOf(imageDocument())
    assert.deepEqual([hasInputs, inputBytes, outputBytes, units], [false, 0, 9 * 64 * 4, 2])
    assert.deepEqual([maxSamples, sampleGas], [28, 80_000 + 170 * 2048])
    const inputRoot = `0x${'66'.repeat(32)}` as const
    assert.deepEqual(workFacts(imageDocument({ inputRoot })), { problem: 'inputs_not_empty' })
  })

  it('sizes options: chunks without inputs, of 16 bytes each', () => {
    const { hasInputs, inputBytes, outputBytes, units, hashes, sampleGas } = sizesOf(optionDocument())
    assert.deepEqual([hasInputs, inputBytes, outputBytes, units, hashes], [false, 0, 30 * 16, 1, 2 * 32])
    assert.ok(sampleGas > 1_000_000, String(sampleGas))
    const inputRoot = `0x${'66'.repeat(32)}` as const
    assert.deepEqual(workFacts(optionDocument({ inputRoot })), { problem: 'inputs_not_empty' })
  })

  it('refuses params that the contract refuses, and unknown kernels', () => {
    const search = { kernelId: 3 }
    assert.deepEqual(workFacts(testDocument(search)), { problem: 'kernel_parameters' })
    assert.deepEqual(workFacts(testDocument({ kernelId: 9 })), { problem: 'kernel_unknown' })
  })
})

describe('kindFor', () => {
  it('leaves to the processor what does not fit a GPU beside its inputs, at the time that it takes there', () => {
    const params = encodeMatmul8Params({ m: 2 ** 22, n: 64, k: 128 })
    const work = sizesOf(testDocument({}, { params, shards: 1 }))
    const mib = 2 ** 20
    assert.deepEqual([work.heldBytes, work.inputTreeBytes], [1536 * mib, 256 * mib + 64 * 64])
    const gpu = (memoryBytes: number) => ({ kind: 'webgpu', memoryBytes }) as const
    // Parts of 128 MiB of both inputs, and 64 MiB for copies.
    assert.equal(besideBytes(work, gpu(2048 * mib)), work.inputTreeBytes + 2 * 128 * mib + 64 * mib)
    assert.equal(kindFor(work, gpu(2048 * mib)), 'wasm')
    assert.equal(kindFor(work, gpu(2304 * mib)), 'webgpu')
    assert.equal(kindFor(work, { kind: 'reference', memoryBytes: 1536 * mib }), 'reference')
  })
})

describe('durationMs', () => {
  const of = (measuredMs: number | undefined, kernelId = 3, document = searchDocument()): number =>
    durationMs(sizesOf(document), { kernelId, kind: 'wasm', measuredMs })

  it('gives a search seven times its average at the speed that was measured', () => {
    const bits30 = bitsOf(30)
    assert.equal(of(100, 3, bits30), 500 + 7 * 1024 * 100)
    assert.ok(of(undefined, 3, bits30) > of(100, 3, bits30))
  })

  it('gives an image twice its time, measured or not', () => {
    const { hashes } = sizesOf(imageDocument())
    assert.equal(of(100, 2, imageDocument()), 500 + hashes * 0.001 + 2 * 2 * 100)
    assert.ok(of(undefined, 2, imageDocument()) < 1000)
  })

  it('gives an option twice its time, measured or not', () => {
    const { hashes } = sizesOf(optionDocument())
    assert.equal(of(100, 4, optionDocument()), 500 + hashes * 0.001 + 2 * 100)
    assert.ok(of(undefined, 4, optionDocument()) < 1000)
  })

  it('gives a product twice its time', () => {
    assert.equal(of(1000, 1, testDocument()), 500 + 4 * 0.001 + 2 * 1000)
    assert.equal(of(undefined, 9), Infinity)
  })

  it('gives work of every kernel the time of a slow device before any was measured', () => {
    const work = sizesOf(testDocument())
    for (const { id, unitMs } of [...flatKernels, ...witnessKernels])
      for (const kind of ['webgpu', 'wasm', 'reference'] as const)
        assert.equal(
          durationMs(work, { kernelId: id, kind, measuredMs: undefined }),
          500 + 4 * 0.001 + 2 * unitMs[kind],
        )
  })

  it('gives the hashes of an output their time, and learns no speed where they are most of it', () => {
    const product = (m: number, n: number, k: number) =>
      testDocument({}, { params: encodeMatmul8Params({ m, n, k }), shards: 1 })
    const thin = product(2 ** 24, 1, 1)
    assert.ok(of(0.05, 1, thin) > 2 ** 25 / 1000)
    assert.equal(tellingUnits(sizesOf(thin), 1), 0)
    assert.equal(tellingUnits(sizesOf(product(1024, 1024, 1024)), 1), 1024)
  })

  it('learns the speed of every kernel from work that takes longer than its hashes', () => {
    const work = { ...sizesOf(testDocument()), units: 3 }
    for (const { id, unitHashes } of flatKernels) {
      assert.equal(tellingUnits({ ...work, hashes: 3 * unitHashes }, id), 3)
      assert.equal(tellingUnits({ ...work, hashes: 3 * unitHashes + 1 }, id), 0)
    }
    for (const { id } of witnessKernels) assert.equal(tellingUnits({ ...work, hashes: 0 }, id), 3)
  })
})
