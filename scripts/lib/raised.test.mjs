import assert from 'node:assert/strict'
import test from 'node:test'
import { declaredErrors, expectedErrors, unraisedProblems } from './raised.mjs'

const SOURCE = [
  'interface IStore {',
  '    /// @notice Nothing is there.',
  '    error Empty();',
  '    // error Gone(uint256 id);',
  '    error Full(address owner, uint256 have, uint256 most);',
  '}',
].join('\n')
const DECLARED = declaredErrors('contracts/IStore.sol', SOURCE)
const PAGE = 'Errors\n\n- `Empty()`: nothing.\n- `Full(address owner, uint256 have, uint256 most)`: full.\n'
const EMPTY = 'vm.expectRevert(IStore.Empty.selector);'
const FULL = 'vm.expectRevert(abi.encodeWithSelector(IStore.Full.selector, WORKER, uint256(f(1, 2)), most[0]));'

test('errors are found in interfaces with the number of their arguments, and not in comments or libraries', () => {
  const found = DECLARED.map(({ name, arity }) => `${name}/${arity}`)
  assert.deepEqual(found, ['IStore.Empty/0', 'IStore.Full/3'])
  assert.deepEqual(declaredErrors('contracts/Store.sol', SOURCE.replace('interface IStore', 'library Store')), [])
})

test('expected errors are told with the number of arguments that follow the selector', () => {
  const spread = 'reason = abi.encodeWithSelector(\n    IStore.Full.selector,\n    a,\n    b // c, d\n);'
  assert.deepEqual(expectedErrors(`${FULL}\n${EMPTY}\n${spread}`), ['IStore.Full/3', 'IStore.Full/2', 'IStore.Empty/0'])
})

test('nothing is wrong where each error is expected with all it carries', () => {
  assert.deepEqual(unraisedProblems({ declared: DECLARED, tests: [EMPTY, FULL], page: PAGE }), [])
})

test('a selector alone does not stand for an error that carries facts', () => {
  const tests = [EMPTY, 'vm.expectRevert(IStore.Full.selector);']
  const problems = unraisedProblems({ declared: DECLARED, tests, page: PAGE })
  assert.deepEqual(problems, ['contracts/IStore.sol: no test expects IStore.Full with its 3 arguments'])
})

test('an error of the same name that another interface declares is another error', () => {
  const tests = [EMPTY, FULL.replace('IStore', 'IShop')]
  assert.equal(unraisedProblems({ declared: DECLARED, tests, page: PAGE }).length, 1)
})

test('an exception covers an error that nobody can raise, and is named once it is not needed', () => {
  const exceptions = new Map([['IStore.Full', 'the store has no end']])
  assert.deepEqual(unraisedProblems({ declared: DECLARED, tests: [EMPTY], page: PAGE, exceptions }), [])
  const needless = unraisedProblems({ declared: DECLARED, tests: [EMPTY, FULL], page: PAGE, exceptions })
  assert.match(needless[0], /drop its exception/)
  const unknown = new Map([['IStore.Old', 'it was there once']])
  const stale = unraisedProblems({ declared: DECLARED, tests: [EMPTY, FULL], page: PAGE, exceptions: unknown })
  assert.deepEqual(stale, ['no contract declares IStore.Old'])
})

test('an error without a line in the page of errors is named', () => {
  const problems = unraisedProblems({ declared: DECLARED, tests: [EMPTY, FULL], page: PAGE.replace('- `Empty', '') })
  assert.deepEqual(problems, ['contracts/IStore.sol: docs/errors.md has no line for IStore.Empty'])
})
