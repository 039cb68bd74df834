import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatRequestDocument, hashRequest, jobEscrowAbi, jobIdOf } from '@quern/sdk'
import { decodeFunctionData, type Address } from 'viem'
import type { DeviceSummary } from '../compute/messages.js'
import { createAcceptor, shardOrder } from './acceptor.js'
import type { Chain, JobTruth } from './chain.js'
import type { Context } from './context.js'
import { testContext } from './context.test.fixture.js'
import { testDocument } from './samples.test.fixture.js'

const device: DeviceSummary = { name: 'wasm-simd', kind: 'wasm', device: 'cpu', isFallbackAdapter: false }
const document = testDocument()
const requestId = hashRequest(document)
const stranger = `0x${'77'.repeat(20)}` as const

const open: JobTruth = {
  state: 'open',
  worker: stranger,
  attempt: 0,
  price: 1000n,
  deadlineS: 0,
  beaconId: 0n,
  elements: 8n,
}

interface World {
  readonly free?: bigint
  readonly taken?: readonly number[]
  /** Who holds what is taken. */
  readonly holder?: Address
  readonly isSigned?: Chain['isSigned']
  readonly isCancelled?: boolean
}

function world({
  free = 10_000n,
  taken = [],
  holder = stranger,
  isSigned = async () => true,
  isCancelled = false,
}: World): Context {
  const held: JobTruth = { ...open, state: 'assigned', worker: holder, deadlineS: 700 }
  const context = testContext({
    chain: {
      head: async () => ({ number: 9n, timestampS: 1000, baseFee: 1n }),
      job: async (_request, shard) => (taken.includes(shard) ? held : open),
      isCancelled: async () => isCancelled,
      isSigned,
      freeStake: async () => free,
      beacon: async () => undefined,
    },
    compute: { ready: async () => device, run: async () => assert.fail('nothing to compute'), close: () => undefined },
  })
  context.store.requests.add({ requestId, source: 'test', document: formatRequestDocument(document) })
  context.store.requests.markInputsReady(requestId)
  return context
}

/** Lets the acceptor take one step. */
async function step(context: Context): Promise<void> {
  const stop = new AbortController()
  const bell = { ...context.bell, wait: async () => stop.abort() }
  await createAcceptor({ ...context, bell }).run(stop.signal)
}

function intended(context: Context) {
  return context.store.outbox.live().map(({ calldata, jobIds }) => {
    const { args } = decodeFunctionData({ abi: jobEscrowAbi, data: calldata })
    return { shards: args?.[1] as readonly number[], worker: args?.[2] as Address, jobIds }
  })
}

describe('acceptor', () => {
  it('takes open shards in its own order, up to the limit of a transaction', async () => {
    const context = world({})
    await step(context)
    const order = shardOrder(context.config.worker.address, requestId, document)
    const shards = order.slice(0, 4)
    const jobIds = shards.map((shard) => jobIdOf({ requestId, shard })).toSorted()
    assert.deepEqual(intended(context), [{ shards, worker: context.config.worker.address, jobIds }])
    const states = context.store.jobs.inStates(['accepting']).map(({ shard }) => shard)
    assert.deepEqual(states.toSorted(), shards.toSorted())
    context.store.db.close()
  })

  it('skips shards that others hold, and remembers them', async () => {
    const taken = shardOrder(world({}).config.worker.address, requestId, document).slice(0, 3)
    const context = world({ taken })
    await step(context)
    assert.equal(
      intended(context)[0]?.shards.some((shard) => taken.includes(shard)),
      false,
    )
    assert.deepEqual(
      context.store.jobs.inStates(['lost']).map(({ reason }) => reason),
      ['taken', 'taken', 'taken'],
    )
    context.store.db.close()
  })

  it('takes up a job that the chain says it holds', async () => {
    const own = testContext().config.worker.address
    const shard = shardOrder(own, requestId, document)[0] ?? 0
    const context = world({ taken: [shard], holder: own })
    await step(context)
    const job = context.store.jobs.find(jobIdOf({ requestId, shard }))
    assert.deepEqual([job?.state, job?.deadlineS], ['assigned', 700])
    assert.equal(intended(context)[0]?.shards.includes(shard), false)
    context.store.db.close()
  })

  it('counts stake that is on its way as taken', async () => {
    const context = world({ free: 500n })
    await step(context)
    await step(context)
    await step(context)
    assert.deepEqual(
      intended(context).map(({ shards }) => shards.length),
      [4, 1],
    )
    assert.equal(context.store.requests.find(requestId)?.reason, 'stake_too_low')
    context.store.db.close()
  })

  it('passes over and says why', async () => {
    for (const [change, action, reason] of [
      [{ isSigned: async () => false }, 'pass', 'signature_mismatch'],
      [{ isSigned: async () => assert.fail('a hostile contract') }, 'wait', 'signature_unknown'],
      [{ isCancelled: true }, 'pass', 'cancelled'],
      [{ taken: [0, 1, 2, 3, 4, 5, 6, 7] }, 'wait', 'no_open_shard'],
    ] as const) {
      const context = world(change)
      await step(context)
      const row = context.store.requests.find(requestId)
      assert.deepEqual([row?.action, row?.reason, intended(context).length], [action, reason, 0])
      assert.equal(context.store.journal.latest(1)[0]?.reason, reason)
      context.store.db.close()
    }
  })

  it('goes on with other requests when one cannot be judged', async () => {
    const context = world({})
    context.store.requests.add({ requestId: `0x${'00'.repeat(32)}`, source: 'test', document: 'no json' })
    await step(context)
    assert.equal(context.store.requests.find(`0x${'00'.repeat(32)}`)?.reason, 'check_failed')
    assert.equal(intended(context).length, 1)
    context.store.db.close()
  })
})

describe('shardOrder', () => {
  it('holds every shard once, and differs from worker to worker', () => {
    const orders = ['11', '22', '33'].map((byte) => shardOrder(`0x${byte.repeat(20)}`, requestId, document))
    for (const order of orders) assert.deepEqual(order.toSorted(), [0, 1, 2, 3, 4, 5, 6, 7])
    assert.equal(new Set(orders.map((order) => order.join())).size, 3)
  })
})
