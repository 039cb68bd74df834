import assert from 'node:assert/strict'
import test from 'node:test'
import { InputError, parseOptions, wholeNumber } from './options.mjs'

const SPEC = { write: 'flag', seed: 'value' }

test('parseOptions tells words, flags and values apart', () => {
  const options = parseOptions(['a', '--write', '--seed', '7', 'b'], SPEC)
  assert.deepEqual(options, { words: ['a', 'b'], help: false, write: true, seed: '7' })
  assert.equal(parseOptions(['--help'], SPEC).help, true)
})

test('parseOptions refuses what it does not know and values that are missing', () => {
  assert.throws(
    () => parseOptions(['--wirte'], SPEC),
    new InputError('there is no option --wirte; there are --write, --seed, --help'),
  )
  assert.throws(() => parseOptions(['--seed'], SPEC), /--seed needs a value/)
  assert.throws(() => parseOptions(['--seed', '--write'], SPEC), /--seed needs a value/)
})

test('wholeNumber takes whole numbers from its least on', () => {
  assert.equal(wholeNumber('12', 'seed'), 12)
  for (const text of ['', '-1', '1.5', 'x', '99999999999999999999'])
    assert.throws(() => wholeNumber(text, 'seed'), InputError)
  assert.throws(() => wholeNumber('0', 'sample', 1), /give a whole number from 1 on/)
})
