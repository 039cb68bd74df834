import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import {
  bytesSource,
  create2SearchKernel,
  openBackend,
  shardJob,
  type ComputeBackend,
  type RowComputer,
  type ShardJob,
} from '@quern/kernels'
import { sampleJob } from '../runtime/sample-job.test.fixture.js'
import { withChangedOutputs } from './changed-outputs.js'
import { selfChecked, type SelfCheckOptions } from './self-check.js'

const sample = sampleJob(40, 2)
const job = shardJob({ ...sample.work, shard: 1 })
const sources = sample.inputFiles.map((file, i) =>
  bytesSource(i === 0 ? sample.layout.a : sample.layout.b, readFileSync(file)),
)

interface Run extends Omit<SelfCheckOptions, 'rows'> {
  readonly of?: ShardJob
  readonly signal?: AbortSignal
}

async function run(backend: ComputeBackend, rows: number, { of = job, signal, ...options }: Run = {}) {
  const checked = selfChecked(backend, { rows, ...options })
  const inputs = await Promise.all(sources.map((source) => checked.upload(source)))
  return checked.run(of, inputs, signal === undefined ? {} : { signal })
}

const backend = await openBackend({ prefer: 'wasm' })

describe('selfChecked', () => {
  it('finds every single wrong bit by the check of the whole', async () => {
    const elements = 100
    for (let bit = 0; bit < 32; bit++) {
      for (const element of [0, 41 + bit, elements - 1]) {
        const wrong = withChangedOutputs(backend, (output) => (output[element] = (output[element] ?? 0) ^ (1 << bit)))
        const problem = { code: 'SELF_CHECK', message: `wasm-simd: element ${element} is wrong` }
        await assert.rejects(run(wrong, 0), problem)
      }
    }
  })

  it('compares rows with the reference', async () => {
    const wrong = withChangedOutputs(backend, (output) => output.fill(7))
    await assert.rejects(run(wrong, 1), { code: 'SELF_CHECK', message: /row \d+ is not that of the reference/ })
  })

  it('compares no row that would take the reference long, and one of any other', async () => {
    const compared = async (cost: number): Promise<number> => {
      let rows = 0
      const reference: RowComputer = { rows: (...args) => (rows++, job.kernel.reference.rows(...args)) }
      await run(backend, 3, { of: { ...job, kernel: { ...job.kernel, reference, rowCost: () => cost } } })
      return rows
    }
    assert.deepEqual(await Promise.all([2 ** 24 + 1, 2 ** 24, 2 ** 20, 1].map(compared)), [0, 1, 2, 3])
  })

  it('finds a right product of inputs that the device changed', async () => {
    const upload: ComputeBackend['upload'] = async (source) => {
      const bytes = new Uint8Array(await source.read({ first: 0, count: source.shape.rows }))
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
      return backend.upload(bytesSource(source.shape, bytes))
    }
    await assert.rejects(run({ ...backend, upload }, 0), { code: 'SELF_CHECK' })
  })

  it('lets right outputs through, tells its time, and gives wrong ones back', async () => {
    const output = await run(backend, 3)
    assert.deepEqual(output.shape, job.layout.output(1))
    let freed = 0
    const wrong = withChangedOutputs(backend, (values) => values.fill(7))
    const free: ComputeBackend['free'] = (tensor) => {
      freed += 1
      backend.free(tensor)
    }
    await assert.rejects(run({ ...wrong, free }, 0), { code: 'SELF_CHECK' })
    assert.equal(freed, 1)
  })

  it('lets no output of a GPU through whose check may miss an error', async () => {
    const missing = (errorProbability: number): ShardJob => {
      const findWrong = async () => ({ wrongElement: undefined, errorProbability })
      return { ...job, kernel: { ...job.kernel, findWrong } }
    }
    let freed = 0
    const gpu: ComputeBackend = { ...backend, kind: 'webgpu', free: (tensor) => (freed++, backend.free(tensor)) }
    const problem = /^wasm-simd: the check of Matmul8 misses errors with a probability of 0.75$/
    await assert.rejects(run(gpu, 0, { of: missing(0.75) }), { code: 'UNCHECKED', message: problem })
    await assert.rejects(run(gpu, 0, { of: missing(2 ** -59) }), { code: 'UNCHECKED' })
    assert.equal(freed, 2)
    await run(gpu, 0, { of: missing(2 ** -60) })
    // The processor computes what nothing else could tell right from wrong.
    await run(backend, 0, { of: missing(0.75) })
  })

  it('computes again on the computer that it is given, from the sources as other threads find them', async () => {
    const asked: unknown[] = []
    const findWrong: ShardJob['kernel']['findWrong'] = async (_job, { inputs, computer }) => {
      asked.push(
        computer,
        inputs.map(({ origin }) => origin),
      )
      return { wrongElement: undefined, errorProbability: 0 }
    }
    const computer: RowComputer = { rows: async () => new Uint8Array() }
    const shared = sources.map(({ shape }, i) => {
      const bytes = new Uint8Array(new SharedArrayBuffer(shape.rows * shape.rowBytes))
      bytes.set(readFileSync(sample.inputFiles[i] ?? ''))
      return bytesSource(shape, bytes)
    })
    const checked = selfChecked(backend, { rows: 0, computer: async () => computer })
    const inputs = await Promise.all(shared.map((source) => checked.upload(source)))
    await checked.run({ ...job, kernel: { ...job.kernel, findWrong } }, inputs)
    assert.deepEqual(asked, [computer, shared.map(({ origin }) => origin)])
    assert.ok(shared.every(({ origin }) => origin !== undefined))
  })

  it('stops when it is told to', async () => {
    const late = {
      ...backend,
      run: (...[what, inputs]: Parameters<ComputeBackend['run']>) => backend.run(what, inputs),
    }
    await assert.rejects(run(late, 1, { signal: AbortSignal.abort() }), { code: 'KERNEL_CANCELLED' })
  })

  describe('of a search', () => {
    const params = { deployer: `0x${'77'.repeat(20)}`, initCodeHash: `0x${'88'.repeat(32)}` } as const
    const kernel = create2SearchKernel
    const easy = { kernel, params: { ...params, mask: 0xffn, value: 0x12n, base: 5n, r: 20 }, shards: 1, shard: 0 }
    const hopeless = { ...easy, params: { ...easy.params, mask: 2n ** 64n - 1n, r: 71 } }
    const slice = { from: 100n, count: 2 ** 14 }
    const by = (search: ComputeBackend['search']) => selfChecked({ ...backend, search }, { rows: 0 })
    const refused = { code: 'SELF_CHECK', message: /^wasm-simd: / }

    it('lets a right answer through, and nothing where a known answer is found', async () => {
      const checked = selfChecked(backend, { rows: 0 })
      const answer = await backend.search({ ...easy, ...slice })
      assert.ok(answer !== undefined)
      assert.equal(await checked.search({ ...easy, ...slice }), answer)
      assert.equal(await checked.search({ ...hopeless, ...slice }), undefined)
    })

    it('finds an answer that is none, or that lies outside', async () => {
      const answer = await backend.search({ ...easy, ...slice })
      assert.ok(answer !== undefined)
      const number = kernel.numberOf(easy, answer)
      for (const wrong of [kernel.output(easy, number + 1n), kernel.output(easy, number - 1n)]) {
        await assert.rejects(by(async () => wrong).search({ ...easy, ...slice }), refused)
      }
      const same = by(async () => answer)
      assert.equal(await same.search({ ...easy, from: number, count: 1 }), answer)
      await assert.rejects(same.search({ ...easy, from: number + 1n, count: 9 }), refused)
      await assert.rejects(same.search({ ...easy, from: number - 9n, count: 9 }), refused)
    })

    it('finds a device that sees no answers', async () => {
      const blind = by(async () => undefined)
      for (const search of [easy, hopeless]) await assert.rejects(blind.search({ ...search, ...slice }), refused)
    })
  })
})
