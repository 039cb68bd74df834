import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRaised } from './solidity.mjs'

test('fuzzed tests and campaigns are raised, wherever their arguments stand, and no others', () => {
  assert.ok(isRaised('function testFuzz_sum_isExact(uint256 a) external {}'))
  assert.ok(isRaised('function testFuzz_sum_isExact(\n        uint256 a,\n        uint256 b\n    ) external {}'))
  assert.ok(isRaised('function invariant_sums_hold() public view {}'))
  assert.ok(!isRaised('function test_sum_isExact() external {}\n function test_more() external {}'))
  assert.ok(!isRaised('function assertSum(uint256 a) private {}'))
})
