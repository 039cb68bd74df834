import assert from 'node:assert/strict'
import test from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { atOnce } from './at-once.mjs'

test('atOnce never runs more than its width, starts in order and answers in order', async () => {
  const started = []
  let [running, most] = [0, 0]
  const results = await atOnce([5, 1, 3, 2], 2, async (turns) => {
    started.push(turns)
    most = Math.max(most, ++running)
    for (let turn = 0; turn < turns; turn += 1) await setImmediate()
    running -= 1
    return turns * 10
  })
  assert.deepEqual(results, [50, 10, 30, 20])
  assert.deepEqual(started, [5, 1, 3, 2])
  assert.equal(most, 2)
})

test('atOnce of nothing is nothing, and one failure is the whole failure', async () => {
  assert.deepEqual(await atOnce([], 2, assert.fail), [])
  await assert.rejects(
    atOnce([1, 2], 2, async (item) => assert.equal(item, 1)),
    { name: 'AssertionError' },
  )
})
