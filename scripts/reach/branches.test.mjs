import assert from 'node:assert/strict'
import test from 'node:test'
import { compile } from '../solidity/compiler.mjs'
import { branchLibrary, conditionsOf, instrumentBranches } from './branches.mjs'

const FILE = 'A.sol'
const EDR = 'Edr.sol'
const EDR_TEXT =
  'pragma solidity ^0.8.28; library __NomicFoundationCoverage { function sendHit(uint256) internal pure {} }'

function instrument(body) {
  const source = `pragma solidity ^0.8.28;\nfunction f(uint256 a, bool b) pure returns (uint256) {\n${body}\n}\n`
  const { errors, sources } = compile([FILE], { replaced: { [FILE]: source }, output: { '*': { '': ['ast'] } } })
  assert.deepEqual(errors, [])
  const conditions = conditionsOf(sources[FILE].ast)
  const result = instrumentBranches({ file: FILE, source, conditions })
  const replaced = { [EDR]: EDR_TEXT, ...branchLibrary(EDR), [FILE]: result.text }
  assert.deepEqual(compile([FILE], { replaced, output: { '*': { '*': ['abi'] } } }).errors, [])
  return { ...result, source }
}

const seen = ({ branches }) => branches.map(({ source, way }) => `${source} ${way}`)

test('if, loops and ?: tell both ways', () => {
  const result = instrument('if (a > 1) return a; for (; a < 9; ) a += b ? 1 : 2; while (a < 3) ++a; return a;')
  const conditions = ['a > 1', 'a < 9', 'b', 'a < 3']
  assert.deepEqual(
    seen(result),
    conditions.flatMap((condition) => [`${condition} true`, `${condition} false`]),
  )
})

test('each side of && and || tells, nested as they are', () => {
  const result = instrument('if ((a > 1 && b) || a == 0) return 1;\nreturn 2;')
  const conditions = new Set(result.branches.map(({ source }) => source))
  assert.deepEqual([...conditions], ['(a > 1 && b) || a == 0', '(a > 1 && b)', 'a > 1', 'b', 'a == 0'])
})

test('lines stay what they are, tags are all different, and one of a pair follows the other', () => {
  const { text, source, branches } = instrument('if (a > 1) return a;\nif (a > 1) return 2;\nreturn 3;')
  assert.deepEqual(
    branches.map(({ line }) => line),
    [3, 3, 4, 4],
  )
  assert.equal(text.split('\n').length, source.split('\n').length + 1)
  assert.equal(new Set(branches.map(({ tag }) => tag)).size, 4)
  for (const index of [0, 2]) {
    assert.equal(BigInt(`0x${branches[index + 1].tag}`), BigInt(`0x${branches[index].tag}`) + 1n)
  }
})

test('assembly and code without conditions stay as they are', () => {
  const { text, source } = instrument('assembly { if lt(a, 1) { a := 2 } } return a;')
  assert.equal(text, source)
})
