import assert from 'node:assert/strict'
import test from 'node:test'
import { InputError } from '../lib/options.mjs'
import { isSound, narrow, parseHarness, plantBug, verdictOf } from './harness.mjs'

const FILE = 'test/solidity/formal/Half.sol'
const BUG = '// bug: contracts/a/B.sol\n// - a / 2\n// + a / 2 + 1\n'
const TEXT = `/// @notice A half is no more than the whole.\n${BUG}contract Half {\n`

test('parseHarness reads the claim and the bug', () => {
  const { name, claim, bug } = parseHarness(FILE, TEXT)
  assert.deepEqual([name, claim], ['Half', 'A half is no more than the whole.'])
  assert.deepEqual(bug, { file: 'contracts/a/B.sol', from: 'a / 2', to: 'a / 2 + 1', place: undefined })
})

test('parseHarness refuses a file without its contract, its claim or exactly one bug', () => {
  assert.throws(() => parseHarness('test/solidity/formal/Other.sol', TEXT), /has no contract Other/)
  assert.throws(() => parseHarness(FILE, TEXT.replace('@notice', '@dev')), InputError)
  assert.throws(() => parseHarness(FILE, TEXT.replace('// - ', '// ')), /needs one seeded bug/)
  assert.throws(() => parseHarness(FILE, BUG + TEXT), /needs one seeded bug/)
})

test('plantBug replaces code once, and never a comment', () => {
  const bug = { file: 'B.sol', from: 'a / 2', to: '$& + 1' }
  assert.equal(plantBug('// a / 2\nreturn a / 2;\n', bug), '// a / 2\nreturn $& + 1;\n')
  assert.throws(() => plantBug('// a / 2\n', bug), /stands there 0 times/)
  assert.throws(() => plantBug('a / 2; a / 2;', bug), /stands there 2 times/)
})

test('narrow looks only where the bug says that it shows', () => {
  const body = '    function check(uint8 a) external pure {\n'
  const harness = parseHarness(FILE, TEXT.replace('+ 1\n', '+ 1\n// at a == 1\n'))
  assert.equal(narrow(body, harness), '    function check(uint8 a) external pure { require(a == 1);\n')
  assert.equal(narrow(body, parseHarness(FILE, TEXT)), body)
  assert.throws(() => narrow('contract Half {', harness), /to narrow/)
})

const message = (text, severity = 'warning') => ({ severity, message: text })
const SAFE = message('CHC: Assertion violation check is safe!', 'info')
const OPEN = message('CHC: Assertion violation might happen here.')
const BROKEN = message(
  'CHC: Assertion violation happens here.\nCounterexample:\n\na = 0\nb = 1\n\nTransaction trace:\nHalf.constructor()',
)

test('verdictOf takes every assertion safe for a proof, and nothing else', () => {
  assert.deepEqual(verdictOf([SAFE, SAFE]), { verdict: 'proved', why: '2 assertions' })
  assert.equal(verdictOf([SAFE, OPEN]).verdict, 'undecided')
  assert.equal(verdictOf([]).verdict, 'undecided')
  assert.deepEqual(verdictOf([SAFE, message('ParserError: x\ny', 'error')]), {
    verdict: 'unreadable',
    why: 'ParserError: x',
  })
})

test('verdictOf takes a counterexample for a refutation, a doubt for none', () => {
  assert.deepEqual(verdictOf([SAFE, BROKEN]), { verdict: 'refuted', why: 'a = 0, b = 1' })
  const bare = message('CHC: Assertion violation happens here.')
  assert.equal(verdictOf([bare]).why, 'a path without values')
  assert.equal(verdictOf([OPEN]).verdict, 'undecided')
})

test('a harness is sound only if its property is proved and its bug refuted', () => {
  const [proved, refuted, undecided] = ['proved', 'refuted', 'undecided'].map((verdict) => ({ verdict }))
  assert.equal(isSound({ real: proved, broken: refuted }), true)
  assert.equal(isSound({ real: proved, broken: proved }), false)
  assert.equal(isSound({ real: proved, broken: undecided }), false)
  assert.equal(isSound({ real: refuted, broken: refuted }), false)
})
