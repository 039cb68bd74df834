import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median, takeTurns, timesAsFast } from './timing.mjs'

test('takeTurns runs contenders one after the other, round by round', async () => {
  const order = []
  const contender = (name) => ({ name, run: () => order.push(name) })
  const times = await takeTurns([contender('a'), contender('b')], { rounds: 3, budgetMs: 1e9 })
  assert.deepEqual(order, ['a', 'b', 'a', 'b', 'a', 'b'])
  assert.equal(times.get('a').rounds.length, 3)
  assert.ok(times.get('b').ms <= times.get('b').medianMs)
})

test('takeTurns lets a contender over its budget sit out, and counts its one run', async () => {
  let runs = 0
  const times = await takeTurns([{ name: 'slow', run: () => void runs++ }], { rounds: 5, budgetMs: 0 })
  assert.equal(runs, 1)
  assert.equal(times.get('slow').rounds.length, 1)
})

test('median is a measured value, of even counts too', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 2, 3]), 3)
  assert.equal(median([10, 9, 100]), 10)
})

test('timesAsFast is the middle of the rounds that both ran, the first left out', () => {
  assert.equal(timesAsFast({ rounds: [1, 2, 2, 50] }, { rounds: [9, 8, 6, 100] }), 3)
  assert.equal(timesAsFast({ rounds: [100, 1, 1, 1] }, { rounds: [7, 5] }, 2), 10)
  assert.equal(timesAsFast({ rounds: [4] }, { rounds: [8, 100] }), 2)
})
