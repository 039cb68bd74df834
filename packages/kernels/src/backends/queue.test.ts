import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KernelClosedError } from '../errors.js'
import { workQueue } from './queue.js'

test('workQueue_callsAtOnce_runOneAfterAnotherAndBeforeClosing', async () => {
  const events: string[] = []
  const queue = workQueue('traced', () => void events.push('free'))
  const work = (value: number) => async () => {
    events.push(`start ${value}`)
    await new Promise((resolve) => setImmediate(resolve))
    events.push(`end ${value}`)
    if (value === 2) throw new Error('refused')
    return value
  }
  const results = await Promise.allSettled([
    ...[1, 2, 3].map((value) => queue.add(work(value))),
    queue.close(),
    queue.close(),
    queue.add(work(4)),
  ])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
  )
  assert.ok((results[5] as PromiseRejectedResult).reason instanceof KernelClosedError)
  assert.deepEqual(events, ['start 1', 'end 1', 'start 2', 'end 2', 'start 3', 'end 3', 'free'])
})
