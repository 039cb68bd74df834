import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  bytesSource,
  matmul8ShardProduct,
  merkleTree,
  multiply8,
  referenceElement,
  referenceMatmul8,
  shardJob,
  tensorShape,
  type ComputeBackend,
} from '../index.js'
import { everyBackend, runShard } from './backends.test.support.js'
import { operand } from './operands.test.support.js'
import { diceOf, randomJob } from './random-jobs.test.support.js'

const SEED = 0x5175726e
const ELEMENTS = 50_000
const TENSORS = 60
const SPOTS = 400

const { backends, note, close } = await everyBackend()
after(close)

/** Compares jobs until `ELEMENTS` elements were compared; returns how many, and how many remainders of k were seen. */
async function compareElements(backend: ComputeBackend) {
  const remainders = new Set<number>()
  let compared = 0
  for (let index = 0; compared < ELEMENTS; index++) {
    const { work, input, sources } = randomJob(SEED, index)
    const { output, free } = await runShard(backend, work, sources)
    const bytes = await backend.read(output, { first: 0, count: output.shape.rows })
    const product = new Int32Array(bytes.slice().buffer)
    assert.deepEqual(product, referenceMatmul8(matmul8ShardProduct(input)), `${backend.name}, job ${index}`)
    free()
    compared += product.length
    remainders.add(input.params.k % 32)
  }
  return { compared, remainders: remainders.size }
}

test('sameBits_randomShards_equalTheReferenceIn50000ElementsOnEveryBackend', async (t) => {
  t.diagnostic(`note: ${note}`)
  for (const backend of backends) {
    const { compared, remainders } = await compareElements(backend)
    assert.ok(compared >= ELEMENTS && remainders === 32, `${backend.name}: ${compared} elements, ${remainders} rests`)
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
