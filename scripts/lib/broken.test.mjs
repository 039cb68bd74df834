import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import test from 'node:test'
import { applyPatch, brokenPatches, parsePatch, patchVerdict } from './broken.mjs'
import { filesBelow, projectFile, read } from './files.mjs'
import { root } from './paths.mjs'

test('parsePatch reads the header', () => {
  const text = '# invariant J1: Loop.invariant_holds in test/a/Loop.t.sol with test/a/Handler.t.sol\n--- a/x\n'
  const { id, number, contract, test: name, files } = parsePatch('test/solidity/broken/J1.patch', text)
  assert.deepEqual([id, number, contract, name], ['J1', 'J1', 'Loop', 'invariant_holds'])
  assert.deepEqual(files, ['test/a/Loop.t.sol', 'test/a/Handler.t.sol'])
  assert.deepEqual(parsePatch('a.patch', '# invariant E2: A.b in c.t.sol').files, ['c.t.sol'])
  assert.equal(parsePatch('a.patch', '# hostile: A.b in c.t.sol').number, undefined)
  assert.throws(() => parsePatch('a.patch', '--- a/x\n'), /a\.patch:1: must read/)
  assert.throws(() => parsePatch('a.patch', '# hostile J1: A.b in c.t.sol'), /must read/)
})

test('every patch goes into the contracts as they are, and names a test that is there', async () => {
  const patches = brokenPatches()
  assert.ok(patches.length > 50)
  const tests = filesBelow(['test/solidity']).map(read).join('\n')
  for (const { path, files, test: name } of patches) {
    const { code, output } = await applyPatch(path, root, { check: true })
    assert.equal(code, 0, `${path}: ${output}`)
    assert.ok(tests.includes(`function ${name}(`), `${path}: there is no ${name}`)
    for (const file of files) assert.ok(existsSync(projectFile(file)), `${path}: there is no ${file}`)
  }
})

const RUN = { code: 1, passed: 0, failed: 1, contract: 'Loop', test: 'invariant_holds', number: 'J1' }
const failure = (error, name = 'Loop#invariant_holds()') =>
  `    1) invariant_holds()\n\n  0 passing\n  1 failing\n\n  1) ${name}\n    Error: ${error}\n      at Loop\n`

test('a failed assertion of the named test that names the number is a catch', () => {
  const output = failure(`reverted with custom error 'UintsDiffer(1, 2, "J1: coin")'`)
  assert.deepEqual(patchVerdict({ ...RUN, output }), { verdict: 'caught', why: 'J1: coin' })
  const inName = failure('AssertionFailed("verdict")', 'Loop#testFuzz_V1_proof(uint256)')
  const other = { ...RUN, test: 'testFuzz_V1_proof', number: 'V1', output: inName }
  assert.equal(patchVerdict(other).verdict, 'caught')
})

test('another number, another test or another failure is no catch', () => {
  const verdict = (output) => patchVerdict({ ...RUN, output }).verdict
  assert.equal(verdict(failure('AssertionFailed("J11: price")')), 'not decided')
  assert.equal(verdict(failure('AssertionFailed("J1: coin")', 'Loop#test_other()')), 'not decided')
  assert.equal(verdict(failure('EvmError: "J1" OutOfGas')), 'not decided')
})

test('without a number any failed assertion of the named test is a catch, and no other failure', () => {
  const run = { ...RUN, number: undefined }
  assert.deepEqual(patchVerdict({ ...run, output: failure('AssertionFailed("the guard")') }).verdict, 'caught')
  assert.deepEqual(patchVerdict({ ...run, output: failure('EvmError: OutOfGas') }).verdict, 'not decided')
  const other = failure('AssertionFailed("the guard")', 'Loop#test_other()')
  assert.equal(patchVerdict({ ...run, output: other }).verdict, 'not decided')
})

test('a run that passes is a survivor, and one that died decides nothing', () => {
  assert.deepEqual(patchVerdict({ ...RUN, code: 0, passed: 1, failed: 0, output: '' }), { verdict: 'SURVIVED' })
  const dead = { ...RUN, code: 134, failed: 0, output: 'Running\nmemory allocation of 6291456 bytes failed\n' }
  assert.deepEqual(patchVerdict(dead), { verdict: 'not decided', why: 'memory allocation of 6291456 bytes failed' })
  const broken = { ...RUN, failed: 0, output: 'HHE902: Compilation failed' }
  assert.equal(patchVerdict(broken).why, 'HHE902: Compilation failed')
})
