import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  checkMatmul8,
  encodeMatmul8Params,
  matmul8Layout,
  merkleTree,
  referenceElement,
  type Hex,
} from '@quern/kernels'
import { pino } from 'pino'
import { childEnvironment } from './compute-child.js'
import { createCompute, type Compute } from './compute.js'

const fixture = (name: string): string => fileURLToPath(new URL(`${name}.test.fixture.js`, import.meta.url))
const params = { m: 10, n: 5, k: 33 }
const shards = 3
const layout = matmul8Layout(params, shards)
const a = Int8Array.from({ length: params.m * params.k }, (_, i) => ((i * 37) % 255) - 127)
const b = Int8Array.from({ length: params.n * params.k }, (_, i) => ((i * 91) % 255) - 127)
const signal = new AbortController().signal
const limits = { timeoutMs: 30_000, signal }

const opened: Compute[] = []

function open(program?: string, environment: Record<string, string | undefined> = {}): Compute {
  const compute = createCompute({
    program,
    open: { backend: 'wasm', allowSoftwareGpu: false, selfChecks: 300, threads: 1, memoryBytes: 2 ** 30 },
    environment,
    log: pino({ level: 'silent' }),
  })
  opened.push(compute)
  return compute
}

function job() {
  const folder = mkdtempSync(join(tmpdir(), 'quern-compute-'))
  const inputFiles = [join(folder, 'a'), join(folder, 'b')]
  writeFileSync(join(folder, 'a'), a)
  writeFileSync(join(folder, 'b'), b)
  const bytes = (array: Int8Array) => new Uint8Array(array.buffer)
  const inputRoots: Hex[] = [merkleTree(layout.a, bytes(a)).root, merkleTree(layout.b, bytes(b)).root]
  const work = { kernelId: 1, params: encodeMatmul8Params(params), shards, inputRoots, folder }
  return { work, inputFiles, folder }
}

afterEach(() => {
  for (const compute of opened.splice(0)) compute.close()
})

describe('compute child', () => {
  it('computes, names the output by its root, and proves its elements', async () => {
    const compute = open()
    assert.equal((await compute.ready()).kind, 'wasm')
    const { work, inputFiles } = job()
    const shard = 1
    const { root, file } = await compute.run({ task: 'compute', ...work, shard, inputFiles }, limits)
    assert.ok(file.endsWith(`${root}.bin`))
    const c = new Int32Array(new Uint8Array(readFileSync(file)).buffer)
    const need = c.map((_, i) => referenceElement({ params, shards, shard, a, b, element: BigInt(i) }))
    assert.deepEqual(c, need)
    const elements = ['0', '19']
    const rootOf = (i: number): Hex => work.inputRoots[i] ?? '0x'
    const { proofs } = await compute.run(
      { task: 'prove', ...work, shard, inputFiles, outputFile: file, root, elements },
      limits,
    )
    const verdicts = proofs.map((proof, i) =>
      checkMatmul8({
        params,
        shards,
        shard,
        inputRoots: [rootOf(0), rootOf(1)],
        outputRoot: root,
        element: BigInt(elements[i] ?? ''),
        proof,
      }),
    )
    assert.deepEqual(verdicts, ['correct', 'correct'])
  })

  it('keeps inputs only under their right roots and sizes', async () => {
    const compute = open()
    const { work, inputFiles, folder } = job()
    const { files } = await compute.run({ task: 'inputs', ...work, sourceFiles: inputFiles }, limits)
    assert.deepEqual(
      files,
      work.inputRoots.map((root) => join(folder, `${root}.bin`)),
    )
    const swapped = { ...work, inputRoots: work.inputRoots.toReversed() }
    await assert.rejects(compute.run({ task: 'inputs', ...swapped, sourceFiles: inputFiles }, limits), {
      code: 'INPUT_ROOT',
    })
    writeFileSync(inputFiles[0] ?? '', 'short')
    await assert.rejects(compute.run({ task: 'inputs', ...work, sourceFiles: inputFiles }, limits), {
      code: 'INPUT_SIZE',
    })
    const endless = ['/dev/zero', '/dev/zero']
    await assert.rejects(compute.run({ task: 'inputs', ...work, sourceFiles: endless }, limits), { code: 'INPUT_SIZE' })
    const one = work.inputRoots.slice(0, 1)
    const short = { ...work, inputRoots: one, sourceFiles: inputFiles.slice(0, 1) }
    await assert.rejects(compute.run({ task: 'inputs', ...short }, limits), { code: 'INPUT_COUNT' })
    await assert.rejects(compute.run({ task: 'inputs', ...work, kernelId: 9, sourceFiles: inputFiles }, limits), {
      code: 'KERNEL_UNKNOWN',
    })
  })

  it('lets a program change a result only behind the self-check', async () => {
    const compute = open(fixture('cheating-child'))
    const { work, inputFiles } = job()
    const { file } = await compute.run({ task: 'compute', ...work, shard: 0, inputFiles }, limits)
    const c = new Int32Array(new Uint8Array(readFileSync(file)).buffer)
    const need = c.map((_, i) => referenceElement({ params, shards, shard: 0, a, b, element: BigInt(i) }))
    assert.deepEqual(
      [...c.keys()].filter((i) => c[i] !== need[i]),
      [0],
    )
  })

  it('kills a hung child at the deadline and replaces it', async () => {
    const compute = open(fixture('hung-child'))
    const { work, inputFiles } = job()
    const task = { task: 'compute', ...work, shard: 0, inputFiles } as const
    const startedAt = performance.now()
    await assert.rejects(compute.run(task, { timeoutMs: 300, signal }), { code: 'COMPUTE_DEADLINE', exitCode: 75 })
    assert.ok(performance.now() - startedAt < 10_000)
    assert.equal((await compute.ready()).kind, 'wasm')
    await assert.rejects(compute.run(task, { timeoutMs: 300, signal }), { code: 'COMPUTE_DEADLINE' })
  })

  it('stops waiting when the worker stops', async () => {
    const compute = open(fixture('hung-child'))
    const { work, inputFiles } = job()
    const stop = new AbortController()
    await compute.ready()
    const running = compute.run(
      { task: 'compute', ...work, shard: 0, inputFiles },
      { timeoutMs: 60_000, signal: stop.signal },
    )
    setImmediate(() => stop.abort())
    await assert.rejects(running, { code: 'COMPUTE_STOPPED' })
  })

  it('says that a program which ends at once cannot compute', async () => {
    await assert.rejects(open(fixture('no-child')).ready(), { code: 'COMPUTE_CHILD_EXITED' })
  })

  it('gets neither keys nor endpoints from the environment', async () => {
    const environment = {
      PATH: '/bin',
      VK_DRIVER_FILES: '/icd.json',
      QUERN_CHAIN_RPC_URL: 'https://secret',
      QUERN_WORKER_PASSWORD: 'secret',
      NODE_OPTIONS: '--inspect',
      AWS_SECRET_ACCESS_KEY: 'secret',
    }
    assert.deepEqual(childEnvironment(environment), { PATH: '/bin', VK_DRIVER_FILES: '/icd.json' })
  })

  it('dies with its parent, even while it hangs', async () => {
    const parent = fork(fixture('compute-parent'), [fixture('hung-child')])
    const [pid] = (await once(parent, 'message')) as [number]
    process.kill(pid, 0)
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    await untilGone(pid)
  })
})

/** Polls the process table: a grandchild sends no event. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2]
    if (state === 'Z') return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
