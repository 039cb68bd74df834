import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRaised, spanOf } from './solidity.mjs'

test('fuzzed tests and campaigns are raised, wherever their arguments stand, and no others', () => {
  assert.ok(isRaised('function testFuzz_sum_isExact(uint256 a) external {}'))
  assert.ok(isRaised('function testFuzz_sum_isExact(\n        uint256 a,\n        uint256 b\n    ) external {}'))
  assert.ok(isRaised('function invariant_sums_hold() public view {}'))
  assert.ok(!isRaised('function test_sum_isExact() external {}\n function test_more() external {}'))
  assert.ok(!isRaised('function assertSum(uint256 a) private {}'))
})

test('a part of the files is run from one to another', () => {
  const files = ['a', 'b', 'c']
  assert.deepEqual(spanOf(files, {}), { first: 0, last: 2 })
  assert.deepEqual(spanOf(files, { from: 'b' }), { first: 1, last: 2 })
  assert.deepEqual(spanOf(files, { from: 'b', to: 'b' }), { first: 1, last: 1 })
  assert.throws(() => spanOf(files, { from: 'd' }), /d is no file of test\/solidity/)
  assert.throws(() => spanOf(files, { to: 'e' }), /e is no file of test\/solidity/)
  assert.throws(() => spanOf(files, { from: 'c', to: 'b' }), /b comes before c/)
})
