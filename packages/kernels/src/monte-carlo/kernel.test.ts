import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bytesSource,
  checkMonteCarlo,
  encodeMonteCarloParams,
  KernelElementError,
  merkleTree,
  MONTE_CARLO_KERNEL_ID,
  monteCarloKernel,
  proveElements,
  shardJob,
} from '../index.js'
import { YEARLY } from './options.test.support.js'

const PARAMS = { ...YEARLY, paths: 20, chunks: 21 }
const PLACE = { shards: 2, shard: 1 }

async function drawn() {
  const params = encodeMonteCarloParams(PARAMS)
  const job = shardJob({ kernelId: MONTE_CARLO_KERNEL_ID, params, ...PLACE })
  const shape = job.layout.output(PLACE.shard)
  const bytes = (await job.kernel.reference.rows(job, [], { first: 0, count: shape.rows })).slice()
  return { params, job, shape, bytes }
}

test('monteCarloKernel_proofsOfItsOpenings_areCorrect', async () => {
  const { params, job, shape, bytes } = await drawn()
  const tree = merkleTree(shape, bytes)
  const output = {
    root: tree.root,
    shape,
    open: async (parts: readonly ({ row: number } | { leaf: number })[]) =>
      parts.map((part) => {
        if ('row' in part) throw new Error('a row was asked for')
        return { bytes: tree.leaf(part.leaf), path: tree.pathOfLeaf(part.leaf) }
      }),
  }
  // Ten chunks, and the last leaf of padding.
  const elements = [0n, 5n, 9n, 25n]
  const proofs = await proveElements(job, { inputs: [], output }, elements)
  for (const [i, proof] of proofs.entries()) {
    const claim = { params, ...PLACE, inputRoots: [], outputRoot: tree.root }
    assert.equal(checkMonteCarlo({ ...claim, element: elements[i] as bigint, proof }), 'correct')
    assert.equal(proof.length, 2 + 2 * job.layout.proofBytes)
  }
})

test('monteCarloKernel_openings_refuseIdsOfNothing', async () => {
  const { job } = await drawn()
  for (const id of [-1n, 26n, 2n ** 40n])
    assert.throws(() => monteCarloKernel.openings(job as never, id), KernelElementError)
})

test('findWrong_anyByteOfAChunk_isThatChunk', async () => {
  const { job, shape, bytes } = await drawn()
  const whole = { inputs: [], output: bytesSource(shape, bytes) }
  const nothing = { wrongElement: undefined, errorProbability: 0 }
  assert.deepEqual(await monteCarloKernel.findWrong(job as never, whole), nothing)
  for (let byte = 0; byte < bytes.length; byte += 7) {
    bytes[byte] = (bytes[byte] as number) ^ 128
    const { wrongElement } = await monteCarloKernel.findWrong(job as never, whole)
    assert.equal(wrongElement, BigInt(byte >> 4))
    bytes[byte] = (bytes[byte] as number) ^ 128
  }
})

test('rowCost_isThatOfItsStepsAndPaths', async () => {
  const { job } = await drawn()
  assert.equal(monteCarloKernel.rowCost(job as never), 64 * 20 * 28)
})
