import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { JobEvent } from '@quern/sdk'
import { parseEther } from 'viem'
import { bookOf } from './support/books.js'
import { within, type LogLine } from './support/processes.js'
import { named, price, type Order } from './support/requester.js'
import { openStage, untilNoneLeft, type Stage } from './support/stage.js'
import type { Life, Worker } from './support/worker.js'

const shards = 2
const bond = parseEther('500')
const payingS = 120
/** No job needs more lives than this. */
const mostLives = 16

const crashingAt = (point: string) => ({ QUERN_DEBUG_CRASH_AT: point })

describe('a worker that is killed and started again', { concurrency: true }, () => {
  let stage: Stage
  let free: Worker[]

  before(async () => {
    stage = await openStage({ workers: Array.from({ length: 5 }, () => ({ bond })) })
    free = [...stage.workers]
  })
  after(() => stage?.close())

  for (const point of ['outbox.intended', 'outbox.signed', 'outbox.broadcast']) {
    it(`at every pass of ${point}, is paid once`, { timeout: 180_000 }, async (context) => {
      const { worker, order, paid } = await hire()
      let crashes = 0
      for (let isPaid = false; !isPaid; crashes += isPaid ? 0 : 1) {
        assert.ok(crashes < mostLives, `${crashes} lives were not enough`)
        isPaid = await lives(worker.start(crashingAt(point)), paid)
      }
      context.diagnostic(`${crashes} crashes`)
      assert.ok(crashes >= 3, `only ${crashes} crashes: accept, commit and reveal pass the point`)
      await settle(worker, order)
    })
  }

  it('at each step of a computation, is paid once', { timeout: 180_000 }, async () => {
    const { worker, order, paid } = await hire()
    for (const point of ['runner.result-written', 'runner.computed', 'sealer.protected', 'outbox.confirmed'])
      assert.equal(await lives(worker.start(crashingAt(point)), paid), false)
    assert.equal(await lives(worker.start(), paid), true)
    await settle(worker, order)
  })

  it('at random moments, is paid once', { timeout: 180_000 }, async (context) => {
    const { worker, order, paid } = await hire()
    const first = worker.start()
    await stage.requester.until(order, {
      what: 'an accept',
      isDone: (events) => named(events, 'JobAccepted').length > 0,
    })
    for (let kill = 0, life = first; kill < 3; kill += 1, life = worker.start()) {
      const afterMs = randomInt(4000)
      context.diagnostic(`kill ${kill + 1} after ${afterMs} ms`)
      await pause(afterMs)
      life.kill('SIGKILL')
      await life.ended
    }
    assert.equal(await lives(worker.lives().at(-1) as Life, paid), true)
    await settle(worker, order)
  })

  /** A request that one worker alone may take. */
  async function hire(): Promise<{ worker: Worker; order: Order; paid: Promise<readonly JobEvent[]> }> {
    const worker = free.pop() as Worker
    const order = await stage.requester.prepare({ shards, assignee: worker.owner })
    await stage.requester.publish(order)
    const isPaid = (events: readonly JobEvent[]) => named(events, 'JobFinalized').length === shards
    const paid = stage.requester.until(order, { what: 'the payment of all shards', isDone: isPaid, limitS: payingS })
    paid.catch(() => undefined)
    return { worker, order, paid }
  }

  /** Whether the jobs were paid before the program killed itself. */
  async function lives(life: Life, paid: Promise<unknown>): Promise<boolean> {
    const outcome = await Promise.race([paid.then(() => undefined), life.ended])
    if (outcome === undefined) return true
    assert.equal(outcome.signal, 'SIGKILL', outcome.stderr)
    return false
  }

  /** Ends the last life, and looks at everything that was done in all of them. */
  async function settle(worker: Worker, order: Order): Promise<void> {
    const last = worker.lives().at(-1) as Life
    await endWhenIdle(last, worker)
    const events = await stage.requester.events(order)
    for (const name of ['JobAccepted', 'JobCommitted', 'JobRevealed', 'JobFinalized'] as const) {
      const jobs = named(events, name).map(({ args }) => args.jobId)
      assert.deepEqual(jobs.toSorted(), order.jobIds.toSorted(), name)
    }
    const coin = BigInt(shards) * price
    assert.deepEqual(await bookOf(stage, worker.owner), { coin, qrn: 0n, bonded: bond, locked: 0n })
    // Every transaction of the operator did something: none was sent twice, none reverted.
    const useful = new Set(events.map(({ transactionHash }) => transactionHash))
    assert.equal(await stage.requester.client.getTransactionCount({ address: worker.operator }), useful.size)
  }

  async function endWhenIdle(last: Life, worker: Worker): Promise<void> {
    // One more life without a crash point: it finds out by itself that nothing is left to do.
    last.kill('SIGKILL')
    await last.ended
    const life = worker.start()
    const isIdle = ({ message, jobs, outbox }: LogLine): boolean =>
      message === 'status' && outbox === 0 && JSON.stringify(jobs) === JSON.stringify({ settled: shards })
    await life.line('a worker that has settled everything', isIdle)
    life.kill('SIGTERM')
    assert.equal((await within(life.ended, 'the end of the worker', 20)).code, 0)
    await untilNoneLeft(worker)
  }
})
