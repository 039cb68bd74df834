import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { operand } from '../conformance/operands.test.support.js'
import {
  checkMatmul8,
  createWitnessBuilder,
  KernelElementError,
  matmul8Layout,
  matmul8ShardProduct,
  matmul8TreeA,
  matmul8TreeB,
  matmul8TreeC,
  matmul8Witness,
  referenceMatmul8,
  TensorShapeError,
  type Hex,
  type TensorShape,
} from '../index.js'
import { paddedTree } from './vectors.test.support.js'

const jobs = fc
  .record({
    m: fc.integer({ min: 1, max: 7 }),
    n: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom(31, 32, 33, 65, 96)),
    k: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(128, 129, 1024, 1025)),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  })
  .map(({ m, n, k, seed }) => {
    const params = { m, n, k }
    const shards = m > 1 && Math.ceil(m / 2) < m ? 2 : 1
    const input = { params, shards, shard: seed % shards, a: operand(m * k, seed), b: operand(n * k, seed + 1) }
    return { ...input, seed, c: referenceMatmul8(matmul8ShardProduct(input)) }
  })

function leavesWithElements({ rows, cols, paddedRowBytes }: TensorShape): number {
  const leaves = new Set<number>()
  for (let element = 0; element < rows * cols; element++) {
    const byte = Math.floor(element / cols) * paddedRowBytes + (element % cols) * 4
    leaves.add(Math.floor(byte / 128))
  }
  return leaves.size
}

test('witness_rightOutput_isCorrectForEveryId', () => {
  fc.assert(
    fc.property(jobs, (job) => {
      const builder = createWitnessBuilder(job)
      const layout = matmul8Layout(job.params, job.shards)
      const elements = layout.elements(job.shard)
      const leaves = 2n ** BigInt(layout.c(job.shard).depth)
      let proved = 0n
      for (let element = 0n; element < elements + leaves; element++) {
        let proof: Hex
        try {
          proof = builder.proof(element)
        } catch (error) {
          assert.ok(error instanceof KernelElementError && element >= elements)
          continue
        }
        const claim = { ...job, inputRoots: builder.inputRoots, outputRoot: builder.root, element, proof }
        assert.equal(checkMatmul8(claim), 'correct')
        if (element >= elements) assert.equal(proof, builder.paddingProof(element - elements))
        proved++
      }
      assert.equal(proved, elements + leaves - BigInt(leavesWithElements(layout.c(job.shard))))
    }),
    { numRuns: 60 },
  )
})

test('witness_anyFlippedBit_neverTurnsCorrectIntoWrong', () => {
  fc.assert(
    fc.property(jobs, fc.nat(), (job, pick) => {
      const builder = createWitnessBuilder(job)
      const element = BigInt(pick) % matmul8Layout(job.params, job.shards).elements(job.shard)
      const proof = Buffer.from(builder.proof(element).slice(2), 'hex')
      const at = pick % proof.length
      proof[at] = (proof[at] as number) ^ (1 << (pick % 8))
      const claim = { ...job, inputRoots: builder.inputRoots, outputRoot: builder.root, element }
      assert.equal(checkMatmul8({ ...claim, proof: `0x${proof.toString('hex')}` }), 'invalid')
      assert.equal(checkMatmul8({ ...claim, proof: builder.proof(element) }), 'correct')
    }),
    { numRuns: 300 },
  )
})

test('witness_wrongOutput_isWrongAtTheWrongElementOnly', () => {
  fc.assert(
    fc.property(jobs, fc.nat(), (job, pick) => {
      const elements = job.c.length
      const c = job.c.slice()
      c[pick % elements] = (c[pick % elements] as number) ^ (1 << (pick % 32))
      const builder = createWitnessBuilder({ ...job, c })
      const verdict = (element: bigint) => {
        const proof = builder.proof(element)
        return checkMatmul8({ ...job, inputRoots: builder.inputRoots, outputRoot: builder.root, element, proof })
      }
      assert.equal(verdict(BigInt(pick % elements)), 'wrong')
      if (elements > 1) assert.equal(verdict(BigInt((pick + 1) % elements)), 'correct')
    }),
    { numRuns: 200 },
  )
})

test('witness_outputWithDirtyPadding_isWrong', () => {
  const params = { m: 3, n: 33, k: 5 }
  const a = operand(15, 1)
  const b = operand(165, 2)
  const input = { params, shards: 1, shard: 0, a, b }
  const honest = matmul8TreeC(matmul8Layout(params, 1), 0, referenceMatmul8(matmul8ShardProduct(input)))
  const verdictOf = (dirtyByte: number, element: bigint) => {
    const builder = createWitnessBuilder({ ...input, c: paddedTree(honest, (bytes) => (bytes[dirtyByte] = 1)) })
    const proof = builder.proof(element)
    return checkMatmul8({ ...input, inputRoots: builder.inputRoots, outputRoot: builder.root, element, proof })
  }
  // Row 0 has 33 · 4 = 132 bytes in two leaves of 128; byte 132 is the first of padding, in the leaf of element 32.
  assert.equal(verdictOf(132, 32n), 'wrong')
  assert.equal(verdictOf(132, 31n), 'correct')
  // Row 3 is padding: leaves 6 and 7, named by 99 + 6 and 99 + 7.
  assert.equal(verdictOf(3 * 256, 99n + 6n), 'wrong')
  assert.equal(verdictOf(3 * 256, 99n + 7n), 'correct')
})

test('witness_sharedTrees_giveTheSameProofs', () => {
  const params = { m: 9, n: 4, k: 20 }
  const a = operand(180, 3)
  const b = operand(80, 4)
  const layout = matmul8Layout(params, 3)
  const trees = { a: matmul8TreeA(layout, a), b: matmul8TreeB(layout, b) }
  for (const shard of [0, 1, 2]) {
    const input = { params, shards: 3, shard, a, b }
    const c = referenceMatmul8(matmul8ShardProduct(input))
    const shared = createWitnessBuilder({ ...input, ...trees, c })
    assert.equal(shared.proof(5n), matmul8Witness({ ...input, c, element: 5n }))
  }
})

test('witness_proof_hasTheLengthOfTheLayout', () => {
  const params = { m: 1000, n: 10, k: 784 }
  const input = { params, shards: 4, shard: 1, a: operand(784000, 5), b: operand(7840, 6) }
  const builder = createWitnessBuilder({ ...input, c: referenceMatmul8(matmul8ShardProduct(input)) })
  assert.equal(builder.proof(7n).length, 2 + 2 * matmul8Layout(params, 4).proofBytes)
})

test('witness_refuses_idsAndTreesThatDoNotFit', () => {
  const params = { m: 2, n: 2, k: 2 }
  const input = { params, shards: 1, shard: 0, a: operand(4, 1), b: operand(4, 2), c: new Int32Array(4) }
  const builder = createWitnessBuilder(input)
  for (const element of [-1n, 4n, 5n, 6n]) assert.throws(() => builder.proof(element), KernelElementError)
  const natural = matmul8TreeA(matmul8Layout(params, 1), input.a)
  assert.throws(() => createWitnessBuilder({ ...input, b: natural }), TensorShapeError)
})
