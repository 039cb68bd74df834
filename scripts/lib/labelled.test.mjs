import assert from 'node:assert/strict'
import test from 'node:test'
import { labelled } from './labelled.mjs'

test('labelled marks whole lines, however their bytes arrive, and gives out a last line without an end', () => {
  const written = []
  const lane = labelled('gas', (text) => written.push(text))
  const bytes = Buffer.from('ok ✔ one\nsecond\n\nlast')
  for (const byte of bytes) lane.write(Buffer.from([byte]))
  assert.equal(written.join(''), 'gas | ok ✔ one\ngas | second\ngas | \n')
  lane.end()
  lane.end()
  assert.equal(written.join(''), 'gas | ok ✔ one\ngas | second\ngas | \ngas | last\n')
})
