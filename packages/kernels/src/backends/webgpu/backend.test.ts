import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  bytesSource,
  KernelDeviceError,
  KernelMemoryError,
  KernelTensorError,
  merkleTree,
  TensorIndexError,
  tensorShape,
  TensorShapeError,
  type ComputeBackend,
  type DeviceTensor,
  type OpeningRequest,
  type ShardJob,
  type TensorShape,
} from '../../index.js'
import { gpuBackend } from './backend.js'
import { gpuOrNone, watchedSource, workOf } from './gpu.test.support.js'
import { FOUND_BYTES } from './search.js'
import { UNIFORM_BYTES } from './submits.js'

const handle = await gpuOrNone()
after(() => handle?.device.destroy())

const STAGE_BYTES = 4096
/** Bytes that a backend with such stages takes before any tensor. */
const STAGES_BYTES = 6 * STAGE_BYTES + UNIFORM_BYTES + FOUND_BYTES

/** A backend on the one device of this file: parts and stages are small, so that small tensors have many. */
function smallBackend({
  bufferBytes = 2 ** 12,
  tensorBytes = 2 ** 20,
  packedDot = undefined as boolean | undefined,
} = {}) {
  if (handle === undefined) return undefined
  const memoryBytes = STAGES_BYTES + tensorBytes
  return gpuBackend(handle, { memoryBytes, bufferBytes, stageBytes: STAGE_BYTES, packedDot })
}

async function uploaded(backend: ComputeBackend, work: ReturnType<typeof workOf>) {
  return Promise.all(work.sources.map((source) => backend.upload(source)))
}

const every = (what: 'row' | 'leaf', count: number): OpeningRequest[] =>
  Array.from({ length: count }, (_, i) => (what === 'row' ? { row: i } : { leaf: i }))

/** Compares a commitment with the tree on the processor: the root and every opening there is. */
async function assertCommitted(backend: ComputeBackend, tensor: DeviceTensor, bytes: Uint8Array): Promise<void> {
  const { shape } = tensor
  const tree = merkleTree(shape, bytes)
  const { root, open } = await backend.commit(tensor)
  assert.equal(root, tree.root)
  const rows = await open(every('row', 2 ** shape.hl))
  for (const [row, opening] of rows.entries()) {
    assert.deepEqual(opening, { bytes: tree.row(row), path: tree.pathOfRow(row) }, `row ${row}`)
  }
  const leaves = await open(every('leaf', 2 ** shape.depth))
  for (const [leaf, opening] of leaves.entries()) {
    assert.deepEqual(opening, { bytes: tree.leaf(leaf), path: tree.pathOfLeaf(leaf) }, `leaf ${leaf}`)
  }
}

/** A kernel whose every output word is the sum of all words of its second input, plus one of the first, plus a constant. */
function toyJob(code: string): ShardJob {
  const { job } = workOf({ m: 6, n: 5, k: 8 })
  const kernel = {
    ...job.kernel,
    wgsl: {
      inputs: ['rows', 'whole'] as const,
      tile: { rows: 2, columns: 2 },
      code: () => code,
      constants: () => Uint32Array.of(1000, 7),
    },
  }
  return { ...job, kernel }
}

const TOY_CODE = `
@compute @workgroup_size(2, 2)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= work.columns || id.y >= work.rows) {
    return;
  }
  var sum = input0[(work.first0 + id.y) * work.stride0].x + work.constant0 * work.constant1;
  for (var row = 0u; row < 5u; row++) {
    let words = input1[row * work.stride1];
    sum += words.x + words.y;
  }
  output[(work.row + id.y) * work.stride + work.column + id.x] = sum;
}`

const SHARDS = [
  { params: { m: 1, n: 1, k: 1 }, shards: 1, shard: 0 },
  { params: { m: 7, n: 129, k: 31 }, shards: 3, shard: 1 },
  { params: { m: 130, n: 1, k: 64 }, shards: 1, shard: 0 },
  { params: { m: 45, n: 70, k: 130 }, shards: 2, shard: 1 },
  { params: { m: 5, n: 33, k: 1030 }, shards: 2, shard: 0 },
]

