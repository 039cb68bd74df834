import assert from 'node:assert/strict'
import test from 'node:test'
import { build, isChanged, ownParts, reaches } from './built.mjs'

const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.28;\n'
const FILES = {
  'contracts/Least.sol': 'uint256 constant LEAST = 3; uint256 constant TWICE = 2 * LEAST; uint256 constant LONG = 4;',
  'contracts/Sums.sol': 'library Sums { function sum(uint256 a) internal pure returns (uint256) { return a + 1; } }',
  'contracts/Vault.sol': `import {TWICE} from "./Least.sol"; import {Sums} from "./Sums.sol";
    contract Vault { function f(uint256 a) external pure returns (uint256) { return Sums.sum(a) + TWICE; } }`,
  'contracts/Wide.sol': 'import {LONG} from "./Least.sol"; struct Wide { uint256[LONG] words; }',
  'test/Makes.t.sol': `import {Vault} from "../contracts/Vault.sol";
    contract Maker { Vault v = new Vault(); } contract Makes { Maker m = new Maker(); }`,
  'test/Calls.t.sol': `import {Vault} from "../contracts/Vault.sol";
    contract Calls { string name = "contracts/Vault.sol:Vault"; function g(Vault v) external { v.f(1); } }`,
  'test/Handler.t.sol': 'contract Handler { function act() external pure returns (uint256) { return 1; } }',
  'test/Campaign.t.sol': `import {Handler} from "./Handler.t.sol"; import "../contracts/Sums.sol";
    contract Campaign { Handler h = new Handler(); }`,
  'test/Adds.t.sol': `import {Sums} from "../contracts/Sums.sol"; import "../contracts/Wide.sol";
    contract Adds { function g() external pure returns (uint256) { return Sums.sum(2); } }`,
}
const of = (folder) => Object.keys(FILES).filter((file) => file.startsWith(folder))
const replaced = Object.fromEntries(Object.entries(FILES).map(([file, text]) => [file, HEAD + text]))
const { parts, texts } = build({ tests: of('test/'), contracts: of('contracts/'), replaced, optimizer: false })
const changedBy = (change) => parts.filter((part) => isChanged(part, change, texts)).map(({ name }) => name)

test('code counts where it lies, also in what is created there, and not where it is only called', () => {
  assert.deepEqual(changedBy({ file: 'contracts/Vault.sol', within: 'code' }), ['Vault', 'Maker', 'Makes'])
  assert.deepEqual(changedBy({ file: 'contracts/Sums.sol', within: 'code' }), [
    'Sums',
    'Vault',
    'Adds',
    'Maker',
    'Makes',
  ])
})

test('a constant counts where its name, or that of one made of it, stands', () => {
  assert.deepEqual(changedBy({ file: 'contracts/Least.sol', within: 'LEAST' }), ['Vault', 'Maker', 'Makes'])
})

test('a constant that is the length of an array, and whatever lies outside of code, counts for every importer', () => {
  const all = ['Vault', 'Adds', 'Calls', 'Maker', 'Makes']
  assert.deepEqual(changedBy({ file: 'contracts/Least.sol', within: 'LONG' }), all)
  assert.deepEqual(changedBy({ file: 'contracts/Least.sol', within: undefined }), all)
})

test('a test reaches the artifacts that its sources name', () => {
  const vault = parts.filter(({ name }) => name === 'Vault')
  const reaching = parts.filter((part) => reaches(part, vault)).map(({ name }) => name)
  assert.deepEqual(reaching, ['Calls'])
})

test('a test file brings the handlers that it imports, and no contract under test', () => {
  const names = ownParts(parts, 'test/Campaign.t.sol').map(({ name }) => name)
  assert.deepEqual(names.toSorted(), ['Campaign', 'Handler'])
})
