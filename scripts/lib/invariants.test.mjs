import assert from 'node:assert/strict'
import test from 'node:test'
import { fillInvariants } from './invariants.mjs'

const PAGE =
  '| no. | holds | by | stated in | tested by |\n| J1 | money | ledger | old | old |\n| J9 | time | signs | | |\n'

test('fillInvariants writes what the sources say, and a dash for nothing', () => {
  const sources = new Map([
    ['contracts/jobs/EscrowLedger.sol', '/// @dev Invariant J1: balance >= credits.'],
    ['test/solidity/invariant/Loop.t.sol', 'function invariant_J1_solvent() external {}'],
    ['test/solidity/broken/J1.patch', '# invariant: Loop.invariant_J1_solvent in test/solidity/invariant/Loop.t.sol\n'],
    ['test/contracts/deadlines.test.ts', '// Invariants J4 and J9: the boundary minute'],
  ])
  const rows = fillInvariants(PAGE, sources).split('\n')
  assert.equal(rows[1], '| J1 | money | ledger | `EscrowLedger` | `invariant_J1_solvent`, broken on purpose |')
  assert.equal(rows[2], '| J9 | time | signs | – | `deadlines.test.ts` |')
})

test('fillInvariants is stable', () => {
  const once = fillInvariants(PAGE, new Map())
  assert.equal(fillInvariants(once, new Map()), once)
})
