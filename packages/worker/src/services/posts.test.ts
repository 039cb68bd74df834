import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createFollower, formatRequestDocument, hashRequest, placeOf, type JobEvent, type Request } from '@quern/sdk'
import { numberToHex, type Hex } from 'viem'
import type { PostsFrom } from './chain.js'
import type { Context } from './context.js'
import { testContext } from './context.test.fixture.js'
import { createPostWatcher, readPosts } from './posts.js'
import { testConfig, testDocument } from './samples.test.fixture.js'

const document = testDocument()
const requestId = hashRequest(document)

/** What remains of a URI some of whose bytes are no text: the id was made of those. */
const lossyUri = 'file:///lost/'

interface Block {
  readonly hash: Hex
  readonly posted: readonly Request[]
}

let context: Context
/** The chain, from block 0 on. */
let blocks: Block[]
let made = 0

beforeEach(() => {
  blocks = []
  mine()
  context = testContext()
  context = { ...context, chain: { ...context.chain, posts } }
})

afterEach(() => context.store.db.close())

function mine(...posted: Request[]): void {
  blocks.push({ hash: numberToHex((made += 1), { size: 32 }), posted })
}

/** Replaces the last blocks by one. */
function reorganise(depth: number, ...posted: Request[]): void {
  blocks.splice(-depth)
  mine(...posted)
}

/** The SDK's follower over the chain above. */
function posts({ block, cursor, believe = (head) => head }: Omit<PostsFrom, 'believe'> & Partial<PostsFrom>) {
  const place = (index: number) => ({ number: BigInt(index), hash: blocks[index]?.hash ?? '0x' })
  const reader = {
    head: async () => believe(place(blocks.length - 1)),
    hashOf: async (number: bigint) => blocks[Number(number)]?.hash,
    events: async (from: bigint, to: bigint) =>
      blocks.flatMap(({ hash, posted }, index) =>
        index < from || index > to
          ? []
          : posted.map((request, logIndex) => eventOf(request, { index, hash, logIndex })),
      ),
  }
  const after = cursor === undefined ? undefined : placeOf(cursor)
  return createFollower(reader, { fromBlock: block, after, maxRange: 3n })
}

function eventOf(
  request: Request,
  { index, hash, logIndex }: { index: number; hash: Hex; logIndex: number },
): JobEvent {
  const { requester } = request.terms
  const id = request.work.inputUri === lossyUri ? `0x${'99'.repeat(32)}` : hashRequest({ ...document, request })
  return {
    name: 'RequestPosted',
    args: { requestId: id, requester, request },
    blockNumber: BigInt(index),
    blockHash: hash,
    transactionHash: hash,
    logIndex,
    removed: false,
    cursor: `${index}:${hash}:${logIndex}`,
  } as JobEvent
}

/** Reads to the head, as a worker that is started anew. */
async function restart(): Promise<void> {
  const stop = new AbortController()
  const running = createPostWatcher(context).run(stop.signal)
  setImmediate(() => stop.abort())
  await running
}

const events = (): (string | undefined)[][] =>
  context.store.journal
    .latest(50)
    .toReversed()
    .map(({ event, reason }) => [event, reason])

