import assert from 'node:assert/strict'
import test from 'node:test'
import { coverageOf, coverageTable, parseExceptions, problemsOf, staleExceptions } from './report.mjs'

const FILE = 'contracts/a/A.sol'
const LINE = { file: FILE, line: 4, source: 'x = 1; y = 2;' }
const IF = { file: FILE, line: 5, source: 'x > 1' }
const POINTS = [
  { ...LINE, tag: '01' },
  { ...LINE, tag: '02' },
  { ...IF, way: 'true', tag: '10' },
  { ...IF, way: 'false', tag: '11' },
]
const WHY = 'x was just set to one'
const EXCEPTION = { file: FILE, source: 'x > 1', way: 'true', why: WHY }

test('a line counts once, a condition twice', () => {
  const [folder] = coverageOf(POINTS, new Set(['02', '11']), [])
  assert.deepEqual([folder.folder, folder.lines, folder.branches], ['a', [1, 1, 0], [2, 1, 0]])
  assert.deepEqual(
    folder.missed.map(({ tag }) => tag),
    ['10'],
  )
})

test('what has a reason is no problem, and only folders that are named have any', () => {
  const hits = new Set(['01', '11'])
  assert.equal(problemsOf(coverageOf(POINTS, hits, []), ['a']).length, 1)
  assert.equal(problemsOf(coverageOf(POINTS, hits, []), ['b']).length, 0)
  const explained = coverageOf(POINTS, hits, [EXCEPTION])
  assert.deepEqual(problemsOf(explained, ['a']), [])
  assert.match(coverageTable(explained), /\| a \| 1 of 1 \(100\.0 %\) \| 1 of 2 \(50\.0 %, 1 explained\) \|/)
})

test('an exception for what is reached, or is not there, is stale', () => {
  assert.deepEqual(staleExceptions(POINTS, new Set(['11']), [EXCEPTION]), [])
  assert.deepEqual(staleExceptions(POINTS, new Set(['10']), [EXCEPTION]), [EXCEPTION])
  const gone = { ...EXCEPTION, source: 'x > 2' }
  assert.deepEqual(staleExceptions(POINTS, new Set(), [gone]), [gone])
})

test('the list of exceptions needs reasons', () => {
  assert.deepEqual(parseExceptions('u.json', JSON.stringify([EXCEPTION])), [EXCEPTION])
  assert.throws(() => parseExceptions('u.json', '{}'), /must be a list/)
  assert.throws(() => parseExceptions('u.json', JSON.stringify([{ ...EXCEPTION, why: '' }])), /entry 1 lacks why/)
  assert.throws(() => parseExceptions('u.json', JSON.stringify([{ ...EXCEPTION, why: 'no' }])), /is no reason/)
})
