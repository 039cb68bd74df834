import assert from 'node:assert/strict'
import test from 'node:test'
import { fillInvariants, unknownInvariants } from './invariants.mjs'

const PAGE =
  '| no. | holds | by | stated in | tested by |\n| J1 | money | ledger | old | old |\n| J9 | time | signs | | |\n'

test('fillInvariants writes what the sources say, and a dash for nothing', () => {
  const sources = new Map([
    ['contracts/jobs/EscrowLedger.sol', '/// @dev Invariant J1: balance >= credits.'],
    ['test/solidity/invariant/Loop.t.sol', 'function invariant_J1_solvent() external {}'],
    [
      'test/solidity/broken/J1.patch',
      '# invariant J1: Loop.invariant_J1_solvent in test/solidity/invariant/Loop.t.sol\n',
    ],
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

test('unknownInvariants names a number that the page does not have', () => {
  const sources = new Map([['contracts/token/QuernToken.sol', '/// @dev Invariant J1: a.\n/// @dev Invariant T9: b.']])
  assert.deepEqual(unknownInvariants(PAGE, sources), [
    'contracts/token/QuernToken.sol: invariant T9 is not in docs/invariants.md',
  ])
})
