// The one file whose process compiles both shaders of Matmul8, which takes a software driver some twenty seconds.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import {
  bytesSource,
  encodeMatmul8Params,
  MATMUL8_KERNEL_ID,
  matmul8ShardProduct,
  merkleTree,
  multiply8,
  proveElements,
  referenceElement,
  referenceMatmul8,
  shardJob,
  tensorShape,
  type ComputeBackend,
} from '../index.js'
import { randomJob } from '../matmul8/random.test.support.js'
import { vectorOperand, type Matmul8VectorCase, type Matmul8Vectors } from '../matmul8/vectors.test.support.js'
import { everyBackend, runShard, UNPACKED, type RunTensors } from './backends.test.support.js'
import { operand } from './operands.test.support.js'
import { diceOf } from './random-work.test.support.js'

const SEED = 0x5175726e
const ELEMENTS = 50_000
/** The other inner loop of the same shader. */
const ELEMENTS_UNPACKED = 10_000
const TENSORS = 60
const SPOTS = 400

const { backends, guards, note, close } = await everyBackend()
after(close)

const VECTORS = new URL('../../vectors/matmul8.json', import.meta.url)
const vectors = JSON.parse(readFileSync(VECTORS, 'utf8')) as Matmul8Vectors

function isLarge({ m, n, k }: Matmul8VectorCase): boolean {
  return Math.max(m, n, k) > 2 ** 13
}

function workOf({ m, n, k, shards, shard }: Matmul8VectorCase) {
  return { kernelId: MATMUL8_KERNEL_ID, params: encodeMatmul8Params({ m, n, k }), shards, shard }
}

function runVector(backend: ComputeBackend, entry: Matmul8VectorCase): Promise<RunTensors> {
  const { m, n, k } = entry
  const [a, b] = [vectorOperand(m * k, entry.a), vectorOperand(n * k, entry.b)]
  const { inputs } = shardJob(workOf(entry)).layout
  const sources = [a, b].map((array, i) =>
    bytesSource(inputs[i] as (typeof inputs)[number], new Uint8Array(array.buffer)),
  )
  return runShard(backend, workOf(entry), sources)
}

/** Compares jobs until `wanted` elements and every remainder of k modulo 32 were compared. */
async function compareElements(backend: ComputeBackend, wanted: number): Promise<void> {
  const remainders = new Set<number>()
  let compared = 0
  for (let index = 0; compared < wanted || remainders.size < 32; index++) {
    const { work, input, sources } = randomJob(SEED, index)
    const { output, free } = await runShard(backend, work, sources)
    const bytes = await backend.read(output, { first: 0, count: output.shape.rows })
    const product = new Int32Array(bytes.slice().buffer)
    assert.deepEqual(product, referenceMatmul8(matmul8ShardProduct(input)), `${backend.name}, job ${index}`)
    free()
    compared += product.length
    remainders.add(input.params.k % 32)
  }
}

test('sameBits_randomShards_equalTheReferenceOnEveryBackend', async (t) => {
  t.diagnostic(`note: ${note}`)
  for (const backend of backends) {
    const wanted = backend.name === UNPACKED ? ELEMENTS_UNPACKED : ELEMENTS
    await compareElements(backend, wanted)
  }
})

test('sameBits_everyRemainderOfK_leavesNothingOfTheNextRowInASum', async () => {
  for (const backend of backends) {
    for (let k = 1; k <= 33; k++) {
      // All of B's rows but the first are extreme, and so are all of A's but the last: a sum that reaches too far shows.
      const a = operand(3 * k, 1, -128).fill(1, 2 * k)
      const bt = operand(5 * k, 1, 127).fill(1, 0, k)
      const expected = referenceMatmul8({ m: 3, n: 5, k, a, bt })
      assert.deepEqual(await multiply8(backend, { m: 3, n: 5, k, a, bt }), expected, `${backend.name}, k = ${k}`)
    }
  }
})

