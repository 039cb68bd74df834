import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bytesSource,
  encodeMatmul8Params,
  findDifference,
  matmul8Kernel,
  referenceMatmul8,
  shardJob,
  type RowComputer,
  type ShardJob,
} from './index.js'
import type { RowRange } from './tensors/source.js'

const params = { m: 300, n: 7, k: 2 ** 14 }
const operand = (length: number) => Int8Array.from({ length }, (_, i) => (i * 37 + (i >> 5)) % 251)
const [a, bt] = [operand(params.m * params.k), operand(params.n * params.k)]
const job = shardJob({ kernelId: 1, params: encodeMatmul8Params(params), shards: 1, shard: 0 })
const inputs = job.layout.inputs.map((shape, i) => bytesSource(shape, bytesOf(i === 0 ? a : bt)))
const right = bytesOf(referenceMatmul8({ ...params, a, bt }))

function bytesOf({ buffer }: Int8Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer)
}

function changed(byte: number) {
  const bytes = right.slice()
  bytes[byte] = (bytes[byte] as number) ^ 128
  return bytesSource(job.layout.output(0), bytes)
}

/** A computer that notes which rows it is asked for. */
function noting(leastRows?: number): RowComputer & { readonly asked: RowRange[] } {
  const asked: RowRange[] = []
  const rows: RowComputer['rows'] = (what, sources, range) => {
    asked.push(range)
    return matmul8Kernel.reference.rows(what as never, sources, range)
  }
  return { rows, asked, ...(leastRows === undefined ? {} : { leastRows }) }
}

test('findDifference_everyRow_isComputedAgainInPieces', async () => {
  const output = bytesSource(job.layout.output(0), right)
  for (const [leastRows, piece] of [
    [undefined, 146],
    [200, 200],
  ] as const) {
    const computer = noting(leastRows)
    const found = await findDifference(job, { inputs, output, computer })
    assert.deepEqual(found, { wrongElement: undefined, errorProbability: 0 })
    const rest = { first: 2 * piece, count: 300 - 2 * piece }
    const need = [{ first: 0, count: piece }, { first: piece, count: Math.min(piece, 300 - piece) }, rest]
    assert.deepEqual(
      computer.asked,
      need.filter(({ count }) => count > 0),
    )
  }
})

test('findDifference_oneBit_isFoundInTheFirstAndTheLastByteOfAnyElement', async () => {
  for (const element of [0, 146 * 7 - 1, 146 * 7, 299 * 7, 300 * 7 - 1]) {
    for (const byte of [4 * element, 4 * element + 3]) {
      assert.equal((await findDifference(job, { inputs, output: changed(byte) })).wrongElement, BigInt(element))
    }
  }
})

test('findDifference_widerElements_areCountedByTheLayout', async () => {
  // One element a row, of seven words.
  const wide: ShardJob = { ...job, layout: { ...job.layout, elements: () => 300n } }
  for (const byte of [28 * 217, 28 * 217 + 27])
    assert.equal((await findDifference(wide, { inputs, output: changed(byte) })).wrongElement, 217n)
})

test('findDifference_outputOfAnotherSize_isRefused', async () => {
  const output = { shape: job.layout.output(0), read: () => new Uint8Array(3) }
  await assert.rejects(findDifference(job, { inputs, output, computer: noting() }), {
    code: 'TENSOR_DATA',
    facts: { tensor: 'output', have: 3, need: 4088 },
  })
})

test('findDifference_otherEvents_runBetweenPieces', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  const computer = noting()
  await findDifference(job, { inputs, output: bytesSource(job.layout.output(0), right), computer })
  clearInterval(timer)
  assert.ok(turns >= computer.asked.length - 1, String(turns))
})
