import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  checkCreate2SearchOutput,
  checkMatmul8,
  encodeCreate2SearchParams,
  encodeRenderParams,
  shardJob,
  tensorRoot,
  type Hex,
} from '@quern/kernels'
import { pino } from 'pino'
import { toHex } from 'viem'
import type { BackendChoice } from '../compute/messages.js'
import { createCompute, type Compute } from './compute.js'
import type { Quarantined } from './quarantine.js'
import { sampleJob } from './sample-job.test.fixture.js'

const fixture = (name: string): string => fileURLToPath(new URL(`${name}.test.fixture.js`, import.meta.url))
const limits = { timeoutMs: 30_000, signal: new AbortController().signal }

const opened: Compute[] = []

/** A child whose GPU has faults, and a clock that a test moves. */
function world(program: string, backend: BackendChoice = 'auto') {
  const clock = { ms: 1_000_000 }
  const quarantined: Quarantined[] = []
  const compute = createCompute({
    program: fixture(program),
    open: {
      backend,
      allowSoftwareGpu: false,
      selfChecks: 1,
      threads: 1,
      memoryBytes: 2 ** 30,
      gpuMemoryBytes: 2 ** 30,
    },
    environment: {},
    log: pino({ level: 'silent' }),
    onQuarantine: (one) => quarantined.push(one),
    nowMs: () => clock.ms,
  })
  opened.push(compute)
  const job = sampleJob(20, 10)
  const run = (shard: number) =>
    compute.run({ task: 'compute', ...job.work, inputFiles: job.inputFiles, shard }, limits)
  return { compute, clock, quarantined, job, run }
}

afterEach(() => {
  for (const compute of opened.splice(0)) compute.close()
})

const faults = [
  ['a single wrong bit', 0, 'SELF_CHECK'],
  ['a lost device', 1, 'KERNEL_DEVICE'],
  ['a driver that takes the process along', 2, 'COMPUTE_CHILD_EXITED'],
  ['a wrong hash', 4, 'SELF_CHECK'],
] as const

