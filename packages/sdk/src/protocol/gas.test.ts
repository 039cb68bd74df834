import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gasLimitOf, maxTransactionGas } from './gas.js'

test('gasLimitOf_addsTheReserveAsFarAsATransactionMayGo', () => {
  const most = 2n ** 24n
  assert.equal(maxTransactionGas, most)
  assert.equal(gasLimitOf({ estimate: 100n, reserve: 25n }), 125n)
  assert.equal(gasLimitOf({ estimate: most - 25n, reserve: 25n }), most)
  assert.equal(gasLimitOf({ estimate: most - 25n, reserve: 26n }), most)
  assert.equal(gasLimitOf({ estimate: most, reserve: most }), most)
})

test('gasLimitOf_refusesWhatNoTransactionCanHold', () => {
  const expected = { code: 'TRANSACTION_GAS_TOO_HIGH', facts: { needed: 16_777_217n, most: 16_777_216n } }
  assert.throws(() => gasLimitOf({ estimate: 2n ** 24n + 1n, reserve: 0n }), expected)
})
