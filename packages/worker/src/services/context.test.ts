import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { documentOf } from './context.js'
import { keepSample, testContext } from './context.test.fixture.js'
import { testDocument } from './samples.test.fixture.js'

describe('documentOf', () => {
  it('parses the latest requests once, and forgets the oldest', () => {
    const context = testContext()
    const { store } = context
    const ids = Array.from({ length: 65 }, (_, nonce) => {
      return keepSample(context, 0, testDocument({ nonce: BigInt(nonce) })).requestId
    })
    const documents = ids.map((requestId) => documentOf(store, requestId))
    assert.deepEqual(
      documents.map(({ request }) => request.terms.nonce),
      ids.map((_, nonce) => BigInt(nonce)),
    )
    assert.equal(documentOf(store, ids[64] ?? '0x'), documents[64])
    assert.equal(documentOf(store, ids[1] ?? '0x'), documents[1])
    assert.notEqual(documentOf(store, ids[0] ?? '0x'), documents[0])
    store.db.close()
  })

  it('knows no request of another worker', () => {
    const [one, other] = [testContext(), testContext()]
    const { requestId } = keepSample(one)
    documentOf(one.store, requestId)
    assert.throws(() => documentOf(other.store, requestId), /is not kept/)
    for (const { store } of [one, other]) store.db.close()
  })
})
