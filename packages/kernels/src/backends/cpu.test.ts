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
  matmul8TreeC,
  matmul8Layout,
  openBackend,
  referenceMatmul8,
  shardJob,
  TensorShapeError,
  type ComputeBackend,
  type Matmul8Params,
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
      assert.deepEqual(error.facts, { id: 3, known: '1, 2' })
      return true
    },
  )
})
