import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  KernelMemoryError,
  createWitnessBuilder,
  encodeMatmul8Params,
  matmul8Layout,
  openBackend,
  tensorRoot,
  type ComputeBackend,
  type TensorSource,
} from '@quern/kernels'
import type { Hex } from 'viem'
import { sampleJob } from '../runtime/sample-job.test.fixture.js'
import { createWorkbench, type Workbench } from './workbench.js'
import type { ComputeResult, ComputeTask, TaskResults } from './messages.js'
import { programBytes } from './memory.js'
import { tensorFile } from './object.js'
import { runTask } from './tasks.js'

type SampleJob = ReturnType<typeof sampleJob>

const signal = new AbortController().signal
const open = { type: 'open', kinds: ['wasm'], allowSoftwareGpu: false, selfChecks: 2, threads: 1 } as const

/** A workbench whose backend counts what it is asked to do. */
async function countingWorkbench(memoryBytes = 2 ** 30, wrap = (backend: ComputeBackend) => backend) {
  const counts = { upload: 0, commit: 0, free: 0 }
  const backend = await openBackend({ prefer: 'wasm' })
  const counting: ComputeBackend = {
    ...backend,
    upload: (...args) => (counts.upload++, backend.upload(...args)),
    commit: (...args) => (counts.commit++, backend.commit(...args)),
    free: (...args) => (counts.free++, backend.free(...args)),
  }
  const bench = createWorkbench(counting, { ...open, memoryBytes, gpuMemoryBytes: memoryBytes, wrapBackend: wrap })
  return { bench, counts }
}

function compute(bench: Workbench, { work, inputFiles }: SampleJob, shard: number): Promise<ComputeResult> {
  return runTask({ task: 'compute', ...work, inputFiles, shard }, bench, signal) as Promise<ComputeResult>
}

async function prove(
  bench: Workbench,
  { work, inputFiles }: SampleJob,
  { shard, root, file: outputFile, ids: elements }: { shard: number; root: Hex; file: string; ids: readonly string[] },
): Promise<readonly Hex[]> {
  const task = { task: 'prove', ...work, inputFiles, shard, outputFile, root, elements } as const
  return ((await runTask(task, bench, signal)) as TaskResults['prove']).proofs
}

