import assert from 'node:assert/strict'
import { test } from 'node:test'
import { queued } from './queue.js'

const input = (value: number) => ({ m: 1, n: 1, k: 1, a: Int8Array.of(value), bt: Int8Array.of(1) })

test('queued_callsAtOnce_runOneAfterAnotherAndBeforeClosing', async () => {
  const events: string[] = []
  const backend = queued({
    name: 'traced',
    kind: 'reference',
    device: 'none',
    isFallbackAdapter: false,
    async multiply({ a }) {
      events.push(`start ${a[0]}`)
      await new Promise((resolve) => setImmediate(resolve))
      events.push(`end ${a[0]}`)
      if (a[0] === 2) throw new Error('refused')
      return Int32Array.of(a[0] as number)
    },
    free: () => events.push('free'),
  })
  const results = await Promise.allSettled([
    ...[1, 2, 3].map((value) => backend.matmul8(input(value))),
    backend.close(),
  ])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  )
  assert.deepEqual(events, ['start 1', 'end 1', 'start 2', 'end 2', 'start 3', 'end 3', 'free'])
})
