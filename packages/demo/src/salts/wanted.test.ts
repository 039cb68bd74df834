import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginningWith, callsOf, countBits, hookOf } from './wanted.js'

test('beginningWith_wantsTheFirstDigitsAndNoOthers', () => {
  const wanted = beginningWith('c0ffee')
  assert.equal(wanted.mask, BigInt(`0xffffff${'0'.repeat(34)}`))
  assert.equal(wanted.value, BigInt(`0xc0ffee${'0'.repeat(34)}`))
  assert.equal(countBits(wanted), 24)
})

test('hookOf_wantsAllFourteenBits', () => {
  // The bits that Uniswap v4 documents for beforeSwap and afterSwap.
  assert.deepEqual(hookOf(['beforeSwap', 'afterSwap']), { mask: 0x3fffn, value: (1n << 7n) | (1n << 6n) })
  assert.equal(countBits(hookOf(['afterSwap'])), 14)
  assert.equal(hookOf(['beforeInitialize']).value, 1n << 13n)
})

test('callsOf_readsWhatHookOfWants', () => {
  const address = `0x${'ff'.repeat(18)}c0c0`
  assert.deepEqual(callsOf(address), ['afterSwap', 'beforeSwap'])
  assert.deepEqual(callsOf(`0x${'00'.repeat(20)}`), [])
})
