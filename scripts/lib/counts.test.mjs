import assert from 'node:assert/strict'
import test from 'node:test'
import { failuresIn, hardhatCounts, hardhatRuns, laneProblem, notesIn, tapCounts } from './counts.mjs'

test("hardhatCounts sums every summary and ignores the tests' own text", () => {
  const output = '  ✔ says 9 passing things\n\n  12 passing (3s)\n  1 failing\n\n  4 passing\n  2 pending\n'
  assert.deepEqual(hardhatCounts(output), { passed: 16, failed: 3 })
})

test('hardhatCounts of no summary is nothing', () => {
  assert.deepEqual(hardhatCounts('HHE123: no such file'), { passed: 0, failed: 0 })
})

test('hardhatRuns tells fuzz runs and runs of campaigns apart, and counts what passed', () => {
  const output = [
    '    ✔ testFuzz_splits(uint96,uint8) (runs: 100000)',
    '    ✔ test_pays()',
    '    ✔ testFuzz_other(bytes) (runs: 99)',
    '    ✔ invariant_J1() (runs: 250)',
    '    1) testFuzz_fails(uint8) (runs: 7)',
  ]
  assert.deepEqual(hardhatRuns(`${output.join('\n')}\n`), { fuzz: 100_099, campaigns: 250 })
  assert.deepEqual(hardhatRuns(''), { fuzz: 0, campaigns: 0 })
})

test('tapCounts reads the last totals and counts skipped and cancelled tests as failed', () => {
  const report = '# pass 1\nok 1 - a\n# tests 9\n# pass 5\n# fail 1\n# cancelled 1\n# skipped 2\n# todo 0\n'
  assert.deepEqual(tapCounts(report), { passed: 5, failed: 4 })
})

test('laneProblem names failures, silent crashes and empty lanes', () => {
  assert.equal(laneProblem({ code: 0, passed: 3, failed: 0 }), undefined)
  assert.equal(laneProblem({ code: 1, passed: 3, failed: 1 }), '1 failed or skipped')
  assert.equal(laneProblem({ code: 1, passed: 3, failed: 0 }), 'the runner exited with 1')
  assert.equal(laneProblem({ code: 0, passed: 0, failed: 0 }), 'no test ran')
})

test('failuresIn keeps what a runner closes with, or the failed lines of TAP, and stays short', () => {
  const hardhat = '    1) a()\n\n  3 passing\n  1 failing\n\n  1) A#a()\n    Error: no\n\n'
  assert.deepEqual(failuresIn(hardhat), ['  1) A#a()', '    Error: no'])
  assert.deepEqual(failuresIn('✖ b\nℹ fail 1\n\n✖ failing tests:\n\n✖ b (1ms)\n'), ['✖ b (1ms)'])
  assert.deepEqual(failuresIn('ok 1 - a\nnot ok 2 - b\n# pass 1\n# fail 1\n'), ['not ok 2 - b'])
  assert.deepEqual(failuresIn('  3 passing\n'), [])
  assert.equal(failuresIn(`  1 failing\n${'line\n'.repeat(1000)}`).length, 40)
})

test('notesIn keeps each note of a TAP report once, and no other diagnostic', () => {
  const report =
    '# note: WGSL ran on a\n# tests 3\n    # note: WGSL ran on b\n# note: WGSL ran on a\nok 1 - # note: c\n'
  assert.deepEqual(notesIn(report), ['WGSL ran on a', 'WGSL ran on b'])
})
