import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatRequestDocument, hashRequest, hashWork, jobEscrowAbi, jobIdOf } from '@quern/sdk'
import { decodeFunctionData, type Address } from 'viem'
import type { DeviceSummary } from '../compute/messages.js'
import { createAcceptor } from './acceptor.js'
import type { Chain, JobTruth } from './chain.js'
import type { Context } from './context.js'
import { testContext } from './context.test.fixture.js'
import { applyEnding } from './endings.js'
import { gasOfJobs, gasShapeOf } from './gas.js'
import { shardOrder } from './picking.js'
import { testConfig, testDocument } from './samples.test.fixture.js'
import { workFacts } from './work.js'

const device: DeviceSummary = {
  name: 'wasm-simd',
  kind: 'wasm',
  device: 'cpu',
  isFallbackAdapter: false,
  memoryBytes: 2 ** 30,
  details: {},
  passedOver: [],
}
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
  readonly isPosted?: boolean
  /** Shards that came back after a no-show. */
  readonly reopened?: readonly number[]
  readonly attempts?: number
  readonly settings?: Readonly<Record<string, string>>
}

function world({
  free = 10_000n,
  taken = [],
  holder = stranger,
  isSigned = async () => true,
  isCancelled = false,
  isPosted = false,
  reopened = [],
  attempts = 1,
  settings = {},
}: World): Context {
  const held: JobTruth = { ...open, state: 'assigned', worker: holder, deadlineS: 700 }
  const context = testContext({
    config: testConfig({ 'pricing.shards_per_accept': '4', ...settings }),
    chain: {
      head: async () => ({ number: 9n, timestampS: 1000, baseFee: 1n }),
      priorityFee: async () => 2n,
      job: async (_request, shard) =>
        taken.includes(shard) ? held : { ...open, attempt: reopened.includes(shard) ? attempts : 0 },
      request: async () => ({ isPosted, isCancelled }),
      limits: async () => assert.fail('the inputs are known'),
      royaltyBps: async () => 0,
      posts: () => assert.fail('nobody reads posts here'),
      isSigned,
      acceptedAt: async () => assert.fail('nothing was accepted'),
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

/** Accepts of a posted request: terms and work hash, no signature. */
function intendedPosted(context: Context) {
  return context.store.outbox.live().map(({ calldata }) => {
    const { functionName, args } = decodeFunctionData({ abi: jobEscrowAbi, data: calldata })
    assert.ok(functionName === 'accept')
    const [terms, workHash, shards, worker] = args
    assert.deepEqual(
      [terms.nonce, workHash, worker],
      [1n, hashWork(document.request.work), context.config.worker.address],
    )
    return shards
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

  it('takes a posted request without looking at a signature', async () => {
    const context = world({ isPosted: true, isSigned: async () => assert.fail('nobody signed') })
    await step(context)
    const order = shardOrder(context.config.worker.address, requestId, document)
    assert.deepEqual(intendedPosted(context), [order.slice(0, 4)])
    context.store.db.close()
  })

  it('waits for a post that the node does not know', async () => {
    const context = world({})
    context.store.requests.decide(requestId, { action: 'pass', reason: 'post_dropped', retryAtMs: 0 })
    const posted = formatRequestDocument({ ...document, signature: '0x' })
    context.store.requests.add({ requestId, source: 'chain:', document: posted })
    await step(context)
    const row = context.store.requests.find(requestId)
    assert.deepEqual([row?.action, row?.reason, intended(context).length], ['wait', 'not_posted', 0])
    context.store.db.close()
  })

  it('does not let shards that the ledger may fail to pay stand in the way of those whose money is set aside', async () => {
    const reopened = [0, 1, 2, 3, 4, 5]
    const settings = { 'pricing.shards_per_accept': '8' }
    const context = world({ isPosted: true, reopened, settings })
    await step(context)
    await step(context)
    const taken = intendedPosted(context).map((shards) => shards.toSorted())
    assert.deepEqual(taken, [[6, 7], reopened])
    const signed = world({ reopened, settings })
    await step(signed)
    assert.equal(intended(signed)[0]?.shards.length, 8)
    signed.store.db.close()
    context.store.db.close()
  })

  it('goes on with shards whose money is set aside when the ledger does not pay those that came back', async () => {
    const reopened = shardOrder(testConfig().worker.address, requestId, document).slice(0, 2)
    let nowMs = 1_000_000
    const context = { ...world({ isPosted: true, reopened, settings: { 'worker.max_jobs': '2' } }), nowMs: () => nowMs }
    await step(context)
    const [entry] = context.store.outbox.live()
    assert.ok(entry)
    assert.deepEqual(intendedPosted(context), [reopened])
    const ending = { status: 'refused', reason: 'LedgerTooLow' } as const
    context.store.outbox.end(entry.id, ending)
    applyEnding(context.store, nowMs, { entry, ending, revert: { name: 'LedgerTooLow', facts: {} } })
    nowMs += 6000
    await step(context)
    const [next] = intendedPosted(context)
    assert.deepEqual([next?.length, next?.some((shard) => reopened.includes(shard))], [2, false])
    context.store.db.close()
  })

  it('leaves out a shard that is given out no more, for good', async () => {
    const context = world({ reopened: [2], attempts: 15, settings: { 'pricing.shards_per_accept': '8' } })
    await step(context)
    assert.equal(intended(context)[0]?.shards.includes(2), false)
    assert.equal(context.store.jobs.find(jobIdOf({ requestId, shard: 2 }))?.reason, 'attempts_exhausted')
    context.store.db.close()
  })

  it('looks at the profit again when others left too few shards', async () => {
    const gasPrice = 10n ** 9n
    const tip = 10n ** 8n
    const settings = { 'pricing.profit_guard': 'true', 'pricing.shards_per_accept': '8' }
    const costly = (taken: readonly number[], price: bigint): Context => {
      const context = world({ taken, settings })
      const head = async () => ({ number: 9n, timestampS: 1000, baseFee: gasPrice - tip })
      const terms = { ...document.request.terms, minPrice: price, maxPrice: price }
      const dear = { ...document, request: { ...document.request, terms } }
      context.store.requests.add({
        requestId: hashRequest(dear),
        source: 'test',
        document: formatRequestDocument(dear),
      })
      context.store.requests.markInputsReady(hashRequest(dear))
      context.store.requests.decide(requestId, { action: 'pass', reason: 'not this one', retryAtMs: 0 })
      return { ...context, chain: { ...context.chain, head, priorityFee: async () => tip } }
    }
    const work = workFacts(document)
    assert.ok(!('problem' in work))
    const priceForEight = (gasPrice * gasOfJobs(gasShapeOf(document, { ...work, isPosted: false }), 8)) / 8n + 1n
    const all = costly([], priceForEight)
    await step(all)
    assert.equal(intended(all)[0]?.shards.length, 8)
    const few = costly([0, 1, 2, 3, 4, 5, 6], priceForEight)
    await step(few)
    assert.deepEqual([intended(few).length, few.store.journal.latest(1)[0]?.reason], [0, 'price_below_gas'])
    // The tip is a tenth of the gas price here: it counts.
    const cheap = costly([], priceForEight - 1n)
    await step(cheap)
    assert.deepEqual([intended(cheap).length, cheap.store.journal.latest(1)[0]?.reason], [0, 'price_below_gas'])
    cheap.store.db.close()
    all.store.db.close()
    few.store.db.close()
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

  it('holds up nothing else for the largest request', () => {
    const largest = testDocument({}, { shards: 65_535 })
    const startedAt = performance.now()
    const order = shardOrder(stranger, requestId, largest)
    assert.ok(performance.now() - startedAt < 500)
    assert.equal(new Set(order).size, 65_535)
  })

  it('starts anywhere for any number of shards', () => {
    for (let shards = 1; shards <= 64; shards++) {
      const order = shardOrder(stranger, requestId, testDocument({}, { shards }))
      assert.deepEqual(
        order.toSorted((one, other) => one - other),
        Array.from({ length: shards }, (_, shard) => shard),
      )
    }
  })
})