describe('createPostWatcher', () => {
  it('keeps a posted request once, without a signature, also when it is started again', async () => {
    mine()
    mine(document.request)
    mine()
    await restart()
    await restart()
    assert.deepEqual(events(), [['request.seen', undefined]])
    const row = context.store.requests.find(requestId)
    assert.deepEqual([row?.source, row?.document], ['chain:', formatRequestDocument({ ...document, signature: '0x' })])
  })

  it('goes on where it stood', async () => {
    for (let i = 0; i < 9; i++) mine()
    await restart()
    const read: bigint[] = []
    const watched = (from: PostsFrom) => {
      read.push(placeOf(from.cursor ?? '')?.blockNumber ?? -1n)
      return posts(from)
    }
    context = { ...context, chain: { ...context.chain, posts: watched } }
    mine(document.request)
    await restart()
    assert.deepEqual(read, [9n])
    assert.ok(context.store.requests.find(requestId))
  })

  it('keeps the cursor with what was found, or neither', async () => {
    mine(document.request)
    const { store } = context
    const broken = { ...store, cursors: { ...store.cursors, keep: () => assert.fail('power cut') } }
    await assert.rejects(readPosts({ ...context, store: broken }, posts({ block: 0n, cursor: undefined })), /power cut/)
    assert.equal(store.requests.find(requestId), undefined)
    await restart()
    assert.ok(store.requests.find(requestId))
  })

  it('passes over what a reorganisation took back, and decides again when it comes back', async () => {
    const following = posts({ block: 0n, cursor: undefined })
    mine(document.request)
    await readPosts(context, following)
    reorganise(1)
    await readPosts(context, following)
    const row = context.store.requests.find(requestId)
    assert.deepEqual([row?.action, row?.reason], ['pass', 'post_dropped'])
    mine(document.request)
    await readPosts(context, following)
    assert.equal(context.store.requests.find(requestId)?.action, 'wait')
    assert.deepEqual(events(), [
      ['request.seen', undefined],
      ['request.pass', 'post_dropped'],
      ['request.seen', undefined],
    ])
  })

  it('leaves a signed copy of a post that is gone to its signature', async () => {
    const following = posts({ block: 0n, cursor: undefined })
    context.store.requests.add({ requestId, source: 'a file', document: formatRequestDocument(document) })
    mine(document.request)
    await readPosts(context, following)
    reorganise(1)
    await readPosts(context, following)
    assert.deepEqual([context.store.requests.find(requestId)?.action, events()], ['wait', []])
  })

  it('decides a request again that was passed over for its signature and is posted now', async () => {
    const forged = formatRequestDocument({ ...document, signature: '0x' })
    context.store.requests.add({ requestId, source: 'a file', document: forged })
    context.store.requests.decide(requestId, { action: 'pass', reason: 'signature_mismatch', retryAtMs: 0 })
    mine(document.request)
    await restart()
    const row = context.store.requests.find(requestId)
    assert.deepEqual([row?.action, row?.reason, row?.source], ['wait', 'new', 'chain:'])
  })

  it('waits for a node that does not know the block it named', async () => {
    for (let i = 0; i < 9; i++) mine()
    let asked = 0
    const stuck = async () => {
      if ((asked += 1) > 20) throw new Error('the node is asked without a pause')
      return { events: [], cursor: undefined, done: false }
    }
    context = { ...context, chain: { ...context.chain, posts: () => ({ step: stuck }) } }
    await restart()
    assert.equal(asked, 1)
  })

  it('takes a node that lags for no reorganisation', async () => {
    context = { ...context, config: testConfig({ 'chain.poll_ms': '50' }) }
    mine(document.request)
    const stop = new AbortController()
    const running = createPostWatcher(context).run(stop.signal)
    setImmediate(() => blocks.splice(-1))
    const limit = setTimeout(() => stop.abort(), 1000)
    await assert.rejects(running, { code: 'HEAD_BEHIND', exitCode: 75 })
    clearTimeout(limit)
    assert.deepEqual(
      [context.store.requests.find(requestId)?.action, events()],
      ['wait', [['request.seen', undefined]]],
    )
  })

  it('journals posts that cannot be read, and reads on', async () => {
    const withUri = (inputUri: string): Request => ({
      ...document.request,
      work: { ...document.request.work, inputUri },
    })
    mine(withUri('file:///with space/'), withUri(lossyUri), withUri(`file:///${'x'.repeat(300)}/`))
    mine(document.request)
    await restart()
    assert.deepEqual(
      events().map(([event]) => event),
      ['request.malformed', 'request.malformed', 'request.malformed', 'request.seen'],
    )
  })
})
