import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createPublicClient, http } from 'viem'
import type { CrashPoint } from '../config/crash-points.js'
import type { Database } from '../runtime/database.js'
import type { EndedEntry } from '../runtime/outbox.js'
import type { Store } from '../runtime/store.js'
import type { FakeChain } from './fake-chain.test.fixture.js'
import { createOperator } from './operator.js'
import {
  account,
  calldataOf,
  escrow,
  intendJob,
  jobInState,
  openStage,
  testSubmitter,
} from './submitter.test.fixture.js'

const mostGas = 2n ** 24n

let chain: FakeChain
let rpcUrl: string
let db: Database
let store: Store
let timeMs: number
let ended: EndedEntry[]
/** Where a step dies, and how often it comes there before. */
let crash: { point: CrashPoint; passes: number } | undefined

const atBoundary = (point: CrashPoint): void => {
  if (point !== crash?.point) return
  if (crash.passes === 0) throw new Error(`crash at ${point}`)
  crash.passes -= 1
}
/** As after a restart. */
const submitter = () =>
  testSubmitter({ store, rpcUrl, atBoundary, nowMs: () => timeMs, onEnd: (entry) => ended.push(entry) })

const statuses = (): string[] => store.outbox.latest(10).map((entry) => entry.status)
const reasons = (): (string | undefined)[] => ended.map(({ ending }) => ending.reason)
const mined = () => chain.mined.map(({ nonce, data }) => [nonce, data])
const events = (): string[] => store.journal.latest(20).map(({ event }) => event)

async function steps(count: number, own = submitter()): Promise<void> {
  for (let i = 0; i < count; i++) {
    await own.step()
    timeMs += 400
  }
}

/** As an earlier version signed: with more gas than a transaction may have. */
async function signWithTooMuch(id: number, shard: number): Promise<void> {
  const client = createPublicClient({ transport: http(rpcUrl) })
  const fees = { maxFee: 3n * 10n ** 9n, priorityFee: 10n ** 9n }
  const call = { to: escrow, data: calldataOf(shard) }
  const signed = await createOperator({ client, account, chainId: 31337 }).sign({
    ...call,
    ...fees,
    nonce: 0,
    gas: mostGas + 1n,
  })
  store.outbox.sign(id, mostGas + 1n, { ...signed, ...fees, nonce: 0 })
}

beforeEach(async () => {
  timeMs = 0
  ended = []
  crash = undefined
  ;({ chain, rpcUrl, db, store } = await openStage(() => timeMs))
})

afterEach(async () => {
  db.close()
  await chain.stop()
})

describe('gas of a transaction', () => {
  it('has a reserve of a fifth, as far as a transaction may go', async () => {
    const takes = [1_000_000n, 14_245_510n, mostGas]
    for (const [index, gas] of takes.entries()) {
      chain.estimates.set(calldataOf(index), gas)
      intendJob(store, index)
    }
    await steps(2)
    assert.deepEqual(statuses(), ['done', 'done', 'done'])
    assert.deepEqual(
      chain.received.map(({ gas }) => gas),
      [1_200_000n, mostGas, mostGas],
    )
  })

  it('ends a call that no transaction can hold, and uses no nonce', async () => {
    for (const gas of [mostGas + 1n, 10n ** 9n]) {
      chain.estimates.set(calldataOf(1), gas)
      intendJob(store, 1, 'reveal')
      await steps(1)
    }
    intendJob(store, 2)
    await steps(1)
    const told = ended.map((entry) => [entry.ending.status, entry.ending.reason, entry.revert?.facts])
    assert.deepEqual(told, [
      ['refused', 'TRANSACTION_GAS_TOO_HIGH', { needed: '16777217', most: '16777216' }],
      ['refused', 'TRANSACTION_GAS_TOO_HIGH', { most: '16777216' }],
    ])
    assert.deepEqual(mined(), [[0, calldataOf(2)]])
  })
})

