import assert from 'node:assert/strict'
import test from 'node:test'
import { fileProblems, linkProblems, treeProblems, unnamedAttacks } from './house.mjs'

// Put together here, so that this file does not break the rules it tests.
const postponed = `TO${'DO'}`
const home = `/ho${'me'}/someone/key`

test('a clean file has no problem', () => {
  assert.deepEqual(fileProblems('packages/sdk/src/a.ts', "export const a = 'b'\n"), [])
})

test('postponed work, machine paths and registries are named with file and line', () => {
  const text = `ok\n// ${postponed} later\nconst key = '${home}'\nhttps://${'registry'}.example.org/x\n`
  const lines = fileProblems('docs/a.md', text).map((problem) => problem.split(': ')[0])
  assert.deepEqual(lines, ['docs/a.md:2', 'docs/a.md:3', 'docs/a.md:4'])
})

test('tests that are skipped or run alone are found, in comments they are not', () => {
  const alone = `it.${'only'}('x', () => {})\n`
  assert.match(
    fileProblems('test/contracts/a.test.ts', alone)[0],
    /a\.test\.ts:1: a test that is skipped or runs alone/,
  )
  assert.equal(fileProblems('packages/sdk/src/a.test.ts', `test('x', { ${'skip'}: true }, f)\n`).length, 1)
  assert.deepEqual(fileProblems('test/contracts/a.test.ts', `// ${alone}`), [])
})

test('long files, carriage returns, tabs and missing line feeds are found', () => {
  assert.match(fileProblems('scripts/a.mjs', 'a\n'.repeat(401))[0], /401 lines, at most 400/)
  assert.match(fileProblems('scripts/a.mjs', 'a\r\n')[0], /carriage returns/)
  assert.match(fileProblems('scripts/a.mjs', '\ta\n')[0], /a tab/)
  assert.match(fileProblems('scripts/a.mjs', 'a')[0], /no line feed/)
})

test('contracts pin the compiler, libraries do not', () => {
  const file = (pragma, kind) => `// SPDX-License-Identifier: MIT\npragma solidity ${pragma};\n${kind} A {}\n`
  assert.deepEqual(fileProblems('contracts/token/A.sol', file('0.8.34', 'contract')), [])
  assert.deepEqual(fileProblems('contracts/token/A.sol', file('^0.8.28', 'library')), [])
  assert.match(fileProblems('contracts/token/A.sol', file('^0.8.28', 'contract'))[0], /must be 0\.8\.34/)
})

test('unchecked needs a proof above, assembly a review note, reverts a custom error', () => {
  const body = (lines) => `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.28;\nlibrary A {\n${lines}\n}\n`
  assert.deepEqual(fileProblems('contracts/shared/A.sol', body('// cannot wrap: a < 8\nunchecked { a; }')), [])
  assert.match(fileProblems('contracts/shared/A.sol', body('unchecked { a; }'))[0], /without the proof/)
  assert.match(fileProblems('contracts/shared/A.sol', body('assembly { a }'))[0], /without a review note/)
  assert.deepEqual(fileProblems('contracts/shared/A.sol', body('/// Review note: reads only.\nassembly { a }')), [])
  assert.match(fileProblems('contracts/shared/A.sol', body('require(a, "no");'))[0], /without a custom error/)
})

test('the root has few entries', () => {
  const many = Array.from({ length: 21 }, (_, index) => `file${index}`)
  assert.match(treeProblems(many)[0], /21 entries, at most 20/)
  assert.deepEqual(treeProblems(many.map((file) => `a/${file}`)), [])
})

test('links that lead nowhere are found', () => {
  const files = ['docs/a.md', 'docs/specs/b.md']
  assert.deepEqual(linkProblems('docs/a.md', '[b](specs/b.md#part) [c](specs/) [d](https://example.org)', files), [])
  assert.deepEqual(linkProblems('docs/a.md', '[e](../e.md)', files), ['docs/a.md: the link ../e.md leads nowhere'])
})

test('a hostile test that the threat model does not name is found', () => {
  const hostile = (name) => `test/solidity/hostile/${name}`
  const files = [hostile('FeeToken.t.sol'), hostile('Affairs.sol'), 'test/solidity/unit/jobs/Draw.t.sol']
  assert.deepEqual(unnamedAttacks('| fees | refused | `FeeToken.t.sol` |', files), [])
  for (const page of ['', 'FeeToken', '`NoFeeToken.t.sol`', '`FeeToken.sol`'])
    assert.deepEqual(unnamedAttacks(page, files), [
      'docs/threat-model.md does not name test/solidity/hostile/FeeToken.t.sol: add its attack and its answer',
    ])
})
