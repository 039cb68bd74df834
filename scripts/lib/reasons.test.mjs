import assert from 'node:assert/strict'
import test from 'node:test'
import { parseReasons } from './reasons.mjs'

const entry = { file: 'a.sol', why: 'it can never be reached' }

test('a list of reasons is read', () => {
  assert.deepEqual(parseReasons('list.json', JSON.stringify([entry]), ['file']), [entry])
})

test('what is no list, lacks a field or says too little is refused by name', () => {
  const refused = (text, message) => assert.throws(() => parseReasons('list.json', text, ['file']), message)
  refused('[', /list\.json: is no JSON: /)
  refused('{}', /list\.json: must be a list of \{ file, why \}/)
  refused(JSON.stringify([entry, { why: entry.why }]), /list\.json: entry 2 lacks file/)
  refused(JSON.stringify([{ ...entry, why: 'no idea' }]), /entry 1: "no idea" is no reason/)
})
