import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageText } from './page.mjs'

test('pageText has a section for each machine, with the day and commit of every row', () => {
  const machine = { cpu: 'c', cores: 2, memoryGiB: 3, os: 'o', node: 'v1' }
  const row = { work: 'matmul8', size: '8×8×8', engine: 'wasm', ms: 2, rate: 4, unit: 'GOPS', date: 'd', commit: 'abc' }
  const text = pageText([
    { name: 'first', machine, rows: [{ ...row, beside: { ort: 2 }, bars: { ort: 1.5 } }] },
    { name: 'second', machine, rows: [{ ...row, remark: 'busy' }] },
  ])
  assert.match(text, /## first\n\nc, 2 cores, 3 GiB, o, Node v1\.\n/)
  assert.match(text, /\| matmul8 \| 8×8×8 \| wasm \| 2 \| 4 GOPS \| 2 × ort \(bar 1\.5: kept\) \| d, abc \|/)
  assert.match(text, /## second[^#]*\| d, abc, busy \|/)
})
