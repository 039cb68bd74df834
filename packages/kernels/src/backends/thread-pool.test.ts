import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { operand } from '../conformance/operands.test.support.js'
import { KernelDeviceError, tensorShape } from '../index.js'
import { keptBytes } from '../tensors/kept-nodes.js'
import type { HashTask } from './thread-messages.js'
import { openThreadPool, type ThreadPool } from './thread-pool.js'

const shape = tensorShape({ rows: 8, cols: 100, elementBytes: 1, role: 'input' })

function hashTask(change: Partial<HashTask> = {}): HashTask {
  const buffer = new SharedArrayBuffer(800)
  new Int8Array(buffer).set(operand(800, 1))
  const rows = { first: 0, count: 8 }
  return {
    type: 'hash',
    work: 1,
    stop: new SharedArrayBuffer(4),
    rows,
    tensor: { shape, origin: { buffer, byteOffset: 0 } },
    nodes: new SharedArrayBuffer(keptBytes(shape, rows)),
    nodesAt: 0,
    ...change,
  }
}

/** Has the pool do tasks; resolves to how many were handed out and how many done. */
async function share(pool: ThreadPool, tasks: HashTask[]): Promise<{ given: number; done: number }> {
  const seen = { given: 0, done: 0 }
  const next = () => {
    const task = tasks[seen.given]
    if (task !== undefined) seen.given++
    return task
  }
  await pool.share(next, () => seen.done++)
  return seen
}

test('openThreadPool_oneThreadOrNoNodeOrThreadsThatDoNotStart_hasNone', async () => {
  assert.equal(await openThreadPool('wasm', 1), undefined)
  const saved = process.getBuiltinModule
  const refusing = class extends EventEmitter {
    postMessage = () => this.emit('error', new Error('no more threads'))
    ref = () => undefined
    unref = () => undefined
    terminate = async () => 0
  }
  try {
    for (const getBuiltinModule of [undefined, () => undefined, () => ({ Worker: refusing })]) {
      Object.assign(process, { getBuiltinModule })
      assert.equal(await openThreadPool('wasm', 2), undefined)
    }
  } finally {
    process.getBuiltinModule = saved
  }
})

test('threadPool_aTaskThatFails_endsTheWorkWithItsReasonAndNoMoreIsHandedOut', async () => {
  const pool = (await openThreadPool('reference', 2)) as ThreadPool
  assert.deepEqual(
    await share(
      pool,
      Array.from({ length: 9 }, () => hashTask()),
    ),
    { given: 9, done: 9 },
  )
  const stop = new SharedArrayBuffer(4)
  new Int32Array(stop)[0] = 1
  const tasks = [hashTask({ stop, work: 2 }), ...Array.from({ length: 1000 }, () => hashTask({ work: 2 }))]
  let given = 0
  await assert.rejects(
    pool.share(
      () => tasks[given++],
      () => undefined,
    ),
    (error: unknown) => {
      assert.ok(error instanceof KernelDeviceError)
      assert.deepEqual(error.facts, { device: 'CPU thread', reason: 'Error: cancelled' })
      return true
    },
  )
  assert.ok(given < 1000, `${given} tasks were handed out`)
  assert.deepEqual(await share(pool, [hashTask({ work: 3 })]), { given: 1, done: 1 })
  await pool.close()
})

test('threadPool_threadsThatEnded_areADeviceError', async () => {
  const pool = (await openThreadPool('wasm', 2)) as ThreadPool
  await pool.close()
  await assert.rejects(share(pool, [hashTask()]), (error: unknown) => {
    assert.ok(error instanceof KernelDeviceError)
    assert.match(String(error.facts['reason']), /the thread ended with code/)
    return true
  })
})

test('threadPool_threadThatEndsAtWork_isADeviceError', async () => {
  const pool = (await openThreadPool('wasm', 2)) as ThreadPool
  const endless = share(
    pool,
    Array.from({ length: 2000 }, () => hashTask()),
  )
  await Promise.all([assert.rejects(endless, KernelDeviceError), pool.close()])
})
