import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replayVectors } from '../conformance/vector-replay.test.support.js'
import { decodeMatmul8Params, MATMUL8_MAX_K, matmul8Layout, referenceElement, shardJob } from '../index.js'
import { checkMatmul8Call, matmul8Fault } from './twin.test.support.js'
import { makeVectors, vectorOperand, type Matmul8VectorCase } from './vectors.test.support.js'

const vectors = replayVectors({
  folder: 'matmul8',
  makeVectors,
  counts: { checks: 103, layouts: 6, refusals: 18 },
  faults: ['paramsLength', 'm', 'n', 'k', 'shards', 'shard'],
  check: checkMatmul8Call,
  faultOf: matmul8Fault,
  layoutOf: (params, shards) => matmul8Layout(decodeMatmul8Params(params), shards),
})

function inputsOf({ m, n, k, shards, shard, a, b }: Matmul8VectorCase) {
  const params = { m, n, k }
  return { params, shards, shard, a: vectorOperand(m * k, a), b: vectorOperand(n * k, b) }
}

test('matmul8Vectors_cases_haveEveryRemainderOfKAndSingleRowsAndColumns', () => {
  assert.equal(new Set(vectors.cases.map(({ k }) => k % 32)).size, 32)
  assert.ok(vectors.cases.some(({ m }) => m === 1) && vectors.cases.some(({ n }) => n === 1))
})

test('matmul8Vectors_cases_haveTheLargestThatIsAllowed', () => {
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

test('matmul8Vectors_checks_haveTheValueTheyState', () => {
  for (const check of vectors.checks) {
    if (!check.name.startsWith('right')) continue
    const inputs = inputsOf(vectors.cases[check.case] as Matmul8VectorCase)
    assert.equal(referenceElement({ ...inputs, element: BigInt(check.element) }), check.value, check.name)
  }
})

test('matmul8Vectors_refusals_areRefusedByThePackage', () => {
  for (const { name, params, shards, shard } of vectors.refusals) {
    const code = name === 'shard' ? 'KERNEL_SHARD' : 'KERNEL_PARAMETERS'
    assert.throws(() => shardJob({ kernelId: 1, params, shards, shard }), { code }, name)
  }
})
