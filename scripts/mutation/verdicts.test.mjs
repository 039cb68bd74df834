import assert from 'node:assert/strict'
import test from 'node:test'
import { brief, evidenceBody, sumUp, summaryLine } from './verdicts.mjs'

const mutant = (verdict, source = 'a < b') => ({
  file: 'A.sol',
  place: 'f',
  line: 3,
  operator: 'operator',
  source,
  mutated: 'a <= b',
  verdict,
  stage: 'units',
})
const LIST = [{ file: 'A.sol', place: 'f', source: 'a < b', mutated: 'a <= b', why: 'the two give the same' }]
const many = (count, verdict, source) => Array.from({ length: count }, () => mutant(verdict, source))

test('nine of ten killed and the others explained is good', () => {
  const summary = sumUp([...many(9, 'killed'), mutant('survived')], LIST)
  assert.equal(summary.good, true)
  assert.equal(summaryLine(summary), '10 mutants: 9 killed (90.0 %), 1 explained, 0 unexplained.')
})

test('fewer killed, a survivor without a reason, or a run that decided nothing is not', () => {
  assert.equal(sumUp([...many(8, 'killed'), ...many(2, 'survived')], LIST).good, false)
  assert.equal(sumUp([...many(99, 'killed'), mutant('survived', 'c < d')], LIST).good, false)
  assert.equal(sumUp([...many(99, 'killed'), mutant('undecided')], LIST).good, false)
  assert.equal(sumUp([], LIST).good, false)
})

test('the page shows every survivor with its reason', () => {
  const judged = [...many(9, 'killed'), mutant('survived')]
  const body = evidenceBody(judged, LIST, sumUp(judged, LIST))
  assert.match(body, /\| units \| 9 \|/)
  assert.match(body, /\| `A\.sol` \| 10 \| 9 \|/)
  assert.match(body, /\| `A\.sol` f \| `a < b` \| `a <= b` \| the two give the same \|/)
})

test('a reason is kept short and plain', () => {
  assert.equal(brief('400 \u001b[2m[4e2]\u001b[0m'), '400 [4e2]')
  assert.equal(brief('x'.repeat(500)).length, 120)
})
