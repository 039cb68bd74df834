import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkMatmul8, referenceElement, type Hex } from '@quern/kernels'
import { pino } from 'pino'
import type { BackendChoice } from '../compute/messages.js'
import { tensorFile, tensorName } from '../compute/object.js'
import { childEnvironment, type ComputeError, type ComputeParameters } from './compute-child.js'
import { createCompute, type Compute } from './compute.js'
import { sampleJob } from './sample-job.test.fixture.js'

const fixture = (name: string): string => fileURLToPath(new URL(`${name}.test.fixture.js`, import.meta.url))
const shards = 3
const signal = new AbortController().signal
const limits = { timeoutMs: 30_000, signal }

const opened: Compute[] = []

interface Opening extends Partial<Pick<ComputeParameters, 'log' | 'onQuarantine' | 'nowMs'>> {
  readonly backend?: BackendChoice
  readonly memoryBytes?: number
}

function open(program?: string, { backend = 'wasm', memoryBytes = 2 ** 30, ...more }: Opening = {}): Compute {
  const compute = createCompute({
    program,
    open: { backend, allowSoftwareGpu: false, selfChecks: 300, threads: 1, memoryBytes, gpuMemoryBytes: 2 ** 30 },
    environment: {},
    log: pino({ level: 'silent' }),
    ...more,
  })
  opened.push(compute)
  return compute
}

const job = () => sampleJob(10, shards)

/** A log, and what the child wrote to it. */
function listening() {
  const texts: string[] = []
  const waiting = new Map<string, () => void>()
  const write = (line: string): void => {
    texts.push(line)
    for (const [text, wake] of waiting) if (line.includes(text)) wake()
  }
  const until = (text: string): Promise<void> => {
    if (texts.some((line) => line.includes(text))) return Promise.resolve()
    return new Promise((resolve) => waiting.set(text, resolve))
  }
  const count = (text: string): number => texts.join('').split(text).length - 1
  return { log: pino({}, { write }), lines: { until, count } }
}

afterEach(() => {
  for (const compute of opened.splice(0)) compute.close()
})

describe('compute child', () => {
  it('computes, names the output by its root, and proves its elements', async () => {
    const compute = open()
    assert.equal((await compute.ready()).kind, 'wasm')
    const { work, inputFiles, params, layout, a, b } = job()
    const shard = 1
    const { root, file } = await compute.run({ task: 'compute', ...work, shard, inputFiles }, limits)
    assert.ok(file.endsWith(tensorName(root, layout.output(shard))))
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
    const { work, inputFiles, folder, layout, a, b } = job()
    const { files } = await compute.run({ task: 'inputs', ...work, sourceFiles: inputFiles }, limits)
    assert.deepEqual(
      files,
      work.inputRoots.map((root, i) => tensorFile(folder, root, layout.inputs[i] ?? layout.a)),
    )
    assert.deepEqual(readdirSync(folder).toSorted(), files.map((file) => basename(file)).toSorted())
    const swapped = { ...work, inputRoots: work.inputRoots.toReversed() }
    await assert.rejects(compute.run({ task: 'inputs', ...swapped, sourceFiles: files }, limits), {
      code: 'INPUT_ROOT',
    })
    assert.deepEqual(await compute.run({ task: 'inputs', ...work, sourceFiles: files }, limits), { files })
    // What is known of a root says nothing about a file that claims it.
    for (const file of inputFiles) writeFileSync(file, a)
    await assert.rejects(compute.run({ task: 'inputs', ...work, sourceFiles: inputFiles }, limits), {
      code: 'INPUT_SIZE',
    })
    writeFileSync(
      inputFiles[1] ?? '',
      b.map((value) => -value),
    )
    await assert.rejects(compute.run({ task: 'inputs', ...work, sourceFiles: inputFiles }, limits), {
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
    const { work, inputFiles, params, a, b } = job()
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
    const { work, inputFiles, rootOfShard, written } = job()
    const task = { task: 'compute', ...work, shard: 0, inputFiles } as const
    const startedAt = performance.now()
    await assert.rejects(compute.run(task, { timeoutMs: 300, signal }), { code: 'COMPUTE_DEADLINE', exitCode: 75 })
    assert.ok(performance.now() - startedAt < 10_000)
    assert.equal((await compute.ready()).kind, 'wasm')
    const { root } = await compute.run({ ...task, shard: 1 }, limits)
    assert.equal(root, rootOfShard(1))
    await assert.rejects(compute.run(task, { timeoutMs: 300, signal }), { code: 'COMPUTE_DEADLINE' })
    assert.deepEqual(written(), [root])
  })

  it('stops a task when it is told to, and keeps the child', async () => {
    const { log, lines } = listening()
    const compute = open(fixture('patient-child'), { log })
    const { work, inputFiles, rootOfShard } = job()
    const stop = new AbortController()
    const task = { task: 'compute', ...work, shard: 0, inputFiles } as const
    const running = compute.run(task, { timeoutMs: 60_000, signal: stop.signal })
    await lines.until('computing')
    stop.abort()
    await assert.rejects(running, { code: 'COMPUTE_STOPPED' })
    assert.equal((await compute.run({ ...task, shard: 1 }, limits)).root, rootOfShard(1))
    assert.equal(lines.count('child started'), 1)
    await assert.rejects(compute.run(task, { timeoutMs: 60_000, signal: stop.signal }), { code: 'COMPUTE_STOPPED' })
  })

  it('kills and replaces a child that does not answer when it is told to stop', async () => {
    const { log, lines } = listening()
    const compute = open(fixture('hung-child'), { log })
    const { work, inputFiles, rootOfShard } = job()
    const stop = new AbortController()
    const task = { task: 'compute', ...work, shard: 0, inputFiles } as const
    const running = compute.run(task, { timeoutMs: 60_000, signal: stop.signal })
    await lines.until('hanging')
    const startedAt = performance.now()
    stop.abort()
    await assert.rejects(running, { code: 'COMPUTE_STOPPED' })
    assert.ok(performance.now() - startedAt >= 490)
    assert.equal((await compute.run({ ...task, shard: 1 }, limits)).root, rootOfShard(1))
  })

  it('ends a child that takes too much memory, even while it hangs, and says how much it was', async () => {
    const compute = open(fixture('greedy-child'), { memoryBytes: 2 ** 29 })
    const { work, inputFiles, rootOfShard, written } = job()
    const task = { task: 'compute', ...work, shard: 0, inputFiles } as const
    await assert.rejects(compute.run(task, limits), (error: ComputeError) => {
      assert.equal(error.code, 'COMPUTE_MEMORY')
      const { used_mb: used, limit_mb: most } = error.facts
      assert.ok(most === 512 && Number(used) > 512 && Number(used) < 1024, `${used} MiB`)
      return true
    })
    assert.deepEqual(written(), [])
    assert.equal((await compute.run({ ...task, shard: 1 }, limits)).root, rootOfShard(1))
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
