import assert from 'node:assert/strict'
import test from 'node:test'
import { breakdown, calldataCost, combined } from './breakdown.mjs'

/** Steps of one call, from [op, gasCost]; the gas before each follows from the costs. */
function stepsOf(list) {
  let gas = 100_000
  return list.map(([op, gasCost]) => {
    const step = { op, gasCost, gas, depth: 1 }
    gas -= gasCost
    return step
  })
}

test('calldata is priced by its bytes, and has a floor', () => {
  const { bytes, others, calldata, floor } = calldataCost('0x00010200')
  assert.deepEqual([bytes, others, calldata, floor], [4, 2, 40, 21_100])
})

test('the parts of a transaction sum to its gas', () => {
  const steps = stepsOf([
    ['PUSH1', 3],
    ['SLOAD', 2_100],
    ['SLOAD', 100],
    ['SSTORE', 22_100],
    ['SSTORE', 2_900],
    ['SSTORE', 5_000],
    ['SSTORE', 100],
    ['EXTCODESIZE', 2_600],
    ['LOG2', 1_381],
    ['STOP', 0],
  ])
  const executed = 3 + 2_100 + 100 + 22_100 + 2_900 + 5_000 + 100 + 2_600 + 1_381
  const gas = 21_000 + 16 + executed - 4_800
  const parts = breakdown({ gas, data: '0x01', steps })
  assert.deepEqual(parts.newSlots, { count: 1, gas: 20_000 })
  assert.deepEqual(parts.changedSlots, { count: 2, gas: 5_800 })
  assert.deepEqual(parts.coldSlots, { count: 3, gas: 6_300 })
  assert.deepEqual(parts.coldAccounts, { count: 1, gas: 2_600 })
  assert.deepEqual(parts.logs, { count: 1, gas: 1_381 })
  assert.deepEqual([parts.other, parts.adjusted], [203, -4_800])
})

test('a cold call is told from a warm one by what is left after the called code', () => {
  const call = (overhead) => {
    const inner = [
      { op: 'PUSH1', gas: 50_000, gasCost: 3, depth: 2 },
      { op: 'RETURN', gas: 49_997, gasCost: 0, depth: 2 },
    ]
    const after = { op: 'STOP', gas: 90_000 - overhead - 3, gasCost: 0, depth: 1 }
    const steps = [{ op: 'STATICCALL', gas: 90_000, gasCost: overhead + 50_000, depth: 1 }, ...inner, after]
    return breakdown({ gas: 21_000 + overhead + 3, data: '0x', steps })
  }
  assert.deepEqual([call(2_600).coldAccounts.count, call(2_600).other], [1, 3])
  assert.deepEqual([call(100).coldAccounts.count, call(100).other], [0, 103])
})

test('a row of several transactions is rounded up to one job', () => {
  const steps = [{ op: 'STOP', gas: 10, gasCost: 0, depth: 1 }]
  const one = breakdown({ gas: 21_016, data: '0x01', steps })
  assert.equal(combined([one, one]).gas, 42_032)
  assert.equal(combined([one, one], 32).gas, 1_314)
})
