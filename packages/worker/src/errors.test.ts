import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError, describeError, maskUrl, maskUrls, shortMessage } from './errors.js'

describe('maskUrls', () => {
  it('leaves the host and nothing else of every URL', () => {
    const text = 'POST https://user:pass@node.example:8545/v3/key?token=1 failed, then "wss://other.example/key"'
    assert.equal(maskUrls(text), 'POST https://node.example:8545/… failed, then "wss://other.example/…"')
    assert.equal(maskUrl('http://127.0.0.1:8545'), 'http://127.0.0.1:8545')
    assert.equal(maskUrl('not a URL'), '…')
  })

  it('is applied to the first line of any error', () => {
    assert.equal(
      shortMessage(new Error('no answer from https://host/key\nURL: https://host/key')),
      'no answer from https://host/…',
    )
    assert.equal(shortMessage('text'), 'text')
  })
})

describe('describeError', () => {
  it('says what failed and what mends it', () => {
    assert.equal(describeError(new InputError('X', 'It failed.', { hint: 'Mend it.' })), 'It failed.\n  Mend it.')
    assert.equal(describeError(new Error('plain')), 'plain')
  })
})