test('gpu_anyShard_isComputedAndCommittedAsByTheReference', async () => {
  for (const bufferBytes of [2 ** 12, 2 ** 20]) {
    const backend = smallBackend({ bufferBytes })
    if (backend === undefined) return
    for (const { params, ...of } of SHARDS) {
      const work = workOf(params, of)
      const [a, b] = (await uploaded(backend, work)) as [DeviceTensor, DeviceTensor]
      const output = await backend.run(work.job, [a, b])
      const { rows, rowBytes } = output.shape
      assert.deepEqual(await backend.read(output, { first: 0, count: rows }), work.bytes.c)
      const last = { first: rows - 1, count: 1 }
      assert.deepEqual(await backend.read(output, last), work.bytes.c.slice(-rowBytes))
      await assertCommitted(backend, output, work.bytes.c)
      await assertCommitted(backend, a, work.bytes.a)
      await assertCommitted(backend, b, work.bytes.b)
      for (const tensor of [a, b, output]) backend.free(tensor)
    }
  }
})

test('gpu_withoutPackedDot_givesTheSameBits', async () => {
  const backend = smallBackend({ packedDot: false })
  if (backend === undefined) return
  const work = workOf({ m: 9, n: 20, k: 77 })
  const output = await backend.run(work.job, await uploaded(backend, work))
  assert.deepEqual(await backend.read(output, { first: 0, count: 9 }), work.bytes.c)
})

const TENSORS: Parameters<typeof tensorShape>[0][] = [
  { rows: 5, cols: 200, elementBytes: 1, role: 'input', laneReversed: true },
  { rows: 6, cols: 301, elementBytes: 1, role: 'input' },
  { rows: 3, cols: 301, elementBytes: 2, role: 'input', laneReversed: true },
  { rows: 9, cols: 2049, elementBytes: 1, role: 'input', laneReversed: true },
  { rows: 2, cols: 70, elementBytes: 4, role: 'output' },
  { rows: 70, cols: 3, elementBytes: 4, role: 'output' },
]

function bytesOf({ rows, rowBytes }: TensorShape): Uint8Array {
  return Uint8Array.from({ length: rows * rowBytes }, (_, i) => (i * 167 + (i >> 7)) & 255)
}

test('gpu_everyLeafSize_isCommittedAsOnTheProcessor', async () => {
  for (const bufferBytes of [2 ** 12, 2 ** 20]) {
    const backend = smallBackend({ bufferBytes })
    if (backend === undefined) return
    for (const parameters of TENSORS) {
      const shape = tensorShape(parameters)
      const bytes = bytesOf(shape)
      const tensor = await backend.upload(bytesSource(shape, bytes))
      await assertCommitted(backend, tensor, bytes)
      assert.deepEqual(
        await backend.read(tensor, { first: 1, count: 1 }),
        bytes.slice(shape.rowBytes, 2 * shape.rowBytes),
      )
    }
  }
})

test('gpu_openingOfWhatIsNotThere_isRefused', async () => {
  const backend = smallBackend()
  if (backend === undefined) return
  const shape = tensorShape({ rows: 3, cols: 3, elementBytes: 1, role: 'input' })
  const tensor = await backend.upload(bytesSource(shape, bytesOf(shape)))
  const { open } = await backend.commit(tensor)
  for (const request of [{ row: 4 }, { leaf: 4 }, { row: -1 }, { leaf: 0.5 }]) {
    await assert.rejects(open([{ row: 0 }, request]), TensorIndexError)
  }
  backend.free(tensor)
  await assert.rejects(open([{ row: 0 }]), KernelTensorError)
})

test('gpu_shard_readsItsRowsAndDropsThoseOfLongestAgo', async () => {
  const work = workOf({ m: 64, n: 64, k: 128 }, { shards: 4, shard: 2 })
  // 2 parts of the output, one of A and two of the four of B.
  const backend = smallBackend({ bufferBytes: 2048, tensorBytes: 16 * 64 * 4 + 3 * 2048 })
  if (backend === undefined) return
  const [a, b] = work.sources.map((source) => watchedSource(source)) as [
    ReturnType<typeof watchedSource>,
    ReturnType<typeof watchedSource>,
  ]
  const inputs = await Promise.all([a, b].map(({ watched }) => backend.upload(watched)))
  assert.deepEqual([a.reads, b.reads], [[], []])
  const output = await backend.run(work.job, inputs)
  assert.deepEqual(a.reads, [
    { first: 32, count: 8 },
    { first: 40, count: 8 },
  ])
  // Back and forth over the columns, so that the last two parts are there when the next rows begin.
  assert.deepEqual(
    b.reads.map(({ first }) => first),
    [0, 16, 32, 48, 16, 0],
  )
  assert.deepEqual(await backend.read(output, { first: 0, count: 16 }), work.bytes.c)
})

