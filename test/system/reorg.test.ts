import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parseEther } from 'viem'
import { bookOf } from './support/books.js'
import { burn, depositCoin, depositQrn, named, price, type Order } from './support/requester.js'
import { openStage, untilNoneLeft, type Stage } from './support/stage.js'
import { started, type Life, type Worker } from './support/worker.js'

const bond = parseEther('500')

describe('an honest worker whose transactions a reorganisation takes back', () => {
  let stage: Stage
  let worker: Worker
  let life: Life
  let paid = 0n

  before(async () => {
    const opened = await openStage({ workers: [{ bond }] })
    stage = opened
    ;[worker] = opened.workers
    life = worker.start()
    await started(life)
  })
  after(() => stage?.close())

  it('loses nothing by an accept that is gone', { timeout: 120_000 }, async () => {
    const { requester } = stage
    const order = await published()
    await replaceFrom('JobAccepted', order)
    await requester.mined(await requester.client.cancelRequest({ request: order.request }))
    await assertBooks()
  })

  for (const point of ['JobCommitted', 'JobRevealed'] as const) {
    it(`sends what is gone again after its ${point}, draws anew, and is paid once`, { timeout: 120_000 }, async () => {
      const order = await published()
      await replaceFrom(point, order)
      await serve(order)
      await assertBooks()
    })
  }

  it('goes on after its JobAccepted and JobCommitted are gone together', { timeout: 180_000 }, async () => {
    const { requester } = stage
    const order = await published()
    await requester.until(order, { what: 'a seal', isDone: (seen) => named(seen, 'JobCommitted').length === 1 })
    await replaceFrom('JobAccepted', order)
    const later = await published()
    await serve(later)
    // Nonces are used in order: whatever the worker sends again for the first order was mined before.
    const isBack = named(await requester.events(order), 'JobAccepted').length === 1
    if (isBack) await serve(order)
    else await requester.mined(await requester.client.cancelRequest({ request: order.request }))
    await assertBooks()
  })

  it('ends in peace', { timeout: 30_000 }, async () => {
    life.kill('SIGTERM')
    assert.equal((await life.ended).code, 0)
    await untilNoneLeft(worker)
  })

  async function published(): Promise<Order> {
    const order = await stage.requester.prepare({ shards: 1, sampleBps: 10_000, challengeWindow: 60 })
    await stage.requester.publish(order)
    return order
  }

  /** Waits for the reveal and pays for it. */
  async function serve(order: Order): Promise<void> {
    const { requester } = stage
    await requester.until(order, { what: 'a reveal', isDone: (seen) => named(seen, 'JobSampled').length > 0 })
    await requester.mined(await requester.client.approve({ request: order.request, shards: [0] }))
    paid += 1n
  }

  /** Waits for the event, and replaces its block and all later ones by empty blocks. */
  async function replaceFrom(name: 'JobAccepted' | 'JobCommitted' | 'JobRevealed', order: Order): Promise<void> {
    const { requester, devnet } = stage
    const seen = await requester.until(order, { what: name, isDone: (events) => named(events, name).length === 1 })
    const block = named(seen, name)[0]?.blockNumber ?? assert.fail()
    const head = await requester.client.getBlockNumber({ cacheTime: 0 })
    await devnet.reorg(Number(head - block) + 1)
    const left = named(await requester.events(order), name)
    assert.deepEqual(left, [], 'it is taken back')
  }

  /** The stake is whole, nothing is held, and every job that ended was paid once. */
  async function assertBooks(): Promise<void> {
    const { requester } = stage
    assert.deepEqual(await bookOf(stage, worker.owner), { coin: paid * price, qrn: 0n, bonded: bond, locked: 0n })
    const { coin, qrn } = await bookOf(stage, requester.address)
    assert.deepEqual([coin, qrn], [depositCoin - paid * price, depositQrn - paid * burn])
  }
})
