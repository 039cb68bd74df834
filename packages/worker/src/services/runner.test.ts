import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { encodeInputRoots } from '@quern/sdk'
import { hexToBytes, keccak256 } from 'viem'
import { ComputeError } from '../runtime/compute-child.js'
import type { Compute } from '../runtime/compute.js'
import type { Task } from '../compute/messages.js'
import type { Context } from './context.js'
import { keepSample, testContext } from './context.test.fixture.js'
import { createRunner } from './runner.js'
import { searchDocument, testDocument } from './samples.test.fixture.js'

const root = `0x${'aa'.repeat(32)}` as const

/** A device that finds an answer in the third step of each search, and what it was asked. */
function world(): { context: Context; asked: Extract<Task, { task: 'search' }>[] } {
  const asked: Extract<Task, { task: 'search' }>[] = []
  const run = async (task: Task) => {
    assert.ok(task.task === 'search')
    asked.push(task)
    const steps = asked.filter(({ shard }) => shard === task.shard).length
    return { root: steps === 3 ? root : undefined, kind: 'wasm', next: String(steps * 100), units: 2, ms: 1000 }
  }
  const context = testContext({ compute: { ...testContext().compute, run: run as Compute['run'] } })
  const head = async () => ({ number: 9n, timestampS: 1000, baseFee: 1n })
  return { context: { ...context, chain: { ...context.chain, head } }, asked }
}

function assign(context: Context, shard: number, deadlineS: number): void {
  const { jobId } = keepSample(context, shard, searchDocument())
  context.store.jobs.change(jobId, { state: 'assigned', deadlineS })
}

async function step(context: Context): Promise<void> {
  const stop = new AbortController()
  const bell = { ...context.bell, wait: async () => stop.abort() }
  await createRunner({ ...context, bell }).run(stop.signal)
}

