import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Database } from '../runtime/database.js'
import type { EndedEntry } from '../runtime/outbox.js'
import type { Store } from '../runtime/store.js'
import type { FakeChain } from './fake-chain.test.fixture.js'
import type { Submitter } from './submitter.js'
import { calldataOf, intendJob, jobInState, openStage, testSubmitter } from './submitter.test.fixture.js'

const gwei = 10n ** 9n
const noFunds = 'insufficient funds for gas * price + value'

let chain: FakeChain
let rpcUrl: string
let db: Database
let store: Store
let timeMs: number
let ended: EndedEntry[]
let submitter: Submitter

const submitterOf = (confirmations: number): Submitter =>
  testSubmitter({ store, rpcUrl, confirmations, nowMs: () => timeMs, onEnd: (entry) => ended.push(entry) })

const statuses = (): string[] => store.outbox.latest(10).map((entry) => entry.status)
const mined = () => chain.mined.map(({ nonce, data }) => [nonce, data])
const pool = () => chain.pool.map(({ nonce, data }) => [nonce, data])
/** How many empty transfers were sent. */
const fillers = (): number => new Set(chain.received.flatMap(({ hash, data }) => (data === '0x' ? [hash] : []))).size
/** How many transactions were signed and sent. */
const versions = (): number => new Set(chain.received.map(({ hash }) => hash)).size

/** Steps that are 400 ms apart; a nonce is given away after 1000 ms. */
async function steps(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await submitter.step()
    timeMs += 400
  }
}

beforeEach(async () => {
  timeMs = 0
  ended = []
  ;({ chain, rpcUrl, db, store } = await openStage(() => timeMs))
  submitter = submitterOf(1)
})

afterEach(async () => {
  db.close()
  await chain.stop()
})

describe('a revert', () => {
  it('is not believed of a node that has not seen what goes before', async () => {
    intendJob(store, 3)
    await steps(2)
    chain.block += 1
    chain.needs.set(calldataOf(1), { before: calldataOf(3), revert: jobInState })
    chain.rejections.set(calldataOf(1), 'Nonce too high. Expected nonce to be 0 but got 1.')
    intendJob(store, 1, 'commit')
    await steps(1)
    chain.isMining = false
    chain.lag = 2
    await steps(8)
    assert.equal(fillers(), 0)
    chain.isMining = true
    chain.lag = 0
    chain.rejections.clear()
    await steps(2)
    assert.deepEqual(mined(), [
      [0, calldataOf(3)],
      [1, calldataOf(1)],
    ])
    assert.deepEqual(statuses(), ['done', 'done'])
  })

  it('is not believed of an estimate on top of the call itself', async () => {
    chain.isMining = false
    chain.onceOnly.set(calldataOf(1), jobInState)
    intendJob(store, 1, 'commit')
    await steps(1)
    chain.rejections.set(calldataOf(1), noFunds)
    chain.baseFee = 10n * gwei
    await steps(10)
    assert.ok(versions() > 1)
    assert.deepEqual([fillers(), pool()], [0, [[0, calldataOf(1)]]])
  })

  it('has to last, without a break, before the nonce is given away', async () => {
    chain.rejections.set(calldataOf(1), 'unheard of')
    intendJob(store, 1, 'commit')
    await steps(5)
    chain.refusals.set(calldataOf(1), jobInState)
    await steps(3)
    chain.refusals.clear()
    await steps(1)
    chain.refusals.set(calldataOf(1), jobInState)
    await steps(3)
    assert.equal(fillers(), 0)
    await steps(2)
    assert.deepEqual([mined(), statuses()], [[[0, '0x']], ['refused']])
  })
})

describe('a refused replacement', () => {
  for (const words of [noFunds, 'could not replace existing tx', 'tx fee (1.67 ether) exceeds the configured cap']) {
    it(`leaves its nonce to the version that the node holds: ${words}`, async () => {
      chain.isMining = false
      intendJob(store, 1, 'commit')
      intendJob(store, 2, 'finalize')
      await steps(1)
      chain.rejections.set(calldataOf(1), words)
      await steps(10)
      assert.ok(versions() > 2)
      assert.equal(fillers(), 0)
      chain.isMining = true
      chain.mine()
      await steps(1)
      assert.deepEqual(statuses(), ['done', 'done'])
      assert.equal(chain.mined[0]?.data, calldataOf(1))
    })
  }

  it('fills the nonce of a version that pays less than the base fee', async () => {
    chain.isMining = false
    intendJob(store, 1, 'commit')
    intendJob(store, 2, 'finalize')
    await steps(3)
    chain.rejections.set(calldataOf(1), 'unheard of')
    chain.baseFee = 10n * gwei
    await steps(10)
    assert.equal(pool().find(([nonce]) => nonce === 0)?.[1], '0x')
  })
})

