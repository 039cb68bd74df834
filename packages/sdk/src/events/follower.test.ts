import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { numberToHex, type Hash } from 'viem'
import { cursorOf, placeOf, type JobEvent } from './event.js'
import { createFollower, type ChainReader } from './follower.js'

type Block = { number: bigint; hash: Hash; events: JobEvent[] }

/** A chain that can be told to grow and to forget its last blocks. */
function fakeChain() {
  const blocks: Block[] = []
  let made = 0n
  const grow = (events: number) => {
    const number = BigInt(blocks.length)
    const hash = numberToHex(++made, { size: 32 })
    const place = { blockNumber: number, blockHash: hash }
    const list = Array.from({ length: events }, (_, logIndex) => {
      const rest = { name: 'JobFinalized', args: {}, transactionHash: hash, removed: false }
      return { ...rest, ...place, logIndex, cursor: cursorOf({ ...place, logIndex }) } as unknown as JobEvent
    })
    blocks.push({ number, hash, events: list })
  }
  const reader: ChainReader = {
    head: async () => blocks.at(-1) ?? assert.fail('no block'),
    hashOf: async (number) => blocks[Number(number)]?.hash,
    events: async (from, to) => blocks.slice(Number(from), Number(to) + 1).flatMap((block) => block.events),
  }
  return { blocks, grow, drop: (depth: number) => blocks.splice(Math.max(1, blocks.length - depth)), reader }
}

type Follower = ReturnType<typeof createFollower>

async function catchUp(follower: Follower, seen: Map<string, JobEvent>, order: JobEvent[] = []) {
  for (let done = false; !done;) {
    const step = await follower.step()
    done = step.done
    for (const event of step.events) {
      order.push(event)
      const key = `${event.blockHash}:${event.logIndex}`
      assert.equal(seen.has(key), event.removed, event.removed ? 'removed but never reported' : 'reported twice')
      if (event.removed) seen.delete(key)
      else seen.set(key, event)
    }
  }
}

const canonical = (blocks: readonly Block[]) => blocks.flatMap((block) => block.events.map((event) => event.cursor))
const known = (seen: ReadonlyMap<string, JobEvent>) => [...seen.values()].map((event) => event.cursor)

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('grow' as const), events: fc.nat(3) }),
    fc.record({ kind: fc.constant('reorg' as const), depth: fc.integer({ min: 1, max: 64 }), grow: fc.nat(70) }),
    fc.record({ kind: fc.constant('poll' as const) }),
  ),
  { minLength: 1, maxLength: 60 },
)

test('follower_endsWithExactlyTheCanonicalEvents', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.bigInt({ min: 1n, max: 9n }), async (list, maxRange) => {
      const chain = fakeChain()
      chain.grow(1)
      const follower = createFollower(chain.reader, { fromBlock: 0n, maxRange })
      const seen = new Map<string, JobEvent>()
      for (const step of list) {
        if (step.kind === 'grow') chain.grow(step.events)
        if (step.kind === 'reorg') {
          chain.drop(step.depth)
          for (let i = 0; i < step.grow; i++) chain.grow(i % 2)
        }
        if (step.kind === 'poll') await catchUp(follower, seen)
      }
      await catchUp(follower, seen)
      assert.deepEqual(known(seen).toSorted(), canonical(chain.blocks).toSorted())
    }),
    { numRuns: 300 },
  )
})

test('follower_continuesBehindItsCursor', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { minLength: 2, maxLength: 40 }), fc.nat(), async (sizes, pick) => {
      const chain = fakeChain()
      for (const size of sizes) chain.grow(size)
      const order: JobEvent[] = []
      await catchUp(createFollower(chain.reader, { fromBlock: 0n, maxRange: 7n }), new Map(), order)
      if (order.length === 0) return
      const at = pick % order.length
      const after = placeOf(order[at]?.cursor ?? '')
      const rest: JobEvent[] = []
      await catchUp(createFollower(chain.reader, { fromBlock: 0n, after, maxRange: 7n }), new Map(), rest)
      assert.deepEqual(
        rest.map((event) => event.cursor),
        order.slice(at + 1).map((event) => event.cursor),
      )
    }),
  )
})

test('follower_continuesBehindBlocksWithoutEvents', async () => {
  const chain = fakeChain()
  for (const size of [1, 0, 0]) chain.grow(size)
  const { cursor = '' } = await createFollower(chain.reader, { fromBlock: 0n, maxRange: 7n }).step()
  chain.grow(1)
  const rest: JobEvent[] = []
  const after = placeOf(cursor)
  await catchUp(createFollower(chain.reader, { fromBlock: 0n, after, maxRange: 7n }), new Map(), rest)
  assert.deepEqual(
    rest.map((event) => event.blockNumber),
    [3n],
  )
  assert.equal(after?.blockNumber, 2n)
})

test('follower_reportsAgainWhenTheCursorsBlockIsGone', async () => {
  const chain = fakeChain()
  for (let i = 0; i < 5; i++) chain.grow(1)
  const after = placeOf(chain.blocks[4]?.events[0]?.cursor ?? '')
  chain.drop(1)
  chain.grow(2)
  const rest: JobEvent[] = []
  await catchUp(createFollower(chain.reader, { fromBlock: 2n, after, maxRange: 100n }), new Map(), rest)
  assert.deepEqual(
    rest.map((event) => event.blockNumber),
    [2n, 3n, 4n, 4n],
  )
})

test('follower_reportsNothingWhileTheChainMovesUnderIt', async () => {
  const chain = fakeChain()
  for (let i = 0; i < 3; i++) chain.grow(1)
  const moving: ChainReader = {
    ...chain.reader,
    async events(from, to) {
      const found = await chain.reader.events(from, to)
      chain.drop(1)
      chain.grow(1)
      return found
    },
  }
  const step = await createFollower(moving, { fromBlock: 0n, maxRange: 10n }).step()
  assert.deepEqual(step, { events: [], done: false, cursor: undefined })
})

test('placeOf_refusesWhatIsNoCursor', () => {
  for (const text of ['', '1', '1:0x12:0', `-1:0x${'00'.repeat(32)}:0`, `1:0x${'00'.repeat(32)}:x`]) {
    assert.equal(placeOf(text), undefined)
  }
  const place = { blockNumber: 12n, blockHash: `0x${'ab'.repeat(32)}` as Hash, logIndex: 3 }
  assert.deepEqual(placeOf(cursorOf(place)), place)
})
