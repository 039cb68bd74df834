import assert from 'node:assert/strict'
import test from 'node:test'
import { explanationOf, parseExplained, staleEntries } from './explained.mjs'

const ENTRY = { file: 'contracts/a/A.sol', place: 'f', source: 'a < b', mutated: 'a <= b' }
const WHY = 'equal values give the same result'
const MUTANT = { ...ENTRY, line: 7, operator: 'operator' }

test('parseExplained takes entries with a reason', () => {
  const list = parseExplained('a.json', JSON.stringify([{ ...ENTRY, why: WHY }]))
  assert.equal(explanationOf(list, MUTANT).why, WHY)
  assert.equal(explanationOf(list, { ...MUTANT, line: 90 }).why, WHY)
  assert.equal(explanationOf(list, { ...MUTANT, mutated: 'a >= b' }), undefined)
  assert.equal(explanationOf(list, { ...MUTANT, place: 'g' }), undefined)
})

test('parseExplained names what is wrong with the list', () => {
  assert.throws(() => parseExplained('a.json', '[{'), /a\.json: is no JSON/)
  assert.throws(() => parseExplained('a.json', '{}'), /must be a list/)
  assert.throws(() => parseExplained('a.json', JSON.stringify([ENTRY])), /entry 1 lacks why/)
  assert.throws(() => parseExplained('a.json', JSON.stringify([{ ...ENTRY, why: 'is equivalent' }])), /is no reason/)
})

test('an entry that fits nothing is stale', () => {
  const list = [{ ...ENTRY, why: WHY }]
  assert.deepEqual(staleEntries(list, [MUTANT]), [])
  assert.deepEqual(staleEntries(list, [{ ...MUTANT, source: 'b < a' }]), list)
})