describe('what a node refuses', () => {
  it('is signed again with less gas under its nonce, and holds up nothing', async () => {
    chain.estimates.set(calldataOf(1), 14_245_510n)
    await signWithTooMuch(intendJob(store, 1, 'reveal'), 1)
    intendJob(store, 2)
    await steps(2)
    assert.deepEqual(statuses(), ['done', 'done'])
    assert.deepEqual(mined(), [
      [0, calldataOf(1)],
      [1, calldataOf(2)],
    ])
    assert.equal(chain.mined[0]?.gas, mostGas)
  })

  it('is signed again with more gas once its call takes more', async () => {
    intendJob(store, 1)
    chain.faults.set('eth_sendRawTransaction', 'reset-before')
    await assert.rejects(submitter().step())
    chain.estimates.set(calldataOf(1), 300_000n)
    await steps(2)
    assert.deepEqual(statuses(), ['done'])
    assert.equal(chain.mined[0]?.gas, 360_000n)
  })

  const hopeless = {
    JobInState: () => chain.refusals.set(calldataOf(1), jobInState),
    TRANSACTION_GAS_TOO_HIGH: () => chain.estimates.set(calldataOf(1), mostGas + 1n),
  }
  for (const [reason, become] of Object.entries(hopeless)) {
    it(`gives its nonce to an empty transfer when its call cannot succeed any more: ${reason}`, async () => {
      chain.rejections.set(calldataOf(1), 'unheard of')
      intendJob(store, 1, 'reveal')
      intendJob(store, 2, 'commit')
      const own = submitter()
      await steps(1, own)
      become()
      await steps(3, own)
      assert.deepEqual(mined(), [])
      await steps(2, own)
      assert.deepEqual(mined(), [
        [0, '0x'],
        [1, calldataOf(2)],
      ])
      assert.deepEqual(reasons(), [undefined, 'nonce_filled'])
      assert.deepEqual([ended[1]?.ending.status, ended[1]?.revert], ['refused', undefined])
      assert.equal(ended[1]?.ending.feePaid, 100_000n * 2_000_000_000n)
      const journal = store.journal.latest(20).toReversed()
      assert.deepEqual(
        journal.map((row) => [row.event, row.reason, row.facts?.['kind']]),
        [
          ['transaction.sent', undefined, 'commit'],
          ['transaction.empty_signed', reason, 'reveal'],
          ['transaction.done', undefined, 'commit'],
          ['transaction.refused', 'nonce_filled', 'reveal'],
        ],
      )
    })
  }

  it('gives its nonce away when others wait for it for long, whatever the reason', async () => {
    chain.rejections.set(calldataOf(1), 'oversized data: transaction size 140000, limit 131072')
    intendJob(store, 1, 'reveal')
    intendJob(store, 2, 'commit')
    const own = submitter()
    await steps(3, own)
    assert.deepEqual(mined(), [])
    await steps(2, own)
    assert.deepEqual(mined(), [
      [0, '0x'],
      [1, calldataOf(2)],
    ])
    assert.equal(chain.received.filter(({ data }) => data === '0x').length, 1)
  })

  it('waits while nothing waits for its nonce, and is sent once the node takes it', async () => {
    chain.rejections.set(calldataOf(1), 'txpool is full')
    intendJob(store, 1)
    await steps(20)
    assert.equal(store.outbox.live()[0]?.reason, 'txpool is full')
    assert.equal(new Set(chain.received.map(({ hash }) => hash)).size, 1)
    chain.rejections.clear()
    await steps(2)
    assert.deepEqual(mined(), [[0, calldataOf(1)]])
  })

  it('waits for funds, and lets go before it what the node took', async () => {
    for (const shard of [1, 2, 3]) intendJob(store, shard)
    for (const shard of [1, 2]) chain.rejections.set(calldataOf(shard), 'insufficient funds for gas * price + value')
    chain.isMining = false
    const own = submitter()
    await steps(20, own)
    assert.deepEqual(
      chain.pool.map(({ nonce, data }) => [nonce, data]),
      [
        [0, '0x'],
        [2, calldataOf(3)],
      ],
    )
    chain.isMining = true
    chain.mine()
    await steps(20, own)
    assert.deepEqual(mined().at(-1), [2, calldataOf(3)])
    assert.equal(chain.mined.filter(({ data }) => data === '0x').length, 2)
    chain.rejections.clear()
    intendJob(store, 4)
    chain.rejections.set(calldataOf(4), 'insufficient funds for gas * price + value')
    intendJob(store, 5)
    chain.rejections.set(calldataOf(5), 'insufficient funds for gas * price + value')
    await steps(20, own)
    assert.deepEqual(mined().length, 3)
    chain.rejections.clear()
    await steps(2, own)
    assert.deepEqual(mined().slice(3), [
      [3, calldataOf(4)],
      [4, calldataOf(5)],
    ])
  })

  it('pays at once for a base fee that rose above its fee, within the cap', async () => {
    intendJob(store, 1)
    chain.faults.set('eth_sendRawTransaction', 'reset-before')
    await assert.rejects(submitter().step())
    chain.baseFee = chain.leastFee = 200n * 10n ** 9n
    await steps(5)
    assert.equal(new Set(chain.received.map(({ hash }) => hash)).size, 1)
    chain.baseFee = chain.leastFee = 40n * 10n ** 9n
    await steps(2)
    assert.deepEqual(statuses(), ['done'])
    const [transaction] = chain.mined
    assert.ok(transaction)
    assert.ok(
      transaction.maxFee >= 80n * 10n ** 9n && transaction.maxFee <= 100n * 10n ** 9n,
      String(transaction.maxFee),
    )
  })

  it('is nothing that a node says that did not look', async () => {
    intendJob(store, 1)
    chain.rejections.set(calldataOf(1), 'rate limit')
    chain.rejectionCode = -32005
    await assert.rejects(submitter().step())
    assert.equal(store.outbox.live()[0]?.reason, undefined)
  })

  for (const { point, passes } of [
    { point: 'outbox.signed', passes: 0 },
    { point: 'outbox.broadcast', passes: 1 },
  ] as const) {
    it(`is given away once, killed at ${point} or not`, async () => {
      chain.rejections.set(calldataOf(1), 'unheard of')
      intendJob(store, 1, 'reveal')
      await steps(1)
      chain.refusals.set(calldataOf(1), jobInState)
      const own = submitter()
      await steps(3, own)
      intendJob(store, 2)
      crash = { point, passes }
      await assert.rejects(own.step(), /crash/)
      crash = undefined
      await steps(3)
      assert.deepEqual(mined(), [
        [0, '0x'],
        [1, calldataOf(2)],
      ])
      assert.deepEqual(statuses(), ['done', 'refused'])
      assert.equal(chain.received.filter(({ data }) => data === '0x').length, 1)
      assert.equal(events().filter((event) => event === 'transaction.empty_signed').length, 1)
    })
  }

  it('gives its nonce away, too, when it was taken once, dropped, and cannot pay more', async () => {
    chain.baseFee = 60n * 10n ** 9n
    chain.isMining = false
    intendJob(store, 1)
    await steps(1)
    chain.pool = []
    chain.rejections.set(calldataOf(1), 'unheard of')
    chain.refusals.set(calldataOf(1), jobInState)
    await steps(8)
    assert.deepEqual(
      chain.pool.map(({ nonce, data, maxFee }) => [nonce, data, maxFee]),
      [[0, '0x', 100n * 10n ** 9n]],
    )
  })

  it('takes the call itself as done when an earlier version of it was mined before the transfer', async () => {
    chain.isMining = false
    intendJob(store, 1, 'reveal')
    const own = submitter()
    await steps(1, own)
    const [call] = chain.pool
    assert.ok(call)
    chain.pool = []
    chain.rejections.set(calldataOf(1), 'unheard of')
    timeMs += 1000
    await steps(1, own)
    chain.refusals.set(calldataOf(1), jobInState)
    await steps(4, own)
    assert.deepEqual(
      chain.pool.map(({ data }) => data),
      ['0x'],
    )
    // Another node still had it.
    chain.pool = [call]
    chain.mine()
    await steps(1)
    assert.deepEqual(statuses(), ['done'])
    assert.deepEqual(mined(), [[0, calldataOf(1)]])
  })

  it('stays filled when a reorganisation takes the transfer back', async () => {
    await signWithTooMuch(intendJob(store, 1, 'reveal'), 1)
    chain.refusals.set(calldataOf(1), jobInState)
    await steps(5)
    assert.deepEqual(statuses(), ['refused'])
    intendJob(store, 2)
    await steps(1)
    chain.mined = []
    await steps(5)
    assert.deepEqual(mined(), [
      [0, '0x'],
      [1, calldataOf(2)],
    ])
    assert.deepEqual(statuses(), ['done', 'refused'])
  })
})
