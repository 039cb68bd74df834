import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openDatabase, type Database } from '../runtime/database.js'
import type { EndedEntry } from '../runtime/outbox.js'
import { openStore, type Store } from '../runtime/store.js'
import type { FakeChain } from './fake-chain.test.fixture.js'
import { calldataOf, intendJob, jobInState, openStage, testSubmitter } from './submitter.test.fixture.js'

const freshDir = (): string => mkdtempSync(join(tmpdir(), 'quern-outbox-'))

let chain: FakeChain
let rpcUrl: string
let db: Database
let store: Store
let timeMs: number
let ended: EndedEntry[]

const submitter = (confirmations = 1) =>
  testSubmitter({ store, rpcUrl, confirmations, nowMs: () => timeMs, onEnd: (entry) => ended.push(entry) })

const statuses = (): string[] => store.outbox.latest(10).map((entry) => entry.status)

beforeEach(async () => {
  timeMs = 0
  ended = []
  ;({ chain, rpcUrl, db, store } = await openStage(() => timeMs))
})

afterEach(async () => {
  db.close()
  await chain.stop()
})

describe('submitter', () => {
  it('sends an intent once and ends it with its receipt', async () => {
    intendJob(store, 1)
    await submitter().step()
    await submitter().step()
    const [entry] = store.outbox.latest(1)
    assert.equal(entry?.status, 'done')
    assert.equal(entry?.gasUsed, 100_000n)
    assert.equal(entry?.feePaid, 100_000n * 2_000_000_000n)
    assert.equal(chain.received.length, 1)
    assert.deepEqual(
      ended.map(({ ending }) => ending.status),
      ['done'],
    )
    const events = store.journal.latest(9).map(({ event, facts }) => [event, facts?.['kind']])
    assert.deepEqual(events, [
      ['transaction.done', 'accept'],
      ['transaction.sent', 'accept'],
    ])
  })

  it('gives consecutive nonces to entries that wait together', async () => {
    chain.isMining = false
    for (const shard of [1, 2, 3]) intendJob(store, shard)
    await submitter().step()
    assert.deepEqual(
      chain.pool.map(({ nonce, data }) => [nonce, data]),
      [
        [0, calldataOf(1)],
        [1, calldataOf(2)],
        [2, calldataOf(3)],
      ],
    )
    chain.mine()
    await submitter().step()
    assert.deepEqual(statuses(), ['done', 'done', 'done'])
  })

  it('refuses what the chain would refuse, with its error, and uses no nonce', async () => {
    const jobId = `0x${'0'.repeat(63)}1` as const
    chain.refusals.set(calldataOf(1), jobInState)
    intendJob(store, 1)
    intendJob(store, 2)
    await submitter().step()
    assert.equal(ended[0]?.ending.reason, 'JobInState')
    assert.equal(ended[0]?.revert?.facts['jobId'], jobId)
    assert.deepEqual(
      chain.mined.map(({ nonce, data }) => [nonce, data]),
      [[0, calldataOf(2)]],
    )
  })

  it('tells a transaction that was mined and reverted', async () => {
    chain.traps.add(calldataOf(1))
    intendJob(store, 1)
    await submitter().step()
    await submitter().step()
    assert.deepEqual(statuses(), ['reverted'])
  })

  it('waits for as many blocks as it was told', async () => {
    intendJob(store, 1)
    await submitter(3).step()
    await submitter(3).step()
    assert.deepEqual(statuses(), ['sent'])
    chain.block += 1
    await submitter(3).step()
    assert.deepEqual(statuses(), ['sent'])
    chain.block += 1
    await submitter(3).step()
    assert.deepEqual(statuses(), ['done'])
  })

  it('replaces a stuck transaction under the same nonce, never above the cap', async () => {
    chain.isMining = false
    intendJob(store, 1)
    for (let i = 0; i < 60; i++) {
      await submitter().step()
      timeMs += 1000
    }
    const fees = chain.received.map(({ maxFee }) => maxFee)
    assert.ok(new Set(fees).size > 5)
    assert.ok(
      fees.every((fee) => fee <= 100n * 10n ** 9n),
      String(fees),
    )
    assert.deepEqual(new Set(chain.received.map(({ nonce }) => nonce)), new Set([0]))
    chain.mine()
    await submitter().step()
    assert.deepEqual(statuses(), ['done'])
    assert.equal(chain.mined.length, 1)
  })

  it('pays for what holds up a deadline by its nonce as for the deadline itself', async () => {
    chain.isMining = false
    intendJob(store, 1, 'finalize')
    await submitter().step()
    chain.baseFee = 200n * 10n ** 9n
    for (const [shard, kind] of [
      [3, 'accept'],
      [2, 'commit'],
    ] as const) {
      intendJob(store, shard, kind)
      for (let i = 0; i < 60; i++) {
        await submitter().step()
        timeMs += 1000
      }
      const isEnough = chain.received.some(({ nonce, maxFee }) => nonce === 0 && maxFee > chain.baseFee)
      assert.equal(isEnough, kind === 'commit', kind)
    }
    chain.mine()
    await submitter().step()
    assert.deepEqual(
      chain.mined.map(({ data }) => data),
      [calldataOf(1), calldataOf(2)],
    )
  })

  it('finds the receipt of an earlier version when a replacement came too late', async () => {
    chain.isMining = false
    intendJob(store, 1)
    await submitter().step()
    const [first] = chain.received
    chain.mine()
    chain.faults.set('eth_getTransactionReceipt', 'reset-before')
    timeMs += 5000
    await assert.rejects(submitter().step())
    assert.deepEqual(statuses(), ['sent'])
    await submitter().step()
    assert.equal(store.outbox.latest(1)[0]?.txHash, first?.hash)
  })

  it('waits while gas is above the cap, which is higher for what has a deadline', async () => {
    chain.baseFee = 200n * 10n ** 9n
    intendJob(store, 1, 'accept')
    intendJob(store, 2, 'commit')
    await submitter().step()
    assert.deepEqual(
      chain.mined.map(({ data }) => data),
      [calldataOf(2)],
    )
    assert.equal(store.outbox.live()[0]?.reason, 'gas_above_cap')
    chain.baseFee = 10n ** 9n
    await submitter().step()
    assert.deepEqual(
      chain.mined.map(({ data }) => data),
      [calldataOf(2), calldataOf(1)],
    )
  })

  it('sends a dropped transaction again', async () => {
    chain.isMining = false
    intendJob(store, 1)
    await submitter().step()
    chain.pool = []
    chain.isMining = true
    timeMs += 1000
    await submitter().step()
    await submitter().step()
    assert.deepEqual(statuses(), ['done'])
    assert.equal(chain.mined.length, 1)
  })

  it('sends what had ended again when a reorganisation took it back from under a later nonce', async () => {
    intendJob(store, 1)
    await submitter().step()
    await submitter().step()
    intendJob(store, 2)
    await submitter().step()
    assert.deepEqual(statuses(), ['sent', 'done'])
    chain.mined = []
    timeMs += 1000
    await submitter().step()
    await submitter().step()
    assert.deepEqual(statuses(), ['done', 'done'])
    assert.deepEqual(
      chain.mined.map(({ data, nonce }) => [data, nonce]),
      [
        [calldataOf(1), 0],
        [calldataOf(2), 1],
      ],
    )
  })

  it('pays more for what was taken back while gas has risen', async () => {
    intendJob(store, 1)
    await submitter().step()
    await submitter().step()
    intendJob(store, 2)
    await submitter().step()
    chain.mined = []
    chain.isMining = false
    await submitter().step()
    assert.deepEqual(statuses(), ['sent', 'sent'])
    const [before] = chain.pool
    timeMs += 1000
    chain.baseFee *= 10n
    await submitter().step()
    const [after] = chain.pool.filter(({ nonce }) => nonce === 0)
    assert.ok(before && after)
    assert.equal(before.nonce, 0)
    assert.ok(after.maxFee >= 2n * chain.baseFee, `${after.maxFee} after ${before.maxFee}`)
    chain.mine()
    await submitter().step()
    assert.deepEqual(statuses(), ['done', 'done'])
  })

  it('does not send twice when the answer to a broadcast that landed was lost', async () => {
    chain.faults.set('eth_sendRawTransaction', 'reset-after')
    intendJob(store, 1)
    await assert.rejects(submitter().step())
    assert.deepEqual(statuses(), ['signed'])
    await submitter().step()
    assert.deepEqual(statuses(), ['done'])
    assert.equal(chain.received.length, 1)
  })

  it('ends an entry whose nonce another program used, without sending it again', async () => {
    chain.isMining = false
    intendJob(store, 1)
    await submitter().step()
    const [own] = chain.pool
    assert.ok(own)
    chain.pool = [{ ...own, hash: `0x${'99'.repeat(32)}`, data: '0x' }]
    chain.mine()
    await submitter().step()
    assert.deepEqual(statuses(), ['lost'])
    assert.equal(chain.received.length, 1)
  })

  it('learns nothing from a node that does not answer', async () => {
    intendJob(store, 1)
    chain.faults.set('eth_estimateGas', 'reset-before')
    await assert.rejects(submitter().step())
    assert.deepEqual(statuses(), ['intended'])
    assert.equal(ended.length, 0)
  })
})

describe('kill -9 at each boundary of the outbox', () => {
  const program = fileURLToPath(new URL('submit-once.test.fixture.js', import.meta.url))

  const runUntilExit = async (stateDir: string, ...points: string[]): Promise<unknown> => {
    const child = fork(program, [stateDir, rpcUrl, ...points])
    const [code, signal] = (await once(child, 'exit')) as [number | undefined, string | undefined]
    return signal ?? code
  }

  for (const point of ['outbox.intended', 'outbox.signed', 'outbox.broadcast', 'outbox.confirmed']) {
    it(`${point}: after the restart the transaction is on chain exactly once`, async () => {
      const stateDir = freshDir()
      assert.equal(await runUntilExit(stateDir, point), 'SIGKILL')
      assert.equal(await runUntilExit(stateDir), 0)
      assert.deepEqual(
        chain.mined.map(({ nonce, data }) => [nonce, data]),
        [[0, calldataOf(1)]],
      )
      const reopened = openDatabase(stateDir)
      assert.deepEqual(
        openStore(reopened)
          .outbox.latest(10)
          .map(({ status }) => status),
        ['done'],
      )
      reopened.close()
    })
  }
})
