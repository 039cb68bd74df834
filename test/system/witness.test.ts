import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { checkCreate2SearchOutput } from '@quern/kernels'
import type { JobEvent } from '@quern/sdk'
import { parseEther } from 'viem'
import { bookOf } from './support/books.js'
import { named, price, type SearchOrder } from './support/requester.js'
import { openStage, untilNoneLeft, type Stage } from './support/stage.js'
import type { Worker } from './support/worker.js'

const shards = 3
const bond = parseEther('1000')

describe('a worker that answers witness requests', () => {
  let stage: Stage
  let worker: Worker

  before(async () => {
    const opened = await openStage({ workers: [{ bond, settings: { 'boards.urls': 'chain:,dir:../board' } }] })
    stage = opened
    ;[worker] = opened.workers
  })
  after(() => stage?.close())

  it('is paid for each right answer, in a later block than its accept', { timeout: 60_000 }, async () => {
    const { requester } = stage
    const order = await requester.prepareSearch({ shards })
    await requester.post(order)
    const life = worker.start()
    const events = await paymentOf(order)
    assertAnswered(order, events)
    assert.deepEqual(await bookOf(stage, worker.owner), paidFor(shards))
    life.kill('SIGTERM')
    assert.equal((await life.ended).code, 0)
  })

  it('goes on after a kill between accept and answer, and answers once', { timeout: 90_000 }, async () => {
    const { requester } = stage
    const order = await requester.prepareSearch({ shards })
    await requester.publish(order)
    const paid = paymentOf(order)
    paid.catch(() => undefined)
    for (const point of ['runner.result-written', 'runner.computed', 'outbox.signed', 'outbox.broadcast']) {
      const life = worker.start({ QUERN_DEBUG_CRASH_AT: point, QUERN_PRICING_SHARDS_PER_ACCEPT: '3' })
      // The accept is signed and sent before: these two come up for the answers only.
      assert.equal((await life.ended).signal, 'SIGKILL', point)
    }
    const life = worker.start()
    assertAnswered(order, await paid)
    assert.deepEqual(await bookOf(stage, worker.owner), paidFor(2 * shards))

    const own = await requester.events(order)
    for (const name of ['JobAccepted', 'WitnessSubmitted', 'JobFinalized'] as const)
      assert.deepEqual(
        named(own, name)
          .map(({ args }) => args.jobId)
          .toSorted(),
        order.jobIds.toSorted(),
        name,
      )
    await life.line(
      'a worker that has nothing under way',
      ({ message, outbox }) => message === 'status' && outbox === 0,
    )
    const { transactions } = JSON.parse((await worker.command(['status', '--json'])).stdout) as {
      transactions: { status: string }[]
    }
    assert.deepEqual(
      transactions.filter(({ status }) => status !== 'done'),
      [],
    )
    assert.equal(await requester.client.getTransactionCount({ address: worker.operator }), transactions.length)
    life.kill('SIGTERM')
    assert.equal((await life.ended).code, 0)
    await untilNoneLeft(worker)
  })

  const paidFor = (jobs: number) => ({ coin: BigInt(jobs) * price, qrn: 0n, bonded: bond, locked: 0n })

  function paymentOf(order: SearchOrder): Promise<readonly JobEvent[]> {
    const isDone = (seen: readonly JobEvent[]) => named(seen, 'JobFinalized').length === shards
    return stage.requester.until(order, { what: 'the payment of all shards', isDone })
  }
})

/** Every shard has a right answer of its own, shown behind the block of its accept, in which it was paid. */
function assertAnswered({ request, jobIds }: SearchOrder, events: readonly JobEvent[]): void {
  const { params } = request.work
  for (const [shard, jobId] of jobIds.entries()) {
    const [accepted] = named(events, 'JobAccepted').filter(({ args }) => args.jobId === jobId)
    const [answer, ...more] = named(events, 'WitnessSubmitted').filter(({ args }) => args.jobId === jobId)
    const [finalized] = named(events, 'JobFinalized').filter(({ args }) => args.jobId === jobId)
    assert.ok(accepted !== undefined && answer !== undefined && finalized !== undefined && more.length === 0)
    assert.ok(answer.blockNumber > accepted.blockNumber)
    assert.equal(finalized.transactionHash, answer.transactionHash)
    assert.equal(checkCreate2SearchOutput({ params, shards, shard, output: answer.args.output }), 'correct')
  }
}
