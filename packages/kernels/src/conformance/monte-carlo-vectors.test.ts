import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  checkMonteCarlo,
  decodeMonteCarloParams,
  monteCarloChunk,
  monteCarloFault,
  monteCarloLayout,
} from '../index.js'
import { monteCarloVectors, type MonteCarloVectors } from './monte-carlo-vectors.test.support.js'
import { formatVectors, VERDICT_CODES } from './vectors.test.support.js'

const text = readFileSync(new URL('../../vectors/monte-carlo.json', import.meta.url), 'utf8')
const vectors = JSON.parse(text) as MonteCarloVectors

test('monteCarloVectors_file_isWhatTheReferenceWritesToday', () => {
  assert.equal(text, formatVectors(monteCarloVectors()), 'run node packages/kernels/scripts/write-vectors.mjs')
})

test('monteCarloVectors_file_holdsBothOptionsEveryVerdictAndEveryFault', () => {
  const options = vectors.chunks.map(({ params }) => decodeMonteCarloParams(params).option)
  assert.deepEqual(new Set(options), new Set([0, 1]))
  assert.deepEqual([...new Set(vectors.checks.map(({ verdict }) => verdict))].toSorted(), [0, 1, 2])
  const words = ['option', 'steps', 'paths', 'chunks', '|drift|', 'volatility', 'variance', 'strike', 'seed']
  const names = ['paramsLength', ...words, 'shards', 'shard']
  assert.deepEqual([...new Set(vectors.refusals.map(({ name }) => name))], names)
})

test('monteCarloVectors_chunks_haveTheSumsTheyState', () => {
  for (const { name, params, start, stride, chunks } of vectors.chunks) {
    const option = decodeMonteCarloParams(params)
    for (const [i, [sum, squares]] of chunks.entries()) {
      const have = monteCarloChunk(option, (start + i * stride) % option.chunks)
      assert.deepEqual([have.sum.toString(), have.squares.toString()], [sum, squares], `${name}: ${i}`)
    }
  }
})

test('monteCarloVectors_checks_haveTheVerdictTheyState', () => {
  for (const { name, verdict, element, ...check } of vectors.checks) {
    assert.equal(VERDICT_CODES[checkMonteCarlo({ ...check, element: BigInt(element) })], verdict, name)
  }
})

test('monteCarloVectors_layouts_haveTheSizesTheyState', () => {
  for (const { params, shards, shard, elements, units, maxSamples, proofBytes } of vectors.layouts) {
    const layout = monteCarloLayout(decodeMonteCarloParams(params), shards)
    assert.deepEqual([layout.elements(shard), layout.units], [BigInt(elements), BigInt(units)])
    assert.deepEqual([layout.maxSamples, layout.proofBytes], [maxSamples, proofBytes])
    assert.equal(monteCarloFault(params, { shards, shard }), undefined)
  }
})
