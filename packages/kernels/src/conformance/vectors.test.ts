import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  checkMatmul8,
  createWitnessBuilder,
  decodeMatmul8Params,
  matmul8ShardProduct,
  multiply8,
  openBackend,
  referenceElement,
} from '../index.js'
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

function inputsOf({ m, n, k, shards, shard, a, b }: VectorCase) {
  const params = { m, n, k }
  return { params, shards, shard, a: vectorOperand(m * k, a), b: vectorOperand(n * k, b) }
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

test('vectors_cases_haveTheRootsOfWasmProducts', async () => {
  const backend = await openBackend({ prefer: 'wasm' })
  for (const entry of vectors.cases) {
    const inputs = inputsOf(entry)
    const c = await multiply8(backend, matmul8ShardProduct(inputs))
    const { root, inputRoots } = createWitnessBuilder({ ...inputs, c })
    assert.deepEqual([...inputRoots, root], [entry.rootA, entry.rootB, entry.outputRoot], entry.name)
  }
  await backend.close()
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