test('gpu_whatDoesNotFit_isRefusedBeforeItIsAllocated', async () => {
  const work = workOf({ m: 16, n: 16, k: 64 })
  const backend = smallBackend({ tensorBytes: 1024 + 2048 })
  if (backend === undefined) return
  const inputs = await uploaded(backend, work)
  const output = await backend.run(work.job, inputs)
  await assert.rejects(backend.run(work.job, inputs), (error: unknown) => {
    assert.ok(error instanceof KernelMemoryError)
    const usedBytes = STAGES_BYTES + 1024
    const limitBytes = STAGES_BYTES + 3072
    assert.deepEqual(error.facts, { what: 'output', needBytes: 3072, usedBytes, limitBytes })
    return true
  })
  const large = workOf({ m: 64, n: 1, k: 64 }).sources[0]
  await assert.rejects(backend.commit(await backend.upload(large)), (error: unknown) => {
    assert.ok(error instanceof KernelMemoryError)
    assert.equal(error.facts['what'], 'tree')
    assert.equal(error.facts['needBytes'], 127 * 32 + 64 * 64)
    return true
  })
  backend.free(output)
  const again = await backend.run(work.job, inputs)
  assert.deepEqual(await backend.read(again, { first: 0, count: 16 }), work.bytes.c)
  assert.throws(() => gpuBackend(handle as never, { memoryBytes: 100 }), KernelMemoryError)
})

test('gpu_buffersOfFreedTensors_areUsedAgainClearedOrGivenUp', async () => {
  const full = workOf({ m: 16, n: 4, k: 64 })
  const padded = workOf({ m: 16, n: 1, k: 64 })
  const other = workOf({ m: 20, n: 1, k: 64 })
  // Room for the operands and the output of one of them, and for its tree.
  const backend = smallBackend({ tensorBytes: 20 * 64 + 4 * 64 + 20 * 16 + 44 * 32 })
  if (backend === undefined) return
  for (const work of [full, padded, other, full]) {
    const inputs = await uploaded(backend, work)
    const output = await backend.run(work.job, inputs)
    // Not even with the operands dropped would there be room for four trees.
    for (let again = 0; again < 4; again++) await assertCommitted(backend, output, work.bytes.c)
    for (const tensor of [...inputs, output]) backend.free(tensor)
  }
})

test('gpu_abortedSignal_endsTheWorkBetweenReads', async () => {
  const work = workOf({ m: 128, n: 4, k: 64 })
  const backend = smallBackend({ bufferBytes: 2 ** 14, tensorBytes: 128 * 16 + 132 * 64 })
  if (backend === undefined) return
  const stop = new AbortController()
  const { watched, reads } = watchedSource(work.sources[0], () => stop.abort())
  const inputs = await Promise.all([watched, work.sources[1]].map((source) => backend.upload(source)))
  const cancelled = { code: 'KERNEL_CANCELLED' }
  await assert.rejects(backend.run(work.job, inputs, { signal: stop.signal }), cancelled)
  assert.deepEqual(reads, [{ first: 0, count: 64 }])
  await assert.rejects(backend.commit(inputs[1] as DeviceTensor, { signal: stop.signal }), cancelled)
  // The memory of the ended work is free again.
  const output = await backend.run(work.job, inputs)
  assert.deepEqual(await backend.read(output, { first: 0, count: 128 }), work.bytes.c)
})

test('gpu_abortedSignal_endsTheWorkBetweenSubmits', async () => {
  const work = workOf({ m: 150, n: 2, k: 4 })
  const backend = smallBackend({ bufferBytes: 2 ** 20 })
  if (backend === undefined) return
  const inputs = await uploaded(backend, work)
  await backend.run(work.job, inputs)
  let asked = 0
  const signal = {
    get aborted() {
      return ++asked === 2
    },
  } as AbortSignal
  const costly: ShardJob = { ...work.job, kernel: { ...work.job.kernel, rowCost: () => 2 ** 40 } }
  await assert.rejects(backend.run(costly, inputs, { signal }), { code: 'KERNEL_CANCELLED' })
  assert.equal(asked, 2)
  asked = 2
  const output = await backend.run(costly, inputs, { signal })
  assert.equal(asked, 5)
  assert.deepEqual(await backend.read(output, { first: 0, count: 150 }), work.bytes.c)
})

