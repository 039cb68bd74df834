import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { operand } from '../conformance/operands.test.support.js'
import { TensorDataError, TensorIndexError } from '../errors.js'
import type { RowComputer } from '../kernel.js'
import { bytesSource, type RowRange, type TensorSource } from '../tensors/source.js'
import { matmul8Layout } from './layout.js'
import type { Matmul8Params } from './params.js'
import { referenceMatmul8 } from './reference.js'
import { openMatmul8Wasm, type Matmul8Rows, type Matmul8Shard } from './wasm-rows.js'

interface Work {
  readonly params: Matmul8Params
  readonly shards?: number
  readonly shard?: number
  readonly seed?: number
  readonly fillA?: number | undefined
  readonly fillB?: number | undefined
  /** Bytes before the operands in their buffers. */
  readonly misalignedBy?: number
}

const computer: Matmul8Rows & RowComputer<Matmul8Params> = await openMatmul8Wasm()

function jobOf({ params, shards = 1, shard = 0 }: Work): Matmul8Shard {
  return { params, layout: { shards }, shard }
}

function operandsOf({ params, seed = 1, fillA, fillB, misalignedBy = 0 }: Work) {
  const { m, n, k } = params
  const shifted = (values: Int8Array) => {
    const bytes = new Uint8Array(values.length + misalignedBy).fill(0x55)
    bytes.set(values, misalignedBy)
    return new Int8Array(bytes.buffer, misalignedBy)
  }
  return { a: shifted(operand(m * k, seed, fillA)), bt: shifted(operand(n * k, seed + 1, fillB)) }
}

function sourcesOf(params: Matmul8Params, { a, bt }: { a: Int8Array; bt: Int8Array }): TensorSource[] {
  const layout = matmul8Layout(params, 1)
  const bytesOf = (array: Int8Array) => new Uint8Array(array.buffer, array.byteOffset, array.length)
  return [bytesSource(layout.a, bytesOf(a)), bytesSource(layout.b, bytesOf(bt))]
}

async function product(work: Work, rows: RowRange): Promise<Int32Array> {
  const bytes = await computer.rows(jobOf(work), sourcesOf(work.params, operandsOf(work)), rows)
  return new Int32Array(bytes.slice().buffer)
}

function expected(work: Work, { first, count }: RowRange): Int32Array {
  const { m, n, k } = work.params
  const { a, bt } = operandsOf(work)
  const start = Math.ceil(m / (work.shards ?? 1)) * (work.shard ?? 0) + first
  return referenceMatmul8({ m: count, n, k, a: a.subarray(start * k, (start + count) * k), bt })
}

/** As `assert.deepEqual`, which takes minutes to tell long arrays apart. */
function assertSame(have: Int32Array, need: Int32Array, text: string): void {
  assert.equal(have.length, need.length, text)
  const at = need.findIndex((value, index) => value !== have[index])
  assert.equal(at, -1, `${text}: element ${at} is ${have[at]}, not ${need[at]}`)
}

test('openMatmul8Wasm_anyShapeAndRows_equalTheReferenceInOver60000Elements', async () => {
  const side = fc.integer({ min: 1, max: 40 })
  const k = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1000, max: 1040 }))
  const fill = fc.constantFrom(undefined, undefined, -128, 127)
  const works = fc.record({
    params: fc.record({ m: side, n: side, k }),
    seed: fc.integer({ min: 1, max: 2 ** 30 }),
    fillA: fill,
    fillB: fill,
    misalignedBy: fc.integer({ min: 0, max: 17 }),
  })
  let compared = 0
  await fc.assert(
    fc.asyncProperty(works, fc.nat(), fc.nat(), async (work, from, some) => {
      const first = from % work.params.m
      const rows = { first, count: 1 + (some % (work.params.m - first)) }
      const have = await product(work, rows)
      assert.deepEqual(have, expected(work, rows))
      compared += have.length
    }),
    { numRuns: 1000 },
  )
  assert.ok(compared > 60_000, `${compared} elements compared`)
})

test('openMatmul8Wasm_everyRemainderOfK_equalsTheReference', async () => {
  for (let k = 1; k <= 67; k++) {
    const work = { params: { m: 5, n: 7, k }, seed: k }
    assert.deepEqual(await product(work, { first: 0, count: 5 }), expected(work, { first: 0, count: 5 }), `k = ${k}`)
  }
})

test('openMatmul8Wasm_extremesAndSeveralPanels_equalTheReference', async () => {
  for (const [m, n, k, fillA, fillB] of [
    [35, 70, 16384, -128, -128],
    [35, 70, 16371, -128, 127],
    [35, 70, 16371],
    [1030, 3, 17],
    [3, 1027, 33],
    [1030, 1027, 2],
    [1, 20_000, 1],
    [256, 1100, 1024],
  ] as const) {
    const work = { params: { m, n, k }, fillA, fillB }
    const rows = { first: 0, count: m }
    assertSame(await product(work, rows), expected(work, rows), `${m} ${n} ${k}`)
  }
})

test('openMatmul8Wasm_laterShard_readsItsOwnRows', async () => {
  const work = { params: { m: 10, n: 4, k: 9 }, shards: 3, shard: 2 }
  assert.deepEqual(await product(work, { first: 1, count: 1 }), expected(work, { first: 1, count: 1 }))
  await assert.rejects(product(work, { first: 1, count: 2 }), (error: unknown) => {
    assert.ok(error instanceof TensorIndexError)
    assert.deepEqual(error.facts, { what: 'row', index: 2, count: 2 })
    return true
  })
})

test('openMatmul8Wasm_longCall_letsOtherEventsRunAndReadsOften', async () => {
  const params = { m: 2048, n: 4096, k: 1024 }
  const [a, b] = sourcesOf(params, operandsOf({ params })) as [TensorSource, TensorSource]
  let turns = 0
  let reads = 0
  const timer = setInterval(() => turns++, 1)
  const counted: TensorSource = {
    shape: a.shape,
    read: (rows) => {
      reads++
      return a.read(rows)
    },
  }
  await computer.rows(jobOf({ params }), [counted, b], { first: 0, count: 2048 })
  clearInterval(timer)
  assert.ok(turns > 0)
  assert.ok(reads >= 8, `${reads} reads`)
})

test('openMatmul8Wasm_sourceThatReadsTooLittle_isRefused', async () => {
  const params = { m: 2, n: 2, k: 3 }
  const [a, b] = sourcesOf(params, operandsOf({ params })) as [TensorSource, TensorSource]
  const short: TensorSource = { shape: b.shape, read: async () => new Uint8Array(5) }
  await assert.rejects(computer.rows(jobOf({ params }), [a, short], { first: 0, count: 2 }), TensorDataError)
})
