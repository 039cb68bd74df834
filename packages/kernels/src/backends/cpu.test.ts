import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operand } from '../conformance/operands.test.support.js'
import {
  bytesSource,
  KernelCancelledError,
  KernelClosedError,
  KernelMemoryError,
  KernelTensorError,
  KernelUnknownError,
  encodeMatmul8Params,
  flatKernel,
  flatKernels,
  matmul8TreeC,
  merkleTree,
  matmul8Layout,
  openBackend,
  referenceMatmul8,
  shardJob,
  TensorShapeError,
  type ComputeBackend,
  type Matmul8Params,
  type Opening,
  type RowComputer,
  type TensorShape,
  type TensorSource,
  verifyOpening,
} from '../index.js'

function workOf(params: Matmul8Params, { shards = 1, shard = 0 } = {}) {
  const job = shardJob({ kernelId: 1, params: encodeMatmul8Params(params), shards, shard })
  const layout = matmul8Layout(params, shards)
  const a = operand(params.m * params.k, 5)
  const bt = operand(params.n * params.k, 6)
  const { start, count } = layout.rowsOf(shard)
  const rowsA = a.subarray(start * params.k, (start + count) * params.k)
  const c = referenceMatmul8({ ...params, m: count, a: rowsA, bt })
  const sources = [bytesSource(layout.a, new Uint8Array(a.buffer)), bytesSource(layout.b, new Uint8Array(bt.buffer))]
  return { job, layout, sources, c }
}

async function both(check: (backend: ComputeBackend) => Promise<void>, memoryBytes?: number): Promise<void> {
  for (const prefer of ['wasm', 'reference'] as const) {
    const backend = await openBackend({ prefer, memoryBytes })
    await check(backend)
    await backend.close()
  }
}

test('cpu_laterShard_isComputedCommittedReadAndOpened', async () => {
  const { job, layout, sources, c } = workOf({ m: 11, n: 37, k: 45 }, { shards: 3, shard: 2 })
  await both(async (backend) => {
    const inputs = await Promise.all(sources.map((source) => backend.upload(source)))
    const output = await backend.run(job, inputs)
    assert.deepEqual(output.shape, layout.c(2))
    const bytes = await backend.read(output, { first: 1, count: 2 })
    assert.deepEqual(new Int32Array(bytes.slice().buffer), c.slice(37, 3 * 37))
    const { root, open } = await backend.commit(output)
    const tree = matmul8TreeC(layout, 2, c)
    assert.equal(root, tree.root)
    assert.deepEqual(await open([{ leaf: 3 }, { row: 2 }]), [
      { bytes: tree.leaf(3), path: tree.pathOfLeaf(3) },
      { bytes: tree.row(2), path: tree.pathOfRow(2) },
    ])
  })
})

test('cpu_wrongInputs_areRefusedWithFacts', async () => {
  const { job, sources } = workOf({ m: 4, n: 5, k: 6 })
  await both(async (backend) => {
    const [a, b] = (await Promise.all(sources.map((source) => backend.upload(source)))) as [never, never]
    await assert.rejects(backend.run(job, [b, a]), (error: unknown) => {
      assert.ok(error instanceof TensorShapeError)
      assert.deepEqual(error.facts, { input: 0, rows: 5, cols: 6, needRows: 4, needCols: 6 })
      return true
    })
    await assert.rejects(backend.run(job, [a]), TensorShapeError)
    await assert.rejects(backend.run(job, [a, { shape: job.layout.inputs[1] as never }]), KernelTensorError)
    backend.free(a)
    backend.free(a)
    await assert.rejects(backend.run(job, [a, b]), KernelTensorError)
    await assert.rejects(backend.commit(a), KernelTensorError)
  })
})

test('cpu_outputBeyondTheBudget_isRefusedBeforeItIsComputed', async () => {
  const { job, sources } = workOf({ m: 40, n: 50, k: 6 })
  await both(async (backend) => {
    const inputs = await Promise.all(sources.map((source) => backend.upload(source)))
    const first = await backend.run(job, inputs)
    await assert.rejects(backend.run(job, inputs), (error: unknown) => {
      assert.ok(error instanceof KernelMemoryError)
      assert.deepEqual(error.facts, { what: 'output', needBytes: 8000, usedBytes: 8000, limitBytes: 12_000 })
      return true
    })
    backend.free(first)
    await backend.run(job, inputs)
  }, 12_000)
})

test('cpu_operandFarBeyondTheBudget_isCommittedAndMultipliedBlockByBlock', async () => {
  const params = { m: 8192, n: 8, k: 2048 }
  const job = shardJob({ kernelId: 1, params: encodeMatmul8Params(params), shards: 1, shard: 0 })
  const [shapeA, shapeB] = job.layout.inputs as [TensorShape, TensorShape]
  let most = 0
  // 16 MiB that are nowhere: row r is the part of a line that begins at r.
  const line = operand(params.m + params.k, 4)
  const rowOf = (row: number) => line.subarray(row, row + params.k)
  const generated: TensorSource = {
    shape: shapeA,
    read: ({ first, count }) => {
      most = Math.max(most, count * params.k)
      const rows = new Int8Array(count * params.k)
      for (let i = 0; i < count; i++) rows.set(rowOf(first + i), i * params.k)
      return new Uint8Array(rows.buffer)
    },
  }
  const ones = bytesSource(shapeB, new Uint8Array(params.n * params.k).fill(1))
  const backend = await openBackend({ prefer: 'wasm', memoryBytes: 2 ** 19 })
  const [a, b] = (await Promise.all([generated, ones].map((source) => backend.upload(source)))) as [never, never]
  const commitment = await backend.commit(a)
  const output = await backend.run(job, [a, b])
  const [opening] = (await commitment.open([{ row: 8191 }])) as [Opening]
  assert.ok(verifyOpening({ root: commitment.root, shape: shapeA, request: { row: 8191 }, opening }))
  const values = new Int32Array((await backend.read(output, { first: 8191, count: 1 })).slice().buffer)
  assert.deepEqual(values, new Int32Array(8).fill(rowOf(8191).reduce((sum, value) => sum + value, 0)))
  assert.ok(most <= 2 ** 19, `${most} bytes were read at once`)
  await backend.close()
})