test('sameBits_spotChecksOfTheReference_equalTheSumInBigInt', () => {
  for (let index = 0; index < SPOTS; index++) {
    const { work, input } = randomJob(SEED + 1, index)
    const { n, k } = input.params
    const { layout, shard } = shardJob(work)
    const element = BigInt(index * 7919) % layout.elements(shard)
    const row = shard * layout.output(0).rows + Number(element / BigInt(n))
    const col = Number(element % BigInt(n))
    let sum = 0n
    for (let i = 0; i < k; i++) sum += BigInt(input.a[row * k + i] as number) * BigInt(input.b[col * k + i] as number)
    assert.equal(BigInt(referenceElement({ ...input, element })), sum, `job ${index}`)
  }
})

test('sameBits_randomTensors_haveTheSameRootsRowsLeavesAndPathsOnEveryBackend', async () => {
  for (let index = 0; index < TENSORS; index++) {
    const dice = diceOf(SEED + index)
    const isInput = dice(2) === 0
    const sides = { rows: 1 + dice(40), cols: 1 + dice(dice(4) === 0 ? 3000 : 300) }
    const shape = tensorShape({
      ...sides,
      ...(isInput
        ? { role: 'input', elementBytes: 1, laneReversed: dice(2) === 0 }
        : { role: 'output', elementBytes: 4 }),
    })
    const bytes = Uint8Array.from({ length: shape.rows * shape.rowBytes }, () => dice(256))
    const tree = merkleTree(shape, bytes)
    const [row, leaf] = [dice(2 ** shape.hl), dice(2 ** shape.depth)]
    for (const backend of backends) {
      const tensor = await backend.upload(bytesSource(shape, bytes))
      const { root, open } = await backend.commit(tensor)
      assert.equal(root, tree.root, `${backend.name}: ${JSON.stringify(shape)}`)
      const [openedRow, openedLeaf] = await open([{ row }, { leaf }])
      assert.deepEqual(openedRow, { bytes: tree.row(row), path: tree.pathOfRow(row) }, `${backend.name}, row ${row}`)
      assert.deepEqual(
        openedLeaf,
        { bytes: tree.leaf(leaf), path: tree.pathOfLeaf(leaf) },
        `${backend.name}, leaf ${leaf}`,
      )
      backend.free(tensor)
    }
  }
})

test('sameBits_sharedVectors_haveTheirRootsOnEveryBackend', async () => {
  for (const backend of backends) {
    for (const entry of vectors.cases) {
      // A tile of WGSL computes much more than these ask for: once is enough on a software driver.
      if (backend.name === UNPACKED && isLarge(entry)) continue
      const { inputs, output, free } = await runVector(backend, entry)
      const roots = []
      for (const tensor of [...inputs, output]) roots.push((await backend.commit(tensor)).root)
      assert.deepEqual(roots, [...entry.inputRoots, entry.outputRoot], `${backend.name}: ${entry.name}`)
      free()
    }
  }
})

test('sameBits_sharedVectors_areProvedFromTheCommitmentsOfEveryBackend', async () => {
  for (const backend of backends.filter(({ name }) => name !== UNPACKED)) {
    for (const check of vectors.checks.filter(({ name }) => /^(?:right|leaf of zero padding):/.test(name))) {
      const entry = vectors.cases[check.case] as Matmul8VectorCase
      const { inputs, output, free } = await runVector(backend, entry)
      const committed = []
      for (const tensor of inputs) committed.push(await backend.commit(tensor))
      const commitments = { inputs: committed, output: await backend.commit(output) }
      const proofs = await proveElements(shardJob(workOf(entry)), commitments, [BigInt(check.element)])
      assert.deepEqual(proofs, [check.proof], `${backend.name}: ${check.name}`)
      free()
    }
  }
})

test('sameBits_poisonBehindEveryBuffer_wasNeitherReadNorWritten', async () => {
  // What reads it computes something else, so that the tests above fail; what writes there leaves a trace.
  for (const { buffers, spoilt } of guards) {
    assert.ok(buffers() > 20)
    assert.equal(await spoilt(), 0)
  }
})
