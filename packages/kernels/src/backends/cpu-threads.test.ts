import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { operand } from '../conformance/operands.test.support.js'
import {
  bytesSource,
  encodeMatmul8Params,
  encodeRenderParams,
  KernelCancelledError,
  KernelDeviceError,
  KernelMemoryError,
  merkleTree,
  openBackend,
  shardJob,
  tensorShape,
  type ComputeBackend,
  type Matmul8Params,
  type ShardJob,
  type TensorShape,
  type TensorSource,
} from '../index.js'
import { fileSource } from '../node/index.js'
import { SOLIDS } from '../render/images.test.support.js'
import { newPace, rowBlocks } from './row-blocks.js'

interface Work {
  readonly params: Matmul8Params
  readonly shards?: number
  readonly shard?: number
  readonly seed?: number
}

function workOf({ params, shards = 1, shard = 0, seed = 3 }: Work) {
  const job = shardJob({ kernelId: 1, params: encodeMatmul8Params(params), shards, shard })
  const bytes = job.layout.inputs.map((shape, i) => new Uint8Array(operand(shape.rows * shape.cols, seed + i).buffer))
  return { job, bytes, sources: job.layout.inputs.map((shape, i) => bytesSource(shape, bytes[i] as Uint8Array)) }
}

async function results(backend: ComputeBackend, job: ShardJob, sources: readonly TensorSource[]) {
  const inputs = await Promise.all(sources.map((source) => backend.upload(source)))
  const output = await backend.run(job, inputs)
  const roots = await Promise.all([...inputs, output].map(async (tensor) => (await backend.commit(tensor)).root))
  const bytes = Buffer.from(await backend.read(output, { first: 0, count: output.shape.rows }))
  for (const tensor of [...inputs, output]) backend.free(tensor)
  return { roots, bytes }
}

async function onThreads(check: (backend: ComputeBackend) => Promise<void>, memoryBytes?: number): Promise<void> {
  const backend = await openBackend({ prefer: 'wasm', threads: 2, memoryBytes })
  try {
    assert.equal(backend.device, 'CPU, 2 threads')
    await check(backend)
  } finally {
    await backend.close()
  }
}

const big = { m: 700, n: 500, k: 1100 }

test('threads_anyShape_giveTheBitsAndRootsOfOneThread', async () => {
  const one = await openBackend({ prefer: 'wasm' })
  const works = fc
    .record({
      m: fc.integer({ min: 3, max: 600 }),
      n: fc.integer({ min: 150, max: 500 }),
      k: fc.oneof(fc.integer({ min: 600, max: 1500 }), fc.constant(16384)),
      seed: fc.integer({ min: 1, max: 2 ** 30 }),
      shards: fc.constantFrom(1, 2),
    })
    .map(({ seed, shards, ...params }) => ({ params, seed, shards, shard: seed % shards }))
  await onThreads(async (two) => {
    await fc.assert(
      fc.asyncProperty(works, async (work) => {
        const { job, sources } = workOf(work)
        assert.deepEqual(await results(two, job, sources), await results(one, job, sources))
      }),
      { numRuns: 12 },
    )
  })
  await one.close()
})

test('threads_filesAndSharedMemory_areReadWithoutCopies', async () => {
  const { job, bytes, sources } = workOf({ params: { m: 1500, n: 1000, k: 1100 } })
  const file = join(mkdtempSync(join(tmpdir(), 'quern-threads-')), 'a.bin')
  writeFileSync(file, bytes[0] as Uint8Array)
  const [shapeA, shapeB] = job.layout.inputs as [TensorShape, TensorShape]
  const a = await fileSource(file, shapeA)
  const b = new Uint8Array(new SharedArrayBuffer(bytes[1]?.length ?? 0))
  b.set(bytes[1] as Uint8Array)
  const shared = bytesSource(shapeB, b)
  const refusing = [a, shared].map((source) => ({ ...source, read: () => assert.fail('was read here') }))
  const one = await openBackend({ prefer: 'wasm' })
  const need = await results(one, job, sources)
  await onThreads(async (two) => {
    const inputs = await Promise.all(refusing.map((source) => two.upload(source)))
    const output = await two.run(job, inputs)
    assert.deepEqual(Buffer.from(await two.read(output, { first: 0, count: output.shape.rows })), need.bytes)
    const roots = await Promise.all([...inputs, output].map(async (tensor) => (await two.commit(tensor)).root))
    assert.deepEqual(roots, need.roots)
    // The output and trees fit; copies of the inputs would not.
    assert.ok(two.memoryBytes < need.bytes.length + (bytes[0]?.length ?? 0))
  }, 6_500_000)
  await a.close()
  await one.close()
})

