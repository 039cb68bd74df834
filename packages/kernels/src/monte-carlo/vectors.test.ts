import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replayVectors } from '../conformance/vector-replay.test.support.js'
import {
  checkMonteCarlo,
  decodeMonteCarloParams,
  monteCarloChunk,
  monteCarloFault,
  monteCarloLayout,
} from '../index.js'
import { makeVectors } from './vectors.test.support.js'

const vectors = replayVectors({
  folder: 'monte-carlo',
  makeVectors,
  counts: { checks: 22, layouts: 6, refusals: 35 },
  faults: 'paramsLength option steps paths chunks |drift| volatility variance strike seed shards shard'.split(' '),
  check: checkMonteCarlo,
  faultOf: monteCarloFault,
  layoutOf: (params, shards) => monteCarloLayout(decodeMonteCarloParams(params), shards),
})

test('monteCarloVectors_chunks_areOfBothOptions', () => {
  const options = vectors.chunks.map(({ params }) => decodeMonteCarloParams(params).option)
  assert.deepEqual(new Set(options), new Set([0, 1]))
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
