import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bytesSource,
  checkRender,
  encodeRenderParams,
  KernelElementError,
  merkleTree,
  proveElements,
  renderKernel,
  RENDER_KERNEL_ID,
  shardJob,
  type RenderParams,
} from '../index.js'
import { SOLIDS, WHOLE_SET } from './images.test.support.js'

async function drawn(params: RenderParams, place: { shards: number; shard: number }) {
  const job = shardJob({ kernelId: RENDER_KERNEL_ID, params: encodeRenderParams(params), ...place })
  const shape = job.layout.output(place.shard)
  const bytes = (await job.kernel.reference.rows(job, [], { first: 0, count: shape.rows })).slice()
  return { job, shape, bytes, source: bytesSource(shape, bytes) }
}

test('renderKernel_proofsOfItsOpenings_areCorrect', async () => {
  const place = { shards: 6, shard: 5 }
  const { job, shape, bytes } = await drawn(SOLIDS, place)
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
  const elements = [0n, 77n, job.layout.elements(5) - 1n]
  const proofs = await proveElements(job, { inputs: [], output }, elements)
  for (const [i, proof] of proofs.entries()) {
    const claim = { params: encodeRenderParams(SOLIDS), ...place, inputRoots: [], outputRoot: tree.root }
    assert.equal(checkRender({ ...claim, element: elements[i] as bigint, proof }), 'correct')
    assert.equal(proof.length, 2 + 2 * job.layout.proofBytes)
  }
})

test('renderKernel_openings_refuseIdsOfNothing', async () => {
  const { job } = await drawn({ ...WHOLE_SET, width: 3, height: 3, pitch: 2 ** 20 }, { shards: 1, shard: 0 })
  assert.deepEqual(renderKernel.openings(job as never, 12n), [{ of: 'output', part: { leaf: 3 } }])
  for (const id of [-1n, 9n, 13n]) assert.throws(() => renderKernel.openings(job as never, id), KernelElementError)
})

test('findWrong_oneFlippedBit_isFoundWhereverItIs', async () => {
  for (const params of [WHOLE_SET, SOLIDS]) {
    const { job, bytes, source } = await drawn(params, { shards: 2, shard: 1 })
    const honest = await renderKernel.findWrong(job as never, { inputs: [], output: source })
    assert.deepEqual(honest, { wrongElement: undefined, errorProbability: 0 })
    for (const byte of [0, 4 * 64 * 9 + 4 * 5 + 3, bytes.length - 1]) {
      bytes[byte] = (bytes[byte] as number) ^ 4
      const { wrongElement } = await renderKernel.findWrong(job as never, { inputs: [], output: source })
      assert.equal(wrongElement, BigInt(byte >> 2))
      bytes[byte] = (bytes[byte] as number) ^ 4
    }
  }
})

test('findWrong_hugeOutputs_areDrawnAgainWhole', async () => {
  // 2^14 pixels of 2^13 iterations a row: 2^33 together, of which points so far outside take few.
  const params = { ...WHOLE_SET, x: 2 ** 29, width: 16384, height: 64, steps: 8192, pitch: 1 }
  const { job, bytes, source } = await drawn(params, { shards: 1, shard: 0 })
  const honest = await renderKernel.findWrong(job as never, { inputs: [], output: source })
  assert.deepEqual(honest, { wrongElement: undefined, errorProbability: 0 })
  for (let row = 0; row < 64; row += 9) {
    const byte = 4 * (16384 * row + 251 * row)
    bytes[byte] = (bytes[byte] as number) ^ 1
    const { wrongElement } = await renderKernel.findWrong(job as never, { inputs: [], output: source })
    assert.equal(wrongElement, BigInt(byte >> 2))
    bytes[byte] = (bytes[byte] as number) ^ 1
  }
})

test('rowCost_followsTheScene', () => {
  const cost = (params: RenderParams) => {
    const job = shardJob({ kernelId: RENDER_KERNEL_ID, params: encodeRenderParams(params), shards: 1, shard: 0 })
    return renderKernel.rowCost(job as never)
  }
  assert.deepEqual([cost(WHOLE_SET), cost(SOLIDS)], [64 * 500, 64 * 16 * 160])
})
