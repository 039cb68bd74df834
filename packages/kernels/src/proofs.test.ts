import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { operand } from './conformance/operands.test.support.js'
import {
  bytesSource,
  commitTensor,
  createWitnessBuilder,
  encodeMatmul8Params,
  KernelElementError,
  matmul8Layout,
  proveElements,
  shardJob,
  TensorShapeError,
  type Commitment,
} from './index.js'

interface Work {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly seed: number
}

const works = fc.record({
  m: fc.integer({ min: 1, max: 40 }),
  n: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(31, 32, 33, 65)),
  k: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(1024, 1025)),
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
})

async function shardOf({ m, n, k, seed }: Work) {
  const params = { m, n, k }
  const shards = m > 1 ? 2 : 1
  const shard = seed % shards
  const job = shardJob({ kernelId: 1, params: encodeMatmul8Params(params), shards, shard })
  const layout = matmul8Layout(params, shards)
  const { count } = layout.rowsOf(shard)
  const [a, b] = [operand(m * k, seed), operand(n * k, seed + 1)]
  // Any output can be proved, right or wrong.
  const c = new Int32Array(operand(count * n * 4, seed + 2).buffer)
  const builder = createWitnessBuilder({ params, shards, shard, a, b, c })
  const bytes = [a, b, c].map(({ buffer }) => new Uint8Array(buffer))
  const shapes = [layout.a, layout.b, layout.c(shard)]
  const commitments = await Promise.all(
    shapes.map((shape, i) => commitTensor(bytesSource(shape, bytes[i] as Uint8Array))),
  )
  const [commitA, commitB, output] = commitments as [Commitment, Commitment, Commitment]
  return { job, builder, commitments: { inputs: [commitA, commitB], output } }
}

test('proveElements_anyIds_areTheProofsOfTheWitnessBuilder', async () => {
  await fc.assert(
    fc.asyncProperty(works, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), async (work, picks) => {
      const { job, builder, commitments } = await shardOf(work)
      const elements = job.layout.elements(job.shard)
      const ids = picks.map((pick) => BigInt(pick) % elements)
      const lastLeaf = elements + 2n ** BigInt(job.layout.output(job.shard).depth) - 1n
      try {
        builder.proof(lastLeaf)
        ids.push(lastLeaf, ids[0] as bigint)
      } catch (error) {
        assert.ok(error instanceof KernelElementError)
      }
      const proofs = await proveElements(job, commitments, ids)
      assert.deepEqual(
        proofs,
        ids.map((id) => builder.proof(id)),
      )
    }),
    { numRuns: 60 },
  )
})

test('proveElements_opensEachTensorOnce', async () => {
  const { job, commitments } = await shardOf({ m: 8, n: 5, k: 6, seed: 3 })
  let calls = 0
  const counted = (commitment: Commitment): Commitment => ({
    ...commitment,
    open: (requests) => {
      calls++
      return commitment.open(requests)
    },
  })
  const { inputs, output } = commitments
  await proveElements(job, { inputs: inputs.map(counted), output: counted(output) }, [0n, 7n, 19n])
  assert.equal(calls, 3)
})

test('proveElements_refuses_otherIdsAndTensors', async () => {
  const { job, commitments } = await shardOf({ m: 8, n: 5, k: 6, seed: 3 })
  const { inputs, output } = commitments
  await assert.rejects(proveElements(job, commitments, [0n, -1n]), KernelElementError)
  const others = [
    { inputs: inputs.toReversed(), output },
    { inputs: inputs.slice(1), output },
    { inputs, output: inputs[0] as Commitment },
  ]
  for (const other of others) await assert.rejects(proveElements(job, other, [0n]), TensorShapeError)
})