describe('devices', () => {
  for (const [what, shard, code] of faults) {
    it(`${what}: the device is left alone, and the job is computed by the processor`, async () => {
      const { compute, quarantined, job, run } = world('faulty-child')
      assert.equal((await compute.ready()).kind, 'webgpu')
      const { root, kind } = await run(shard)
      assert.deepEqual([root, kind], [job.rootOfShard(shard), 'wasm'])
      assert.deepEqual(job.written(), [root])
      assert.deepEqual(
        quarantined.map((one) => [one.kind, one.code, one.ms]),
        [['webgpu', code, 60_000]],
      )
      assert.equal((await compute.ready()).kind, 'wasm')
    })
  }

  it('a single wrong bit in an image of more than 2^31 iterations is found, wherever it is', async () => {
    const { compute, quarantined, job } = world('faulty-child')
    // Points so far outside that few iterations are done of the 2^34 that such a band may take.
    const view = { x: 2 ** 29, y: 0, z: 0, pitch: 1, cycle: 0, palette: 0 }
    const params = encodeRenderParams({ scene: 0, width: 2048, height: 2048, steps: 8192, ...view })
    const work = { kernelId: 2, params, shards: 2, shard: 0 }
    const task = { task: 'compute', ...work, inputRoots: [], inputFiles: [], folder: job.folder } as const
    const { root, kind } = await compute.run(task, limits)
    const image = shardJob(work)
    const shape = image.layout.output(0)
    const rows = await (await image.kernel.openWasm()).rows(image, [], { first: 0, count: shape.rows })
    assert.deepEqual([root, kind], [tensorRoot(shape, rows), 'wasm'])
    assert.deepEqual(
      quarantined.map(({ code, problem }) => [code, /^posing: element \d+ is wrong$/.test(problem)]),
      [['SELF_CHECK', true]],
    )
  })

  for (const [what, shard, faultsSeen] of [
    ['opened wrongly', 6, ['SELF_CHECK']],
    ['does not open in half of the time', 8, ['COMPUTE_DEADLINE']],
  ] as const) {
    it(`the processor proves what the device ${what}`, async () => {
      const { compute, quarantined, job, run } = world('faulty-child')
      const { root, kind, file: outputFile } = await run(shard)
      assert.deepEqual([root, kind], [job.rootOfShard(shard), 'webgpu'])
      const { work, inputFiles, params } = job
      const task = { task: 'prove', ...work, inputFiles, shard, outputFile, root, elements: ['3'] } as const
      const { proofs } = await compute.run(task, { ...limits, timeoutMs: 6000 })
      const inputRoots = work.inputRoots as [Hex, Hex]
      const check = { params, shards: work.shards, shard, inputRoots, outputRoot: root, element: 3n }
      assert.equal(checkMatmul8({ ...check, proof: proofs[0] ?? '0x' }), 'correct')
      assert.deepEqual(
        quarantined.map(({ code }) => code),
        faultsSeen,
      )
    })
  }

  it('searches on the device, and by the processor when the device is at fault', async () => {
    const params = encodeCreate2SearchParams({
      deployer: `0x${'77'.repeat(20)}`,
      initCodeHash: `0x${'88'.repeat(32)}`,
      mask: 0xfffn,
      value: 0x123n,
      base: 5n,
      r: 40,
    })
    const folder = mkdtempSync(join(tmpdir(), 'quern-search-'))
    const task = { task: 'search', kernelId: 3, params, shards: 4, budgetMs: 20_000, folder } as const
    for (const [shard, kindUsed, faultsSeen] of [
      [3, 'webgpu', []],
      [0, 'wasm', ['SELF_CHECK']],
      [1, 'wasm', ['SELF_CHECK']],
      [2, 'wasm', ['KERNEL_DEVICE']],
    ] as const) {
      const { compute, quarantined } = world('faulty-child')
      const { root, kind } = await compute.run({ ...task, shard, from: '0' }, limits)
      const output = toHex(readFileSync(join(folder, `${root}.bin`)))
      assert.equal(checkCreate2SearchOutput({ params, shards: 4, shard, output }), 'correct')
      assert.equal(kind, kindUsed)
      assert.deepEqual(
        quarantined.map(({ code }) => code),
        faultsSeen,
      )
    }
  })

  it('tries a device again after its time, and leaves it alone for longer when it fails again', async () => {
    const { clock, quarantined, job, run } = world('faulty-child')
    await run(0)
    clock.ms += 59_999
    assert.equal((await run(5)).kind, 'wasm')
    clock.ms += 1
    const { kind, root } = await run(5)
    assert.deepEqual([kind, root], ['webgpu', job.rootOfShard(5)])
    assert.equal((await run(0)).kind, 'wasm')
    assert.deepEqual(
      quarantined.map(({ ms }) => ms),
      [60_000, 240_000],
    )
  })

  it('computes elsewhere what does not fit a device or cannot be checked whole, and nothing else', async () => {
    const { quarantined, job, run } = world('faulty-child')
    for (const shard of [3, 7, 9]) {
      const { root, kind } = await run(shard)
      assert.deepEqual([root, kind], [job.rootOfShard(shard), 'wasm'])
    }
    assert.equal((await run(5)).kind, 'webgpu')
    assert.deepEqual(quarantined, [])
  })

  it('uses no device whose driver takes all memory when it is opened', async () => {
    const { compute, quarantined } = world('greedy-driver')
    assert.equal((await compute.ready()).kind, 'wasm')
    assert.deepEqual(
      quarantined.map(({ kind, code }) => [kind, code]),
      [['webgpu', 'COMPUTE_MEMORY']],
    )
  })

  it('uses no device that fails its self-test', async () => {
    const { compute, clock, quarantined, run } = world('untrue-child')
    for (const _ of [1, 2]) assert.equal((await compute.ready()).kind, 'wasm')
    assert.deepEqual(
      quarantined.map(({ kind, code }) => [kind, code]),
      [['webgpu', 'KERNEL_SELF_TEST']],
    )
    clock.ms += 60_000
    assert.equal((await run(5)).kind, 'wasm')
    assert.equal(quarantined[1]?.ms, 240_000)
  })

  it('proves on the processor when no device is left, and gives it no other work', async () => {
    const { compute, job, run } = world('faulty-child', 'webgpu')
    const shard = 5
    const { root, file: outputFile } = await run(shard)
    await assert.rejects(run(0), { code: 'SELF_CHECK' })
    const { work, inputFiles } = job
    const task = { task: 'prove', ...work, inputFiles, shard, outputFile, root, elements: ['3'] } as const
    assert.equal((await compute.run(task, limits)).proofs.length, 1)
    await assert.rejects(compute.ready(), { code: 'COMPUTE_QUARANTINED' })
    await assert.rejects(run(shard), { code: 'COMPUTE_QUARANTINED' })
  })

  it('seals nothing and waits when the only device is left alone', async () => {
    const { compute, clock, job, run } = world('faulty-child', 'webgpu')
    await assert.rejects(run(0), { code: 'SELF_CHECK' })
    assert.deepEqual(job.written(), [])
    const until_ms = clock.ms + 60_000
    await assert.rejects(run(5), { code: 'COMPUTE_QUARANTINED', facts: { device: 'webgpu', until_ms } })
    await assert.rejects(compute.ready(), { code: 'COMPUTE_QUARANTINED' })
    clock.ms = until_ms
    assert.equal((await run(5)).root, job.rootOfShard(5))
  })

  it('opens a device that was lost anew after its time', async () => {
    const { clock, job, run } = world('faulty-child', 'webgpu')
    await assert.rejects(run(1), { code: 'KERNEL_DEVICE' })
    clock.ms += 60_000
    assert.equal((await run(5)).root, job.rootOfShard(5))
  })
})
