import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { JobEvent } from '@quern/sdk'
import { parseEther } from 'viem'
import { bookOf, totalsOf } from './support/books.js'
import { burn, depositCoin, depositQrn, named, price, type Order } from './support/requester.js'
import { openStage, untilNoneLeft, type Stage } from './support/stage.js'
import { type Life, type Worker } from './support/worker.js'

const shards = 6
const bond = parseEther('1000')

interface Status {
  readonly transactions: readonly { kind: string; status: string; jobIds: readonly string[]; gasUsed: string }[]
}

describe('a worker that reads requests from the chain', () => {
  let stage: Stage
  let worker: Worker
  let life: Life
  let cancelled: Order

  before(async () => {
    const opened = await openStage({ workers: [{ bond, settings: { 'boards.urls': 'chain:' } }] })
    stage = opened
    ;[worker] = opened.workers
    const { requester } = stage
    cancelled = await requester.prepare({ shards: 1 })
    await requester.post(cancelled)
    await requester.mined(await requester.client.cancelRequest({ request: cancelled.request }))
  })
  after(() => stage?.close())

  it('serves all shards in lists through a kill, and is paid for each once', { timeout: 90_000 }, async () => {
    const { requester } = stage
    const many = await requester.prepare({ shards, minPrice: price / 2n, maxPrice: price })
    const late = await requester.prepare({ shards: 1 })
    await requester.post(many)
    life = worker.start()
    await requester.until(many, { what: 'the accept', isDone: (seen) => named(seen, 'JobAccepted').length === shards })
    life.kill('SIGKILL')
    await life.ended
    await requester.post(late)
    life = worker.start()
    const [events, others] = await Promise.all([paymentOf(many), paymentOf(late)])

    for (const name of ['JobAccepted', 'JobCommitted', 'JobFinalized'] as const)
      assert.equal(new Set(named(events, name).map(({ transactionHash }) => transactionHash)).size, 1, name)
    const paid = named([...events, ...others], 'JobFinalized').map(({ args }) => args.paid)
    assert.deepEqual(
      paid,
      named([...events, ...others], 'JobAccepted').map(({ args }) => args.price),
    )
    const coin = paid.reduce((sum, amount) => sum + amount, 0n)
    const burned = BigInt(shards + 1) * burn
    assert.deepEqual(await bookOf(stage, worker.owner), { coin, qrn: 0n, bonded: bond, locked: 0n })
    const left = { coin: depositCoin - coin, qrn: depositQrn - burned, bonded: 0n, locked: 0n }
    assert.deepEqual(await bookOf(stage, requester.address), left)
    const { supply: _, ...held } = await totalsOf(stage)
    assert.deepEqual(held, { coin: depositCoin, qrn: depositQrn, burnable: burned })

    const seen = life.lines().filter(({ message }) => message === 'request seen')
    assert.deepEqual(
      seen.map(({ request_id: requestId }) => requestId),
      [late.requestId],
    )
  })

  it('passes over what was cancelled, and sent nothing in vain', { timeout: 60_000 }, async () => {
    const { transactions } = await statusOf(worker)
    assert.deepEqual(
      transactions.filter(({ status }) => status !== 'done'),
      [],
    )
    const count = await stage.requester.client.getTransactionCount({ address: worker.operator })
    assert.equal(count, transactions.length)
    const decisions = worker
      .lives()
      .flatMap((one) => one.lines())
      .filter(({ message, request_id: id }) => message === 'request decided' && id === cancelled.requestId)
    assert.deepEqual(
      decisions.map(({ reason }) => reason),
      ['cancelled'],
    )
    life.kill('SIGTERM')
    assert.equal((await life.ended).code, 0)
    await untilNoneLeft(worker)
  })

  function paymentOf(order: Order): Promise<readonly JobEvent[]> {
    const isDone = (seen: readonly JobEvent[]) => named(seen, 'JobFinalized').length === order.jobIds.length
    return stage.requester.until(order, { what: 'the payment of all shards', isDone })
  }
})

async function statusOf(worker: Worker): Promise<Status> {
  const { code, stdout, stderr } = await worker.command(['status', '--json'])
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as Status
}
