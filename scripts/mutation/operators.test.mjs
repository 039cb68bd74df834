import assert from 'node:assert/strict'
import test from 'node:test'
import { compile } from '../solidity/compiler.mjs'
import { mutantsOf, mutate } from './operators.mjs'

const FILE = 'A.sol'
const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.28;\n'

/** The mutants of a contract's body, as "source → mutated", of one operator or of all. */
function changes(body, operator) {
  const source = `${HEAD}contract A {\n${body}\n}\n`
  const { errors, sources } = compile([FILE], { replaced: { [FILE]: source }, output: { '*': { '': ['ast'] } } })
  assert.deepEqual(errors, [])
  const mutants = mutantsOf({ file: FILE, source, ast: sources[FILE].ast })
  for (const mutant of mutants) assert.notEqual(mutate(source, mutant), source)
  return mutants
    .filter((mutant) => operator === undefined || mutant.operator === operator)
    .map((mutant) => `${mutant.source} → ${mutant.mutated}`)
}

test('comparisons move their boundary and turn round, arithmetic turns round', () => {
  const body = 'function f(uint256 a, uint256 b) public pure returns (uint256) { if (a < b) return b - a; return a; }'
  assert.deepEqual(changes(body, 'operator'), ['a < b → a <= b', 'a < b → a >= b', 'return b - a → return b + a'])
})

test('a bracket, a comment or a second operator between the operands stays', () => {
  const body = 'function f(uint256 a) public pure returns (uint256) { return (a + 1) /* - */ * (a - 1); }'
  assert.ok(changes(body, 'operator').includes('return (a + 1) /* - */ * (a - 1) → return (a + 1) /* - */ / (a - 1)'))
})

test('statements, emits and reverts are taken out', () => {
  const body = `error E(); event V(); uint256 x;
    function f(uint256 a) public { if (a == 0) revert E(); x = a; emit V(); }`
  assert.deepEqual(changes(body, 'statement'), ['revert E() → true', 'x = a → true', 'emit V() → true'])
})

test('conditions and boolean results are negated', () => {
  const body = 'function f(uint256 a) public pure returns (bool) { for (; a > 9; ) a = a == 3 ? 1 : 2; return a > 2; }'
  assert.deepEqual(changes(body, 'condition'), [
    'a > 9 → !(a > 9)',
    'a = a == 3 ? 1 : 2 → a = !(a == 3) ? 1 : 2',
    'return a > 2 → return !(a > 2)',
  ])
})

test('constants move by one, zero only upwards', () => {
  const body = 'uint256 constant A0 = 0; uint256 constant B0 = 2 days;'
  assert.deepEqual(changes(body, 'constant'), [
    'uint256 constant A0 = 0 → uint256 constant A0 = (0 + 1)',
    'uint256 constant B0 = 2 days → uint256 constant B0 = (2 days + 1)',
    'uint256 constant B0 = 2 days → uint256 constant B0 = (2 days - 1)',
  ])
})

test('modifiers are removed, but for those that construct a base', () => {
  const body = 'modifier m() { _; } function f() public m {}'
  assert.deepEqual(changes(body, 'modifier'), ['m → nothing'])
})

test('min turns to max and to each of its arguments; arguments of one type change places', () => {
  const body = `function min(uint256 a, uint256 b) internal pure returns (uint256) { return a < b ? a : b; }
    function max(uint256 a, uint256 b) internal pure returns (uint256) { return a < b ? b : a; }
    function g(uint256 a, uint256 b, bool c) internal pure returns (uint256) { return c ? a : b; }
    function f(uint256 p, uint256 q) public pure returns (uint256) { return min(p, q) + g(p, q, true); }`
  const whole = 'return min(p, q) + g(p, q, true)'
  assert.deepEqual(changes(body, 'twin'), [`${whole} → return max(p, q) + g(p, q, true)`])
  assert.deepEqual(changes(body, 'argument'), [
    `${whole} → return (p) + g(p, q, true)`,
    `${whole} → return (q) + g(p, q, true)`,
  ])
  assert.deepEqual(changes(body, 'arguments'), [`${whole} → return min(p, q) + g(q, p, true)`])
})

test('steps and negations turn round', () => {
  const body = 'function f(uint256 a, bool b) public pure returns (uint256) { if (!b) ++a; a--; return a; }'
  assert.deepEqual(changes(body, 'unary'), ['!b → b', '++a → --a', 'a-- → a++'])
})

test('assembly has operators of its own', () => {
  const body = 'function f(uint256 a) public pure returns (uint256 b) { assembly { if lt(a, 3) { b := add(a, 1) } } }'
  assert.deepEqual(changes(body), ['lt(a, 3) → gt(a, 3)', 'b := add(a, 1) → b := sub(a, 1)'])
})

test('a mutant says whether it lies in code, in a constant, or where types are made', () => {
  const body = `uint256 constant A0 = 4; uint256[4] x; modifier m(uint256 a) { require(a > 1); _; }
    function f(uint256[5] memory a) public m(2) { x[0] = a[3]; }`
  const source = `${HEAD}contract A {\n${body}\n}\n`
  const { sources } = compile([FILE], { replaced: { [FILE]: source }, output: { '*': { '': ['ast'] } } })
  const found = mutantsOf({ file: FILE, source, ast: sources[FILE].ast })
  const within = (text) => [...new Set(found.filter((mutant) => mutant.to === text).map((mutant) => mutant.within))]
  assert.deepEqual(within('(4 + 1)'), ['A0', undefined])
  for (const text of ['(1 + 1)', '(2 + 1)', '(3 + 1)']) assert.deepEqual(within(text), ['code'])
  assert.deepEqual(within('(5 + 1)'), [undefined])
})

test('mutate counts bytes, not characters', () => {
  assert.equal(mutate('// é\na + b', { start: 8, end: 9, to: '-' }), '// é\na - b')
})
