import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkMatmul8, decodeMatmul8Params, MATMUL8_MAX_K, referenceElement } from '../index.js'
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
