import assert from 'node:assert/strict'
import test from 'node:test'
import { storiesVerdict } from './copy.mjs'
import { parseJournal } from './journal.mjs'

test('a journal goes on only on the same sources', () => {
  const text = '{"fingerprint":"f"}\n{"key":"k","verdict":"killed"}\n{"key":"cut'
  assert.deepEqual(parseJournal(text, 'f'), new Map([['k', { verdict: 'killed' }]]))
  assert.throws(() => parseJournal(text, 'g'), /have changed since that run/)
  assert.throws(() => parseJournal('', 'f'), /have changed since that run/)
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
