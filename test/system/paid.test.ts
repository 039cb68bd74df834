import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { parseEther } from 'viem'
import { bookOf, totalsOf } from './support/books.js'
import { burn, depositCoin, depositQrn, named, price } from './support/requester.js'
import { openStage, untilNoneLeft, type Stage } from './support/stage.js'
import { started, type Worker } from './support/worker.js'

const shards = 4
const bond = parseEther('500')
const challengeWindow = 90

/** On one chain about every third job is drawn, on the other all are. */
const chains = [
  { chain: 'anvil', sampleBps: 3333 },
  { chain: 'hardhat', sampleBps: 10_000 },
] as const

for (const { chain, sampleBps } of chains) {
  describe(`an honest worker on ${chain}`, () => {
    let stage: Stage
    let worker: Worker

    before(async () => {
      const opened = await openStage({ chain, workers: [{ bond }] })
      stage = opened
      ;[worker] = opened.workers
    })
    after(() => stage?.close())

    it(
      'computes, reveals and is paid for every shard, by approval and by the end of the window',
      { timeout: 90_000 },
      async () => {
        const { requester, devnet } = stage
        const life = worker.start()
        await started(life)
        const order = await requester.prepare({ shards, sampleBps, challengeWindow })
        await requester.publish(order)

        const reveals = await requester.until(order, {
          what: 'the reveal of all shards',
          isDone: (seen) => named(seen, 'JobRevealed').length === shards,
        })
        const folders = [path.join(worker.folder, 'content', 'outputs')]
        for (const shard of order.jobIds.keys())
          assert.deepEqual((await requester.verify(order, { shard, folders })).wrongElement, undefined)
        if (sampleBps === 10_000) assert.equal(named(reveals, 'JobSampled').length, shards)
        await requester.mined(await requester.client.approve({ request: order.request, shards: [0, 1] }))
        assert.equal((await bookOf(stage, worker.owner)).coin, 2n * price)
        await devnet.warp(challengeWindow + 1)
        const events = await requester.until(order, {
          what: 'the payment of all shards',
          isDone: (seen) => named(seen, 'JobFinalized').length === shards,
        })

        for (const { args } of named(events, 'JobFinalized'))
          assert.deepEqual([args.worker, args.paid, args.royalty, args.burned], [worker.owner, price, 0n, burn])
        const paid = BigInt(shards)
        assert.deepEqual(await bookOf(stage, worker.owner), { coin: paid * price, qrn: 0n, bonded: bond, locked: 0n })
        assert.deepEqual(await bookOf(stage, requester.address), {
          coin: depositCoin - paid * price,
          qrn: depositQrn - paid * burn,
          bonded: 0n,
          locked: 0n,
        })
        const { supply: _, ...held } = await totalsOf(stage)
        assert.deepEqual(held, { coin: depositCoin, qrn: depositQrn, burnable: paid * burn })
        life.kill('SIGTERM')
        assert.equal((await life.ended).code, 0)
        await untilNoneLeft(worker)
      },
    )
  })
}
