import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import {
  bytesSource,
  checkMatmul8,
  decodeMatmul8Params,
  encodeMatmul8Params,
  MATMUL8_KERNEL_ID,
  MATMUL8_MAX_K,
  proveElements,
  referenceElement,
  shardJob,
  type ComputeBackend,
} from '../index.js'
import { everyBackend, runShard, UNPACKED, type RunTensors } from './backends.test.support.js'
import {
  formatVectors,
  matmul8Vectors,
  VERDICT_CODES,
  vectorOperand,
  type Matmul8Vectors,
  type VectorCase,
} from './vectors.test.support.js'

const text = readFileSync(new URL('../../vectors/matmul8.json', import.meta.url), 'utf8')
const vectors = JSON.parse(text) as Matmul8Vectors

const { backends, close } = await everyBackend()
after(close)

function inputsOf({ m, n, k, shards, shard, a, b }: VectorCase) {
  const params = { m, n, k }
  return { params, shards, shard, a: vectorOperand(m * k, a), b: vectorOperand(n * k, b) }
}

function isLarge({ m, n, k }: VectorCase): boolean {
  return Math.max(m, n, k) > 2 ** 13
}

function workOf({ m, n, k, shards, shard }: VectorCase) {
  return { kernelId: MATMUL8_KERNEL_ID, params: encodeMatmul8Params({ m, n, k }), shards, shard }
}

function runVector(backend: ComputeBackend, entry: VectorCase): Promise<RunTensors> {
  const { a, b } = inputsOf(entry)
  const { inputs } = shardJob(workOf(entry)).layout
  const sources = [a, b].map((array, i) =>
    bytesSource(inputs[i] as (typeof inputs)[number], new Uint8Array(array.buffer)),
  )
  return runShard(backend, workOf(entry), sources)
}

test('vectors_file_isWhatTheReferenceWritesToday', () => {
  assert.equal(text, formatVectors(matmul8Vectors()), 'run node packages/kernels/scripts/write-vectors.mjs')
})

test('vectors_file_holdsEveryRemainderOfKAndEveryVerdict', () => {
  assert.equal(new Set(vectors.cases.map(({ k }) => k % 32)).size, 32)
  assert.deepEqual([...new Set(vectors.checks.map(({ verdict }) => verdict))].toSorted(), [0, 1, 2])
  assert.ok(vectors.cases.some(({ m }) => m === 1) && vectors.cases.some(({ n }) => n === 1))
  assert.ok(text.length < 300 * 1024)
})

test('vectors_file_holdsTheLargestThatIsAllowed', () => {
  const longest = vectors.cases.filter(({ k }) => k === MATMUL8_MAX_K)
  assert.deepEqual(
    longest.map(({ a, b }) => [a, b]),
    [
      [{ fill: -128 }, { fill: -128 }],
      [{ fill: 127 }, { fill: -128 }],
    ],
  )
  assert.ok(vectors.cases.some(({ m }) => m > 2 ** 14) && vectors.cases.some(({ n }) => n > 2 ** 14))
})

test('vectors_cases_haveTheirRootsOnEveryBackend', async () => {
  for (const backend of backends) {
    for (const entry of vectors.cases) {
      // A tile of WGSL is much larger than these: once is enough on a software driver.
      if (backend.name === UNPACKED && isLarge(entry)) continue
      const { inputs, output, free } = await runVector(backend, entry)
      const roots = []
      for (const tensor of [...inputs, output]) roots.push((await backend.commit(tensor)).root)
      assert.deepEqual(roots, [entry.rootA, entry.rootB, entry.outputRoot], `${backend.name}: ${entry.name}`)
      free()
    }
  }
})

test('vectors_rightChecks_areProvedFromTheCommitmentsOfEveryBackend', async () => {
  for (const backend of backends) {
    for (const check of vectors.checks.filter(({ name }) => /^(?:right|leaf of zero padding):/.test(name))) {
      const entry = vectors.cases[check.case] as VectorCase
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

test('vectors_checks_haveTheVerdictAndTheValueTheyState', () => {
  for (const check of vectors.checks) {
    const { params, shards, shard, rootA, rootB, outputRoot, proof } = check
    const element = BigInt(check.element)
    const decoded = decodeMatmul8Params(params)
    const verdict = checkMatmul8({
      params: decoded,
      shards,
      shard,
      inputRoots: [rootA, rootB],
      outputRoot,
      element,
      proof,
    })
    assert.equal(VERDICT_CODES[verdict], check.verdict, check.name)
    const inputs = inputsOf(vectors.cases[check.case] as VectorCase)
    if (check.name.startsWith('right')) assert.equal(referenceElement({ ...inputs, element }), check.value, check.name)
  }
})
