import assert from 'node:assert/strict'
import test from 'node:test'
import { parsePatch, patchVerdict } from './broken.mjs'

test('parsePatch reads the header', () => {
  const text = '# invariant: LoopInvariant.invariant_J1_solvent in test/solidity/invariant/Loop.t.sol\n--- a/x\n'
  const { id, contract, test: name, file } = parsePatch('test/solidity/broken/J1.patch', text)
  assert.deepEqual([id, contract, name], ['J1', 'LoopInvariant', 'invariant_J1_solvent'])
  assert.equal(file, 'test/solidity/invariant/Loop.t.sol')
  assert.throws(() => parsePatch('a.patch', '--- a/x\n'), /a\.patch:1: must read/)
})

test('only a failure of the named test is a catch', () => {
  const name = 'invariant_J1_solvent'
  const caught = { code: 1, passed: 0, failed: 1, test: name, output: `    1) ${name}()\n\n  1 failing\n` }
  assert.equal(patchVerdict(caught), 'caught')
  assert.equal(patchVerdict({ ...caught, code: 0, passed: 1, failed: 0, output: '' }), 'SURVIVED')
  const broken = { ...caught, failed: 0, output: 'HHE902: Compilation failed' }
  assert.equal(patchVerdict(broken), 'the test did not run: HHE902: Compilation failed')
})