describe('tasks', () => {
  it('read and hash the inputs of a request once for all its shards', async () => {
    const { bench, counts } = await countingWorkbench()
    const job = sampleJob(128, 64)
    for (let shard = 0; shard < 64; shard++) {
      assert.equal((await compute(bench, job, shard)).root, job.rootOfShard(shard))
      for (const file of job.inputFiles) rmSync(file, { force: true })
    }
    assert.deepEqual([counts.upload, counts.commit], [2, 2 + 64])
  })

  it('prove from what is kept, and the same from files', async () => {
    const { bench, counts } = await countingWorkbench()
    const job = sampleJob(11, 3)
    const shard = 2
    const { root, file } = await compute(bench, job, shard)
    const commits = counts.commit
    // Of 15 elements in four leaves; the last id names the leaf of padding.
    const ids = ['0', '14', '18']
    const warm = await prove(bench, job, { shard, root, file, ids })
    assert.equal(counts.commit, commits)
    const cold = await prove((await countingWorkbench()).bench, job, { shard, root, file, ids })
    const { params, a, b } = job
    const c = new Int32Array(new Uint8Array(readFileSync(file)).buffer)
    const builder = createWitnessBuilder({ params, shards: 3, shard, a, b, c })
    const need = ids.map((id) => builder.proof(BigInt(id)))
    assert.deepEqual([warm, cold], [need, need])
    await assert.rejects(prove(bench, job, { shard, root, file, ids: ['15'] }), { code: 'KERNEL_ELEMENT' })
  })

  it('prove a result whose file is gone or holds something else by computing it again', async () => {
    const job = sampleJob(10, 3)
    const { root, file } = await compute((await countingWorkbench()).bench, job, 1)
    const result = readFileSync(file)
    const proving = async (of = root) =>
      prove((await countingWorkbench()).bench, job, { shard: 1, root: of, file, ids: ['0'] })
    const need = await proving()
    const spoil = [
      () => writeFileSync(file, new Uint8Array(result.length)),
      () => writeFileSync(file, 'half'),
      () => rmSync(file),
    ]
    for (const change of spoil) {
      change()
      assert.deepEqual(await proving(), need)
      assert.deepEqual(readFileSync(file), result)
    }
    await assert.rejects(proving(`0x${'12'.repeat(32)}`), { code: 'OUTPUT_ROOT' })
    writeFileSync(job.inputFiles[0] ?? '', 'half')
    await assert.rejects(proving(), { code: 'INPUT_SIZE', message: /has 4 bytes, the tensor has 330$/ })
  })

  it('give out no proof that does not lead to its roots, and prove anew from the files', async () => {
    let isWrong = true
    const { bench } = await countingWorkbench(2 ** 30, (backend) => ({
      ...backend,
      commit: async (tensor, options) => {
        const commitment = await backend.commit(tensor, options)
        const changed: typeof commitment.open = async (requests) => {
          const openings = await commitment.open(requests)
          if (tensor.shape.laneReversed && isWrong) openings[0]?.bytes.fill(1)
          return openings
        }
        return { ...commitment, open: changed }
      },
    }))
    const job = sampleJob(10, 3)
    const { root, file } = await compute(bench, job, 1)
    const proving = () => prove(bench, job, { shard: 1, root, file, ids: ['0'] })
    await assert.rejects(proving(), { code: 'INPUT_ROOT', message: /opened 0x[0-9a-f]{64} wrongly$/ })
    isWrong = false
    const need = await prove((await countingWorkbench()).bench, job, { shard: 1, root, file, ids: ['0'] })
    assert.deepEqual(await proving(), need)
  })

  it('keep outputs apart whose bytes have one root in two shapes', async () => {
    const { bench } = await countingWorkbench()
    const job = sampleJob(3, 1)
    const zeros = async (m: number, n: number) => {
      const params = { m, n, k: 2 }
      const layout = matmul8Layout(params, 1)
      const inputFiles = layout.inputs.map(({ rows }, i) => join(job.folder, `zeros-${rows}-${i}`))
      for (const [i, { rows, rowBytes }] of layout.inputs.entries())
        writeFileSync(inputFiles[i] ?? '', new Uint8Array(rows * rowBytes))
      const inputRoots = layout.inputs.map((shape) => tensorRoot(shape, new Uint8Array(shape.rows * shape.rowBytes)))
      const work = { kernelId: 1, params: encodeMatmul8Params(params), shards: 1, inputRoots, folder: job.folder }
      return compute(bench, { ...job, work, inputFiles }, 0)
    }
    const [low, wide] = [await zeros(3, 5), await zeros(2, 40)]
    assert.equal(low.root, wide.root)
    assert.deepEqual(
      [low, wide].map(({ file }) => readFileSync(file).length),
      [3 * 5 * 4, 2 * 40 * 4],
    )
  })

  it('compute from files that are too large to be held', async () => {
    const { bench } = await countingWorkbench(programBytes + 400)
    assert.equal(bench.keptBytes, 100)
    const job = sampleJob(10, 3)
    for (const shard of [0, 1, 2]) assert.equal((await compute(bench, job, shard)).root, job.rootOfShard(shard))
    // Closes the files.
    bench.kept.begin()
    bench.kept.makeRoom()
  })

  it('let threads find an input that is too large to be held under its new name', async () => {
    const sources: TensorSource[] = []
    const { bench } = await countingWorkbench(programBytes + 400, (backend) => ({
      ...backend,
      upload: (source, options) => (sources.push(source), backend.upload(source, options)),
    }))
    const { work, inputFiles, folder, layout } = sampleJob(10, 3)
    const names = () => sources.map(({ origin }) => (origin !== undefined && 'file' in origin ? origin.file : ''))
    await runTask({ task: 'inputs', ...work, sourceFiles: inputFiles }, bench, signal)
    assert.deepEqual(
      names(),
      work.inputRoots.map((root, i) => tensorFile(folder, root, layout.inputs[i] ?? layout.a)),
    )
    bench.kept.begin()
    bench.kept.makeRoom()
  })

  it('read nothing later from the files of inputs that were refused', async () => {
    const { bench } = await countingWorkbench()
    const job = sampleJob(10, 3)
    const { files } = (await runTask(
      { task: 'inputs', ...job.work, sourceFiles: job.inputFiles },
      bench,
      signal,
    )) as TaskResults['inputs']
    const sourceFiles = ['a', 'b'].map((name) => join(job.folder, name))
    copyFileSync(files[0] ?? '', sourceFiles[0] ?? '')
    writeFileSync(sourceFiles[1] ?? '', new Uint8Array(job.b.length))
    await assert.rejects(runTask({ task: 'inputs', ...job.work, sourceFiles }, bench, signal), { code: 'INPUT_ROOT' })
    bench.kept.begin()
    assert.equal(bench.kept.find(job.work.inputRoots[0] ?? '0x', job.layout.a), undefined)
  })

  it('refuse an input that was changed after it was checked', async () => {
    const job = sampleJob(10, 3)
    writeFileSync(job.inputFiles[0] ?? '', job.a.toReversed())
    await assert.rejects(compute((await countingWorkbench()).bench, job, 0), { code: 'INPUT_ROOT' })
  })

  it('give up what earlier tasks left before they call a job too large', async () => {
    let isFull = true
    const { bench, counts } = await countingWorkbench(2 ** 30, (backend) => ({
      ...backend,
      run: async (...args) => {
        if (isFull && args[0].shard === 2)
          throw new KernelMemoryError({ what: 'output', needBytes: 2, usedBytes: 1, limitBytes: 2 })
        return backend.run(...args)
      },
      free: (tensor) => {
        isFull = false
        backend.free(tensor)
      },
    }))
    const job = sampleJob(10, 3)
    await compute(bench, job, 0)
    await compute(bench, job, 1)
    assert.equal(counts.free, 0)
    assert.equal((await compute(bench, job, 2)).root, job.rootOfShard(2))
    // The outputs of both, not the inputs that the job needs.
    assert.equal(counts.free, 2)
  })

  it('leave no half of an output behind, and remove those of a child that was killed', async () => {
    const job = sampleJob(10, 3)
    const half = join(job.folder, `.0x${'12'.repeat(32)}.0123456789ab`)
    writeFileSync(half, 'half')
    const stop = new AbortController()
    const { bench } = await countingWorkbench(2 ** 30, (backend) => ({
      ...backend,
      commit: async (...args) => {
        const commitment = await backend.commit(...args)
        if (args[0].shape.elementBytes === 4) stop.abort()
        return commitment
      },
    }))
    const task = { task: 'compute', ...job.work, inputFiles: job.inputFiles, shard: 0 } as const
    await assert.rejects(runTask(task, bench, stop.signal), { code: 'KERNEL_CANCELLED' })
    assert.deepEqual(job.written(), [])
  })

  it('name the kernel that is not known, and the numbers that do not fit', async () => {
    const { bench } = await countingWorkbench()
    const job = sampleJob(10, 3)
    const task = { task: 'compute', ...job.work, inputFiles: job.inputFiles, shard: 0 } as const
    const run = (change: Partial<ComputeTask>) => runTask({ ...task, ...change }, bench, signal)
    await assert.rejects(run({ kernelId: 9 }), { code: 'KERNEL_UNKNOWN', message: /id=9, known=1/ })
    await assert.rejects(run({ shard: 3 }), { code: 'KERNEL_SHARD', message: /shard=3, shards=3/ })
    await assert.rejects(run({ params: '0x00' }), { code: 'KERNEL_PARAMETERS' })
    await assert.rejects(run({ inputRoots: [] }), {
      code: 'INPUT_COUNT',
      message: /^0 input roots and 2 files, not 2$/,
    })
  })
})
