import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overheadText, summary } from './overhead.mjs'

const measured = {
  side: 256,
  jobs: 2,
  acceptToSealMs: 100,
  parts: { 'inputs fetched': [5, 5], queued: [0, 40], compute: [20, 31], 'commit mined': [900, 1000] },
}

test('summary_parts_haveMedianAndMostAndKind', () => {
  const { overheadMs, parts } = summary(measured)
  assert.equal(overheadMs, 24.5)
  assert.deepEqual(parts, [
    { part: 'inputs fetched', kind: 'once', median: 5, most: 5 },
    { part: 'queued', kind: 'wait', median: 40, most: 40 },
    { part: 'compute', kind: 'job', median: 31, most: 31 },
    { part: 'commit mined', kind: 'wait', median: 1000, most: 1000 },
  ])
})

test('overheadText_aSize_isOneLineAPart', () => {
  const lines = overheadText(summary(measured)).split('\n')
  assert.equal(lines[0], '2 jobs of 256³: first accept seen to last seal 100 ms, 24.5 ms a job beyond computing')
  assert.match(lines[4] ?? '', /^ {2}compute +31 +31 {2}each job$/)
})