describe('runner', () => {
  it('searches step by step, each where the last one ended, until there is an answer', async () => {
    const { context, asked } = world()
    assign(context, 0, 2000)
    await step(context)
    assert.deepEqual(
      asked.map(({ from, budgetMs }) => [from, budgetMs]),
      [
        [undefined, 1000],
        ['100', 1000],
        ['200', 1000],
      ],
    )
    const [job] = context.store.jobs.inStates(['computed'])
    assert.equal(job?.root, root)
    assert.equal(Math.round(context.store.speeds.msOfUnit({ kernelId: 3, kind: 'wasm' }) ?? 0), 500)
    context.store.db.close()
  })

  it('keeps what a product took by part, and the speed of the device it was computed on', async () => {
    const { context } = world()
    const list = encodeInputRoots([root, root])
    const inputRoot = keccak256(list)
    const folder = join(context.config.content.dir, 'inputs')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${inputRoot}.bin`), hexToBytes(list))
    const { jobId } = keepSample(context, 0, testDocument({}, { inputRoot }))
    context.store.jobs.change(jobId, { state: 'assigned', deadlineS: 2000 })
    const parts = { read: 1, compute: 700, check: 2, commit: 3, write: 4 }
    const run = async () => ({ root, file: '', kind: 'webgpu', ms: 710, parts })
    await step({ ...context, compute: { ...context.compute, run: run as unknown as Compute['run'] } })
    const [event] = context.store.journal.latest(1)
    const { outside, ...facts } = event?.facts ?? {}
    assert.deepEqual([event?.event, facts], ['job.computed', { device: 'webgpu', ms: 710, ...parts }])
    assert.equal(typeof outside, 'number')
    assert.ok(context.store.speeds.msOfUnit({ kernelId: 1, kind: 'webgpu' }))
    assert.equal(context.store.speeds.msOfUnit({ kernelId: 1, kind: 'wasm' }), undefined)
    context.store.db.close()
  })

  it('leaves a search for one that is due earlier, and comes back to it', async () => {
    const { context, asked } = world()
    assign(context, 0, 3000)
    const { compute } = context
    const run = async (...args: Parameters<Compute['run']>) => {
      const result = await compute.run(...args)
      if (asked.length === 1) assign(context, 1, 2000)
      return result
    }
    await step({ ...context, compute: { ...compute, run: run as Compute['run'] } })
    assert.deepEqual(
      asked.map(({ shard }) => shard),
      [0, 1, 1, 1, 0, 0],
    )
    assert.equal(context.store.jobs.inStates(['computed']).length, 2)
    context.store.db.close()
  })

  it('counts the failures of a search in a row only: it may run for days', async () => {
    const { context } = world()
    assign(context, 0, 2000)
    let [nowMs, steps] = [context.nowMs(), 0]
    const run = async () => {
      steps += 1
      if (steps % 2 === 1) throw new Error('the child was killed')
      return { root: steps === 10 ? root : undefined, kind: 'wasm', next: '1', units: 2, ms: 1000 }
    }
    const compute = { ...context.compute, run: run as Compute['run'] }
    for (let i = 0; i < 6; i++) await step({ ...context, compute, nowMs: () => (nowMs += 3000) })
    assert.deepEqual([steps, context.store.jobs.inStates(['computed']).length], [10, 1])
    context.store.db.close()
  })

  it('lets other jobs go before a search that took more than it was given', async () => {
    const { context, asked } = world()
    assign(context, 0, 2000)
    assign(context, 1, 3000)
    // The first search takes long: it is given half a second and seven times its average of 2^-12 units.
    const run = async (task: Task) => {
      assert.ok(task.task === 'search')
      asked.push(task)
      const isFound = task.shard === 1 || asked.length === 4
      return { root: isFound ? root : undefined, kind: 'wasm', next: '1', units: 2, ms: 1000 }
    }
    await step({ ...context, compute: { ...context.compute, run: run as Compute['run'] } })
    assert.deepEqual(
      asked.map(({ shard }) => shard),
      [0, 1, 0, 0],
    )
    context.store.db.close()
  })

  it('keeps the speed of a search for the device that searched, and gives it the time of that device', async () => {
    const { context } = world()
    const bits = searchDocument({ mask: 2n ** 20n - 1n, value: 0n, r: 40 })
    for (const shard of [0, 1]) {
      const { jobId } = keepSample(context, shard, bits)
      context.store.jobs.change(jobId, { state: 'assigned', deadlineS: 2000 + shard })
    }
    const asked: number[] = []
    // A unit takes a hundred times as long here as on the processor: 7 of them have the time that was measured.
    const run = async ({ shard = -1 }: { shard?: number }) => {
      asked.push(shard)
      const isFound = shard === 1 || asked.length === 4
      return { root: isFound ? root : undefined, kind: 'webgpu', next: '1', units: 0.1, ms: 5000 }
    }
    await step({ ...context, compute: { ...context.compute, run: run as unknown as Compute['run'] } })
    assert.deepEqual(asked, [0, 0, 0, 0, 1])
    const speeds = (['webgpu', 'wasm'] as const).map((kind) => context.store.speeds.msOfUnit({ kernelId: 3, kind }))
    assert.deepEqual([Math.round(speeds[0] ?? 0), speeds[1]], [50_000, undefined])
    context.store.db.close()
  })

  it('journals why a child was killed, and keeps no root', async () => {
    const { context } = world()
    assign(context, 0, 2000)
    const run = async () => {
      throw new ComputeError('COMPUTE_MEMORY', 'The compute child used 600 MiB, more than the 512 MiB that it may.')
    }
    await step({ ...context, compute: { ...context.compute, run } })
    const [job] = context.store.jobs.inStates(['assigned'])
    assert.deepEqual([job?.failures, job?.reason, job?.root], [1, 'compute_memory', undefined])
    const [event] = context.store.journal.latest(1)
    const problem = 'The compute child used 600 MiB, more than the 512 MiB that it may.'
    assert.deepEqual(
      [event?.event, event?.reason, event?.facts],
      ['job.failed', 'compute_memory', { failures: 1, problem }],
    )
    context.store.db.close()
  })

  it('waits for a device without calling the job a failure', async () => {
    const { context } = world()
    assign(context, 0, 2000)
    const facts = { until_ms: context.nowMs() + 60_000 }
    const run = async () => {
      throw new ComputeError('COMPUTE_QUARANTINED', 'wasm is left alone', { facts })
    }
    await step({ ...context, compute: { ...context.compute, run } })
    const [job] = context.store.jobs.inStates(['assigned'])
    assert.deepEqual([job?.failures, job?.retryAtMs, job?.reason], [0, facts.until_ms, 'compute_quarantined'])
    context.store.db.close()
  })

  it('leaves a search alone whose time is over', async () => {
    const { context, asked } = world()
    assign(context, 0, 1005)
    await step(context)
    const [job] = context.store.jobs.inStates(['assigned'])
    assert.deepEqual([asked, job?.reason, job?.failures], [[], 'too_late', 3])
    context.store.db.close()
  })
})