test('threads_tensorOfManyBlocks_hasTheRootOfOneThread', async () => {
  const shape = tensorShape({ rows: 20_000, cols: 1000, elementBytes: 1, role: 'input' })
  const bytes = new Uint8Array(operand(20_000_000, 9).buffer)
  const tree = merkleTree(shape, bytes)
  await onThreads(async (two) => {
    const { root, open } = await two.commit(await two.upload(bytesSource(shape, bytes)))
    assert.equal(root, tree.root)
    assert.deepEqual(await open([{ row: 19_999 }]), [{ bytes: tree.row(19_999), path: tree.pathOfRow(19_999) }])
  })
})

test('computer_rowsOfAnyRange_areThoseOfTheReferenceOnOneThreadAndOnTwo', async () => {
  const small = { m: 90, n: 40, k: 70 }
  const product = workOf({ params: small, shards: 2, shard: 1 })
  const files = product.sources.map(({ shape }, i) => {
    const file = join(mkdtempSync(join(tmpdir(), 'quern-rows-')), String(i))
    writeFileSync(file, product.bytes[i] as Uint8Array)
    return { shape, origin: { file }, read: () => assert.fail('it was read by the thread that asked') }
  })
  const image = shardJob({ kernelId: 2, params: encodeRenderParams(SOLIDS), shards: 2, shard: 1 })
  const rowsOf = async (backend: ComputeBackend, job: ShardJob, sources: readonly TensorSource[]) => {
    const ranges = [
      { first: 0, count: 1 },
      { first: 5, count: 13 },
      { first: 17, count: 1 },
    ]
    for (const rows of ranges) {
      const have = await backend.computer?.rows(job, sources, rows)
      const need = await job.kernel.reference.rows(job, sources === files ? product.sources : sources, rows)
      assert.deepEqual(Buffer.from(have ?? []), Buffer.from(need))
    }
  }
  const one = await openBackend({ prefer: 'wasm' })
  assert.equal(one.computer?.leastRows, 1)
  for (const [job, sources] of [[product.job, product.sources] as const, [image, []] as const])
    await rowsOf(one, job, sources)
  await one.close()
  await onThreads(async (two) => {
    assert.equal(two.computer?.leastRows, 2)
    for (const sources of [product.sources, files]) await rowsOf(two, product.job, sources)
    await rowsOf(two, image, [])
  })
})

test('threads_withoutRoomForCopies_leaveTheWorkToOneThread', async () => {
  const { job, sources } = workOf({ params: big })
  const one = await openBackend({ prefer: 'wasm' })
  const need = await results(one, job, sources)
  await onThreads(async (two) => assert.deepEqual(await results(two, job, sources), need), 1_500_000)
  await onThreads(async (two) => assert.rejects(results(two, job, sources), KernelMemoryError), 1_399_999)
  await one.close()
})

test('threads_abortedSignal_endsTheWorkSoon', async () => {
  const { job, sources } = workOf({ params: { m: 4096, n: 2048, k: 4096 } })
  await onThreads(async (two) => {
    const inputs = await Promise.all(sources.map((source) => two.upload(source)))
    const stop = new AbortController()
    let stoppedAt = 0
    setTimeout(() => {
      stoppedAt = performance.now()
      stop.abort()
    }, 100)
    await assert.rejects(two.run(job, inputs, { signal: stop.signal }), KernelCancelledError)
    const endedAt = performance.now()
    assert.ok(stoppedAt > 0, 'it ended before it was stopped')
    assert.ok(endedAt - stoppedAt < 2000, `${endedAt - stoppedAt} ms`)
    // What the stopped work took is free again, and threads go on.
    const small = workOf({ params: { m: 300, n: 300, k: 300 } })
    await results(two, small.job, small.sources)
  })
})

test('threads_fileThatIsGone_isADeviceError', async () => {
  const { job, bytes, sources } = workOf({ params: big })
  const [shapeA] = job.layout.inputs as [TensorShape]
  const gone = { shape: shapeA, origin: { file: join(tmpdir(), 'no-such-tensor') }, read: () => bytes[0] as Uint8Array }
  await onThreads(async (two) => {
    const inputs = await Promise.all([gone, sources[1] as TensorSource].map((source) => two.upload(source)))
    await assert.rejects(two.run(job, inputs), (error: unknown) => {
      assert.ok(error instanceof KernelDeviceError)
      assert.match(String(error.facts['reason']), /ENOENT/)
      return true
    })
  })
})

test('rowBlocks_anyShard_coversEveryRowOnceAndEndsInShortBlocks', () => {
  const { job } = workOf({ params: { m: 5000, n: 300, k: 900 } })
  for (const threads of [1, 2, 5]) {
    const pace = newPace(50)
    const blocks = rowBlocks(job, pace, { threads })
    let first = 0
    let last = 0
    for (let rows = blocks.next(); rows !== undefined; rows = blocks.next()) {
      assert.equal(rows.first, first)
      assert.ok(rows.count >= 1 && rows.count * 1200 <= 2 ** 24)
      first += rows.count
      last = rows.count
      blocks.took(rows, rows.count / 10)
    }
    assert.equal(first, 5000)
    if (threads > 1) assert.ok(last <= 500 / 16 + 1, `${last} rows in the last block`)
  }
})
