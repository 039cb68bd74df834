import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { fileName, machineName } from './machine.mjs'
import { mergedRows, writeResults } from './results.mjs'

const row = (engine, ms) => ({ work: 'matmul8', size: '8×8×8', engine, ms })
const machine = { cpu: 'Intel(R) Xeon(R) Processor', cores: 2 }

test('mergedRows puts a new row in the place of the old one', () => {
  assert.deepEqual(mergedRows([row('a', 1), row('b', 2)], [row('c', 3), row('a', 4)]), [
    row('a', 4),
    row('b', 2),
    row('c', 3),
  ])
})

test('machineName and fileName name a machine by its GPU, else by its processor', () => {
  assert.equal(machineName(machine), 'Intel(R) Xeon(R) Processor, 2 cores')
  assert.equal(fileName(machine), 'intel-xeon-processor-2-cores')
  assert.equal(fileName({ ...machine, gpu: 'NVIDIA H100 80GB HBM3' }), 'nvidia-h100-80gb-hbm3')
})

test('writeResults keeps rows of earlier runs, with the date and commit of each', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'results-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeResults({ folder, machine, rows: [row('a', 1.23456), row('b', 2)], seen: { date: 'd1', commit: 'c1' } })
  const file = writeResults({ folder, machine, rows: [row('b', 3)], seen: { date: 'd2', commit: 'c2' } })
  const written = JSON.parse(readFileSync(file, 'utf8'))
  assert.equal(written.format, 'quern-kernel-bench/1')
  assert.equal(written.name, machineName(machine))
  assert.deepEqual(written.rows, [
    { ...row('a', 1.235), date: 'd1', commit: 'c1' },
    { ...row('b', 3), date: 'd2', commit: 'c2' },
  ])
})