test('cpu_callsAtOnce_readASourceOneAfterAnother', async () => {
  const { job, sources, c } = workOf({ m: 40, n: 5, k: 300 })
  const [a, b] = sources as [TensorSource, TensorSource]
  // One buffer for all reads: one that begins before another was used up spoils it.
  const buffer = new Uint8Array(40 * 300)
  const reusing: TensorSource = {
    shape: a.shape,
    read: async (rows) => {
      buffer.set(await a.read(rows))
      await new Promise((resolve) => setImmediate(resolve))
      return buffer.subarray(0, rows.count * 300)
    },
  }
  await both(async (backend) => {
    const inputs = (await Promise.all([reusing, b].map((source) => backend.upload(source)))) as [never, never]
    const { open } = await backend.commit(inputs[0])
    const tree = merkleTree(a.shape, await a.read({ first: 0, count: 40 }))
    const [output, again, ...opened] = await Promise.all([
      backend.run(job, inputs),
      backend.commit(inputs[0]),
      ...[3, 4, 39].map((row) => open([{ row }])),
    ])
    assert.equal(again.root, tree.root)
    const bytes = await backend.read(output, { first: 0, count: 40 })
    assert.deepEqual(new Int32Array(bytes.slice().buffer), c)
    const need = [3, 4, 39].map((row) => [{ bytes: tree.row(row), path: tree.pathOfRow(row) }])
    assert.deepEqual(opened, need)
    const rows = await Promise.all([1, 2].map((first) => backend.read(inputs[0], { first, count: 1 })))
    assert.deepEqual(rows, [new Uint8Array(tree.row(1).slice(0, 300)), new Uint8Array(tree.row(2).slice(0, 300))])
  })
})

test('cpu_abortedSignal_endsTheWorkBetweenReads', async () => {
  const { job, sources } = workOf({ m: 40, n: 5, k: 6 })
  await both(async (backend) => {
    const stop = new AbortController()
    let reads = 0
    const slow = sources.map((source) => ({
      shape: source.shape,
      read: (rows: { first: number; count: number }) => {
        if (++reads === 2) stop.abort()
        return source.read(rows)
      },
    }))
    const inputs = await Promise.all(slow.map((source) => backend.upload(source)))
    const one = { ...job, kernel: { ...job.kernel, rowCost: () => 2 ** 40 } }
    await assert.rejects(backend.run(one, inputs, { signal: stop.signal }), KernelCancelledError)
    assert.ok(reads <= 3, `${reads} reads`)
    await assert.rejects(backend.commit(inputs[0] as never, { signal: stop.signal }), KernelCancelledError)
  })
})

test('cpu_rowsThatTakeLong_startOneByOneUnlessTheComputerAsksForMore', async () => {
  const { job, sources, c } = workOf({ m: 300, n: 5, k: 6 })
  for (const [prefer, expected] of [
    ['wasm', 256],
    ['reference', 1],
  ] as const) {
    const counts: number[] = []
    const counted = (computer: RowComputer): RowComputer => ({
      ...computer,
      rows: (shard, inputs, rows) => {
        counts.push(rows.count)
        return computer.rows(shard, inputs, rows)
      },
    })
    const { kernel } = job
    const reference = counted(kernel.reference)
    const openWasm = async () => counted(await kernel.openWasm())
    const backend = await openBackend({ prefer })
    const inputs = await Promise.all(sources.map((source) => backend.upload(source)))
    const output = await backend.run(
      { ...job, kernel: { ...kernel, rowCost: () => 2 ** 40, reference, openWasm } },
      inputs,
    )
    const bytes = await backend.read(output, { first: 0, count: 300 })
    assert.deepEqual(new Int32Array(bytes.slice().buffer), c)
    assert.equal(counts[0], expected)
    await backend.close()
  }
})

test('cpu_closing_waitsForWorkAndRefusesMore', async () => {
  const { job, sources } = workOf({ m: 4, n: 5, k: 6 })
  await both(async (backend) => {
    const inputs = await Promise.all(sources.map((source) => backend.upload(source)))
    const running = backend.run(job, inputs)
    await backend.close()
    assert.equal((await running).shape.rows, 4)
    await assert.rejects(backend.run(job, inputs), KernelClosedError)
  })
})

test('flatKernel_unknownNumber_isRefusedWithThoseThatAreKnown', () => {
  assert.equal(flatKernel(1).name, 'Matmul8')
  assert.throws(
    () => flatKernel(3),
    (error: unknown) => {
      assert.ok(error instanceof KernelUnknownError)
      assert.deepEqual(error.facts, { id: 3, known: flatKernels.map(({ id }) => id).join(', ') })
      return true
    },
  )
})
