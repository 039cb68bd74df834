import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isAddressEqual, parseEther } from 'viem'
import { bookOf, totalsOf } from './support/books.js'
import type { LogLine } from './support/processes.js'
import { burn, depositCoin, depositQrn, lock, named, price, type Order } from './support/requester.js'
import { openStage, untilNoneLeft, type Stage } from './support/stage.js'
import { started, type Life, type Worker } from './support/worker.js'

const shards = 4
const honestBond = parseEther('500')
const cheaterBond = parseEther('250')
/** Longer than a worker may take from commit to reveal. */
const lateS = 80
const challengeWindow = 120

const programFile = (name: string): string => fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url))
const isRefusedProof = ({ reason }: LogLine): boolean => reason === 'SampleNotCorrect'

describe('cheaters beside an honest worker, on anvil', () => {
  let stage: Stage
  let honest: Worker
  let cheater: Worker
  let liar: Worker

  before(async () => {
    const cheating = { 'worker.max_jobs': '1', 'compute.program': programFile('cheating-compute') }
    const lying = { 'worker.max_jobs': '1', 'compute.program': programFile('lying-compute') }
    const opened = await openStage({
      workers: [
        { bond: honestBond, settings: { 'worker.max_jobs': String(shards - 1) } },
        { bond: cheaterBond, settings: cheating },
        { bond: cheaterBond, settings: lying },
      ],
    })
    stage = opened
    ;[honest, cheater, liar] = opened.workers
  })
  after(() => stage?.close())

  it('a wrong result is found, proven and slashed; right ones are paid', { timeout: 120_000 }, async () => {
    const { requester, devnet } = stage
    const life = cheater.start()
    await Promise.all([honest.start(), life].map(started))
    const first = await totalsOf(stage)
    const order = await requester.prepare({ shards, challengeWindow })
    await requester.publish(order)

    const [cheated, isRevealed] = await answered(order, life)
    const right = [...Array(shards).keys()].filter((shard) => shard !== cheated)
    const folders = [honest, cheater].map(({ folder }) => path.join(folder, 'content', 'outputs'))
    for (const shard of right) assert.equal((await requester.verify(order, { shard, folders })).ok, true)
    await requester.mined(await requester.client.approve({ request: order.request, shards: right.slice(0, 1) }))
    const refund = isRevealed ? await proveWrong(order, cheated, folders) : await endLate(order, cheated, cheater)
    await life.line('the slash', ({ message, reason }) => message === 'job lost' && reason === 'slashed')
    await devnet.warp(challengeWindow + 1)
    const events = await requester.until(order, {
      what: 'the payment of all honest jobs',
      isDone: (seen) => named(seen, 'JobFinalized').length === right.length,
    })

    for (const { args } of named(events, 'JobFinalized'))
      assert.deepEqual({ worker: args.worker, paid: args.paid }, { worker: honest.owner, paid: price })
    const paid = BigInt(right.length)
    assert.deepEqual(await bookOf(stage, requester.address), {
      coin: depositCoin - paid * price,
      qrn: depositQrn - paid * burn + refund,
      bonded: 0n,
      locked: 0n,
    })
    assert.deepEqual(await bookOf(stage, honest.owner), { coin: paid * price, qrn: 0n, bonded: honestBond, locked: 0n })
    assert.deepEqual(await bookOf(stage, cheater.owner), { coin: 0n, qrn: 0n, bonded: cheaterBond - lock, locked: 0n })
    const totals = await totalsOf(stage)
    assert.deepEqual(totals, {
      coin: first.coin,
      qrn: first.qrn + refund,
      supply: first.supply - (lock - refund),
      burnable: paid * burn,
    })
  })

  it('a drawn result that cannot be proved ends in a slash once its time is over', { timeout: 90_000 }, async () => {
    const { requester } = stage
    const life = liar.start()
    await started(life)
    const first = await bookOf(stage, requester.address)
    const order = await requester.prepare({ shards: 1, sampleBps: 10_000, assignee: liar.owner })
    await requester.publish(order)

    await life.line('the refused proof', isRefusedProof)
    const refund = await endLate(order, 0, liar)
    await life.line('the slash', ({ message, reason }) => message === 'job lost' && reason === 'slashed')

    assert.deepEqual(named(await requester.events(order), 'JobRevealed'), [])
    assert.deepEqual(await bookOf(stage, requester.address), { ...first, qrn: first.qrn + refund })
    assert.deepEqual(await bookOf(stage, liar.owner), { coin: 0n, qrn: 0n, bonded: cheaterBond - lock, locked: 0n })
  })

  it('the program of a slashed worker goes on, and stops when it is asked to', { timeout: 30_000 }, async () => {
    for (const worker of [honest, cheater, liar]) {
      const life = worker.lives().at(-1) as Life
      life.kill('SIGTERM')
      assert.deepEqual((await life.ended).code, 0)
      await untilNoneLeft(worker)
    }
  })

  /** The shard that the cheater holds, as soon as every shard is revealed or the cheater cannot prove its own. */
  async function answered(order: Order, life: Life): Promise<readonly [shard: number, isRevealed: boolean]> {
    const { requester } = stage
    const reveals = (count: number) =>
      requester.until(order, {
        what: `the reveal of ${count} shards`,
        isDone: (seen) => named(seen, 'JobRevealed').length === count,
      })
    const isDrawnAtItsLie = life.line('a refused proof', isRefusedProof, 75).then(() => false)
    const isRevealed = await Promise.any([reveals(shards).then(() => true), isDrawnAtItsLie])
    const events = await reveals(isRevealed ? shards : shards - 1)
    const accepted = named(events, 'JobAccepted').filter(({ args }) => isAddressEqual(args.worker, cheater.owner))
    assert.equal(accepted.length, 1)
    return [accepted[0]?.args.shard ?? -1, isRevealed]
  }

  /** Returns the requester's part of the stake, as finder and as victim. */
  async function proveWrong(order: Order, shard: number, folders: readonly string[]): Promise<bigint> {
    const { requester } = stage
    const { ok, wrongElement, output, inputs } = await requester.verify(order, { shard, folders })
    assert.deepEqual({ ok, wrongElement }, { ok: false, wrongElement: BigInt(output.length / 4 - 1) })
    const element = wrongElement ?? 0n
    await requester.client.challengeResult({ request: order.request, shard, element, inputs, output })
    const [proven] = named(await requester.events(order), 'FraudProven')
    assert.deepEqual(proven?.args, {
      jobId: order.jobIds[shard],
      worker: cheater.owner,
      challenger: requester.address,
      element,
      price,
      burn,
      taken: lock,
      toRequester: (lock * 20n) / 100n,
      toChallenger: (lock * 30n) / 100n,
    })
    return lock / 2n
  }

  /** Returns the requester's part of the stake of a worker that did not reveal. */
  async function endLate(order: Order, shard: number, worker: Worker): Promise<bigint> {
    const { requester, devnet } = stage
    await devnet.warp(lateS)
    await requester.mined(await requester.client.slashTimeout({ request: order.request, shards: [shard] }))
    const [timedOut] = named(await requester.events(order), 'JobTimedOut')
    const toRequester = (lock * 5n) / 100n
    const jobId = order.jobIds[shard]
    assert.deepEqual(timedOut?.args, { jobId, worker: worker.owner, price, burn, taken: lock, toRequester })
    return toRequester
  }
})