test('gpu_wrongInputs_areRefused', async () => {
  const work = workOf({ m: 4, n: 5, k: 6 })
  const backend = smallBackend()
  if (backend === undefined) return
  const [a, b] = (await uploaded(backend, work)) as [DeviceTensor, DeviceTensor]
  await assert.rejects(backend.run(work.job, [b, a]), TensorShapeError)
  await assert.rejects(backend.run(work.job, [a]), TensorShapeError)
  await assert.rejects(backend.run(work.job, [a, { shape: b.shape }]), KernelTensorError)
  backend.free(a)
  backend.free(a)
  await assert.rejects(backend.run(work.job, [a, b]), KernelTensorError)
})

test('gpu_anotherKernel_bringsOnlyItsArithmetic', async () => {
  const { sources, bytes } = workOf({ m: 6, n: 5, k: 8 })
  const backend = smallBackend({ bufferBytes: 64 })
  if (backend === undefined) return
  const small = await Promise.all(sources.map((source) => backend.upload(source)))
  await assert.rejects(backend.run(toyJob(TOY_CODE), small), { code: 'KERNEL_MEMORY' })
  const roomy = smallBackend({ bufferBytes: 512 }) as ComputeBackend
  const inputs = await Promise.all(sources.map((source) => roomy.upload(source)))
  const output = await roomy.run(toyJob(TOY_CODE), inputs)
  const have = new Uint32Array((await roomy.read(output, { first: 0, count: 6 })).buffer)
  const a = new Uint32Array(bytes.a.buffer)
  const total = new Uint32Array(bytes.b.buffer).reduce((sum, word) => (sum + word) >>> 0, 7000)
  assert.deepEqual(
    have,
    Uint32Array.from({ length: 30 }, (_, i) => (a[2 * Math.floor(i / 5)] as number) + total),
  )
})

test('gpu_brokenShader_isADeviceErrorAndTheNextWorkIsFine', async () => {
  const work = workOf({ m: 6, n: 5, k: 8 })
  const backend = smallBackend()
  if (backend === undefined) return
  const inputs = await uploaded(backend, work)
  await assert.rejects(backend.run(toyJob('fn main() {'), inputs), (error: unknown) => {
    assert.ok(error instanceof KernelDeviceError)
    assert.match(String(error.facts['reason']), /WGSL/)
    return true
  })
  const output = await backend.run(work.job, inputs)
  assert.deepEqual(await backend.read(output, { first: 0, count: 6 }), work.bytes.c)
})

test('gpu_lostDevice_endsRunningAndLaterWork', async () => {
  const own = await gpuOrNone()
  if (own === undefined) return
  const backend = gpuBackend(own)
  const { sources } = workOf({ m: 6, n: 5, k: 8 })
  const job = toyJob(TOY_CODE)
  const resident = await Promise.all(sources.map((source) => backend.upload(source)))
  const output = await backend.run(job, resident)
  const { open } = await backend.commit(output)
  const { watched } = watchedSource(sources[0], () => own.device.destroy())
  const inputs = await Promise.all([watched, sources[1]].map((source) => backend.upload(source)))
  const lost = { code: 'KERNEL_DEVICE' }
  await assert.rejects(backend.run(job, inputs), lost)
  await assert.rejects(backend.run(job, resident), lost)
  await assert.rejects(backend.read(output, { first: 0, count: 1 }), lost)
  await assert.rejects(open([{ row: 0 }]), lost)
  await backend.close()
})

test('gpu_closing_waitsForWorkAndRefusesMore', async () => {
  const own = await gpuOrNone()
  if (own === undefined) return
  const backend = gpuBackend(own)
  const { sources } = workOf({ m: 6, n: 5, k: 8 })
  const inputs = await Promise.all(sources.map((source) => backend.upload(source)))
  const running = backend.run(toyJob(TOY_CODE), inputs)
  backend.free(inputs[0] as DeviceTensor)
  await backend.close()
  assert.equal((await running).shape.rows, 6)
  await assert.rejects(backend.run(toyJob(TOY_CODE), inputs), { code: 'KERNEL_CLOSED' })
})
