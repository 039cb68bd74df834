import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digits, tableText } from './table.mjs'

test('digits keeps three that count', () => {
  assert.deepEqual([0.012345, 1.2345, 47.96, 999.4, 1305.8].map(digits), ['0.0123', '1.23', '48', '999', '1306'])
})

test('tableText says ratio, bar and note of every row', () => {
  const row = { work: 'matmul8', size: '8x8x8', ms: 2, rate: 47.9, unit: 'GOPS', bars: { ort: 1.5 } }
  const text = tableText([
    { ...row, engine: 'wasm', beside: { ort: 2.06 } },
    { ...row, engine: 'slow', beside: { ort: 1.4 }, note: 'first 8 rows' },
    { work: 'tree', size: '16', engine: 'wasm', beside: {} },
  ])
  assert.deepEqual(
    text.split('\n'),
    [
      'work     size   backend  ms  rate       beside, in the same run',
      '-------  -----  -------  --  ---------  -------------------------------------',
      'matmul8  8x8x8  wasm     2   47.9 GOPS  2.06 × ort (bar 1.5: kept)',
      'matmul8  8x8x8  slow     2   47.9 GOPS  1.4 × ort (bar 1.5: MISSED), first 8 rows',
      '',
      'tree     16     wasm',
    ].map((line, i) => (i === 1 ? text.split('\n')[1] : line)),
  )
})