describe('the time of a refusal', () => {
  it('starts anew when the node says something else', async () => {
    chain.isMining = false
    chain.rejections.set(calldataOf(1), 'max fee too low')
    intendJob(store, 1)
    intendJob(store, 2)
    await steps(5)
    chain.rejections.set(calldataOf(1), 'txpool is full')
    await steps(3)
    assert.equal(fillers(), 0)
    await steps(1)
    assert.equal(fillers(), 1)
  })

  it('starts anew when the node took it in between', async () => {
    chain.isMining = false
    chain.rejections.set(calldataOf(1), 'unheard of')
    intendJob(store, 1)
    intendJob(store, 2)
    await steps(2)
    chain.rejections.clear()
    await steps(1)
    chain.rejections.set(calldataOf(1), 'unheard of')
    chain.pool = chain.pool.filter(({ nonce }) => nonce > 0)
    timeMs += 1000
    await steps(3)
    assert.equal(fillers(), 0)
    await steps(2)
    assert.equal(fillers(), 1)
  })

  it('starts anew when it had ended and was taken back', async () => {
    chain.isMining = false
    chain.rejections.set(calldataOf(1), 'txpool is full')
    intendJob(store, 1, 'commit')
    await steps(1)
    // Another node took it.
    chain.pool = [...chain.received]
    chain.mine()
    await steps(1)
    assert.deepEqual(statuses(), ['done'])
    timeMs += 10_000
    intendJob(store, 2, 'reveal')
    await steps(1)
    chain.mined = []
    await steps(2)
    assert.deepEqual([statuses(), fillers()], [['sent', 'signed'], 0])
  })

  it('starts anew when it was mined and taken back before it was final', async () => {
    submitter = submitterOf(3)
    chain.isMining = false
    chain.rejections.set(calldataOf(1), 'txpool is full')
    intendJob(store, 1, 'commit')
    intendJob(store, 2)
    await steps(1)
    // Another node took it.
    chain.pool = [...chain.received]
    chain.mine()
    await steps(1)
    assert.deepEqual(statuses(), ['sent', 'signed'])
    timeMs += 10_000
    chain.mined = []
    await steps(3)
    assert.equal(fillers(), 0)
    await steps(1)
    assert.equal(fillers(), 1)
  })

  it('is longer when no later one was taken either', async () => {
    for (const shard of [1, 2]) {
      chain.rejections.set(calldataOf(shard), 'unheard of')
      intendJob(store, shard)
    }
    await steps(10)
    assert.equal(fillers(), 0)
    await steps(5)
    assert.deepEqual(mined(), [[0, '0x']])
  })
})

describe('an empty transfer', () => {
  beforeEach(async () => {
    chain.rejections.set(calldataOf(1), 'unheard of')
    intendJob(store, 1, 'reveal')
    await steps(1)
    chain.refusals.set(calldataOf(1), jobInState)
  })

  it('has the gas that it takes', async () => {
    chain.estimates.set('0x', 40_000n)
    await steps(5)
    assert.deepEqual([mined(), chain.mined[0]?.gas, fillers()], [[[0, '0x']], 48_000n, 1])
  })

  it('is signed again when it takes more by now, and only then', async () => {
    chain.rejections.set('0x', 'unheard of')
    intendJob(store, 2)
    await steps(8)
    assert.equal(fillers(), 1)
    chain.rejections.delete('0x')
    chain.estimates.set('0x', 40_000n)
    await steps(3)
    assert.deepEqual([chain.mined[0]?.gas, fillers()], [48_000n, 2])
    assert.deepEqual(mined(), [
      [0, '0x'],
      [1, calldataOf(2)],
    ])
  })

  it('ends the entry as refused, also when it reverted', async () => {
    chain.traps.add('0x')
    await steps(5)
    assert.deepEqual([ended[0]?.ending.status, ended[0]?.ending.reason], ['refused', 'nonce_filled'])
  })

  it('pays more than what it takes the place of, when it may', async () => {
    await steps(5)
    const [call, transfer] = [chain.received[0], chain.mined[0]]
    assert.ok(call !== undefined && transfer !== undefined && transfer.maxFee * 10n >= call.maxFee * 11n)
  })
})

describe('what pays too little', () => {
  it('is signed for the whole cap when an eighth more does not fit below it', async () => {
    chain.baseFee = 44n * gwei
    chain.leastFee = 95n * gwei
    intendJob(store, 1)
    await steps(1)
    chain.baseFee = 95n * gwei
    await steps(2)
    assert.deepEqual(statuses(), ['done'])
    assert.equal(chain.mined[0]?.maxFee, 100n * gwei)
  })

  it('is signed again at once below the base fee, whatever the node says', async () => {
    chain.rejections.set(calldataOf(1), 'unheard of')
    intendJob(store, 1)
    await steps(1)
    chain.baseFee = 10n * gwei
    await steps(2)
    assert.equal(versions(), 2)
    assert.ok((chain.received.at(-1)?.maxFee ?? 0n) > 20n * gwei)
  })

  it('is signed again for its tip, and its nonce is never given away', async () => {
    chain.rejections.set(calldataOf(1), 'transaction underpriced: gas tip cap 0, minimum needed 1')
    intendJob(store, 1)
    intendJob(store, 2)
    await steps(2)
    assert.equal(versions(), 2)
    await steps(8)
    assert.ok(versions() > 3)
    assert.equal(fillers(), 0)
  })
})

describe('gas', () => {
  it('is not raised while the limit holds what the call takes', async () => {
    chain.rejections.set(calldataOf(1), 'unheard of')
    intendJob(store, 1)
    await steps(1)
    chain.estimates.set(calldataOf(1), 220_000n)
    await steps(3)
    assert.equal(versions(), 1)
  })
})

describe('an estimate that says nothing', () => {
  it('holds up no other entry, and is told', async () => {
    chain.rejections.set(calldataOf(1), 'unheard of')
    intendJob(store, 1, 'commit')
    intendJob(store, 2)
    await steps(1)
    chain.riddles.set(calldataOf(1), 'invalid opcode: INVALID')
    intendJob(store, 3)
    await assert.rejects(submitter.step(), /invalid opcode/)
    assert.deepEqual(statuses(), ['sent', 'sent', 'signed'])
    assert.deepEqual(pool(), [
      [1, calldataOf(2)],
      [2, calldataOf(3)],
    ])
  })
})
