import assert from 'node:assert/strict'
import test from 'node:test'
import { storiesVerdict } from './copy.mjs'
import { parseJournal } from './journal.mjs'

const CODE = { contracts: 'c', stories: 's', tests: { 'A.t.sol': 'one\ntwo\n' } }
const JOURNAL = [CODE, { key: 'k', verdict: 'killed' }, { key: 's', verdict: 'survived' }]
const journal = (code) => parseJournal(`${JOURNAL.map((entry) => JSON.stringify(entry)).join('\n')}\n{"key":"cut`, code)
const withTests = (tests) => journal({ ...CODE, tests })

test('a journal goes on on the same sources, and what was cut off is left out', () => {
  assert.deepEqual([...journal(CODE).keys()], ['k', 's'])
  assert.deepEqual(journal(CODE).get('k'), { verdict: 'killed' })
  assert.throws(() => journal({ ...CODE, contracts: 'd' }), /contracts have changed since that run/)
  assert.throws(() => parseJournal('', CODE), /contracts have changed since that run/)
})

test('tests may grow: the killed stay killed, the survivors are judged again', () => {
  assert.deepEqual([...withTests({ 'A.t.sol': 'one\nand\ntwo\nthree\n' }).keys()], ['k'])
  assert.deepEqual([...withTests({ ...CODE.tests, 'B.t.sol': 'new' }).keys()], ['k'])
})

test('a test that lost a line, changed one or moved one voids the journal', () => {
  for (const text of ['one\n', 'one\nTwo\n', 'two\none\n', undefined]) {
    const tests = text === undefined ? {} : { 'A.t.sol': text }
    assert.throws(() => withTests(tests), /A\.t\.sol has lost lines since that run/)
  }
})

test('other stories void what they killed, and what survived them', () => {
  const entries = [CODE, { key: 't', verdict: 'killed', stage: 'stories' }, ...JOURNAL.slice(1)]
  const text = `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`
  assert.deepEqual([...parseJournal(text, { ...CODE, stories: 't' }).keys()], ['k'])
})

test('stories kill a mutant by failing or by not ending; a run that broke decides nothing', () => {
  const verdict = (result) => storiesVerdict({ code: 1, output: '', seconds: 1, ...result }, 60)
  assert.deepEqual(verdict({ code: 0, output: '  3 passing (2s)\n' }), { verdict: 'survived' })
  const failed = verdict({ output: '  2 passing\n  1 failing\n\n  1) claims\n       are paid:\n     Error\n' })
  assert.equal(failed.verdict, 'killed')
  assert.match(failed.by, /^claims are paid/)
  assert.equal(verdict({ seconds: 60 }).verdict, 'killed')
  assert.deepEqual(verdict({ output: 'HHE902: Compilation failed' }), {
    verdict: 'undecided',
    by: 'HHE902: Compilation failed',
  })
})
