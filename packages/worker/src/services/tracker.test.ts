import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JobRow, JobState } from '../runtime/jobs.js'
import type { Chain, Head, JobTruth } from './chain.js'
import { intend } from './context.js'
import { keepSample, testContext } from './context.test.fixture.js'
import { changeOfHeld, changeOfLost, createHeadGuard, createTracker } from './tracker.js'

const worker = `0x${'11'.repeat(20)}` as const

const row = (state: JobState, change: Partial<JobRow> = {}): JobRow => ({
  jobId: `0x${'01'.repeat(32)}`,
  requestId: `0x${'02'.repeat(32)}`,
  shard: 0,
  state,
  attempt: 0,
  price: 1000n,
  lock: 100n,
  deadlineS: 500,
  beaconId: undefined,
  root: undefined,
  failures: 0,
  retryAtMs: 0,
  reason: undefined,
  ...change,
})

const truth = (state: JobTruth['state'], change: Partial<JobTruth> = {}): JobTruth => ({
  state,
  worker,
  attempt: 0,
  price: 1000n,
  deadlineS: 600,
  beaconId: 7n,
  elements: 10n,
  ...change,
})

type Row = readonly [from: JobState, chain: JobTruth['state'], isInFlight: boolean, to: JobState | undefined]

const held: readonly Row[] = [
  ['accepting', 'assigned', true, 'assigned'],
  ['accepting', 'assigned', false, 'assigned'],
  ['seen', 'assigned', false, 'assigned'],
  ['lost', 'assigned', false, 'assigned'],
  ['assigned', 'assigned', false, undefined],
  ['computed', 'assigned', false, undefined],
  ['sealed', 'assigned', true, undefined],
  ['sealed', 'assigned', false, 'computed'],
  ['sealed', 'committed', false, 'committed'],
  ['assigned', 'committed', false, 'committed'],
  ['committed', 'committed', false, undefined],
  ['revealing', 'committed', true, undefined],
  ['revealing', 'committed', false, 'committed'],
  ['revealing', 'revealed', true, 'revealed'],
  ['revealed', 'revealed', false, undefined],
  ['revealed', 'finalized', false, 'settled'],
  ['committed', 'slashed', false, 'lost'],
  ['lost', 'slashed', false, undefined],
  ['submitting', 'assigned', true, undefined],
  ['submitting', 'assigned', false, 'computed'],
  ['submitting', 'finalized', true, 'settled'],
  ['computed', 'finalized', false, 'settled'],
  // A reorganisation takes a commit or a reveal back.
  ['committed', 'assigned', false, 'sealed'],
  ['revealed', 'committed', false, 'committed'],
  ['revealing', 'assigned', false, 'committed'],
  ['settled', 'finalized', false, undefined],
  ['settled', 'revealed', false, 'revealed'],
  ['settled', 'committed', false, 'committed'],
  ['settled', 'assigned', true, undefined],
  ['settled', 'assigned', false, 'assigned'],
]

describe('changeOfHeld', () => {
  for (const [from, chain, isInFlight, to] of held) {
    it(`${from}, ${isInFlight ? 'transaction under way' : 'nothing under way'}, chain ${chain}: ${to ?? 'no change'}`, () => {
      assert.equal(changeOfHeld(row(from), truth(chain), isInFlight)?.state, to)
    })
  }

  it('starts again when the chain counts another attempt', () => {
    for (const state of ['computed', 'sealed', 'submitting'] as const) {
      const change = changeOfHeld(row(state, { failures: 2 }), truth('assigned', { attempt: 1 }), false)
      assert.deepEqual([change?.state, change?.attempt, change?.failures], ['assigned', 1, 0])
    }
  })

  it('shows an answer again that the chain has lost, while it is kept', () => {
    const kept = row('settled', { root: `0x${'03'.repeat(32)}` })
    assert.deepEqual(changeOfHeld(kept, truth('assigned'), false), { state: 'computed', retryAtMs: 0 })
    assert.equal(changeOfHeld(kept, truth('assigned', { attempt: 1 }), false)?.state, 'assigned')
  })
})

const lost: readonly Row[] = [
  ['accepting', 'open', true, undefined],
  ['accepting', 'open', false, 'seen'],
  ['accepting', 'assigned', true, undefined],
  ['accepting', 'assigned', false, 'lost'],
  ['assigned', 'open', false, 'lost'],
  ['sealed', 'assigned', true, 'lost'],
  ['seen', 'assigned', false, undefined],
  ['settled', 'open', true, undefined],
  ['settled', 'open', false, 'lost'],
]

describe('changeOfLost', () => {
  for (const [from, chain, isInFlight, to] of lost) {
    it(`${from}, ${isInFlight ? 'transaction under way' : 'nothing under way'}, ${chain} by another: ${to ?? 'no change'}`, () => {
      assert.equal(changeOfLost(row(from), truth(chain), isInFlight)?.state, to)
    })
  }
})

describe('createTracker', () => {
  it('believes no block that is older than the end of a transaction', async () => {
    let chainState: JobTruth['state'] = 'open'
    const context = testContext()
    const { requestId, jobId } = keepSample(context)
    const { store, config } = context
    const intent = {
      kind: 'accept',
      requestId,
      jobIds: [jobId],
      target: config.contracts.escrow,
      calldata: '0x',
    } as const
    intend(context, intent, { state: 'accepting' })
    const states: (string | undefined)[] = []
    const stop = new AbortController()
    const chain: Chain = {
      ...context.chain,
      head: async () => ({ number: 9n, timestampS: 1000, baseFee: 1n }),
      job: async () => {
        const read = truth(chainState, { worker: config.worker.address })
        // The accept lands, and its receipt is found, while the older block is being read.
        for (const { id } of store.outbox.live()) store.outbox.end(id, { status: 'done' })
        chainState = 'assigned'
        return read
      },
    }
    const wait = async (): Promise<void> => {
      states.push(store.jobs.find(jobId)?.state)
      if (states.length === 2) stop.abort()
    }
    await createTracker({ ...context, chain, bell: { ...context.bell, wait } }).run(stop.signal)
    assert.deepEqual(states, ['accepting', 'assigned'])
    store.db.close()
  })

  it('reads a job once a head, and again when it changed here', async () => {
    const context = testContext()
    const { store, config } = context
    const { jobId } = keepSample(context)
    store.jobs.change(jobId, { state: 'assigned', deadlineS: 600 })
    let [head, steps, reads] = [9n, 0, 0]
    const readsOfStep: number[] = []
    const chain: Chain = {
      ...context.chain,
      head: async () => ({ number: head, timestampS: 1000, baseFee: 1n }),
      job: async () => {
        reads += 1
        return truth('assigned', { worker: config.worker.address })
      },
    }
    const stop = new AbortController()
    const wait = async (): Promise<void> => {
      readsOfStep.push(reads)
      steps += 1
      if (steps === 2) head = 10n
      if (steps === 3) store.jobs.change(jobId, { state: 'computed' })
      if (steps === 4) stop.abort()
    }
    await createTracker({ ...context, chain, bell: { ...context.bell, wait } }).run(stop.signal)
    assert.deepEqual(readsOfStep, [1, 1, 2, 3])
    store.db.close()
  })

  it('keeps what it could read when one job cannot be read', async () => {
    const context = testContext()
    const { store, config } = context
    const [one, other] = [0, 1].map((shard) => keepSample(context, shard).jobId)
    for (const jobId of [one, other]) store.jobs.change(jobId ?? '0x', { state: 'accepting' })
    const chain: Chain = {
      ...context.chain,
      head: async () => ({ number: 9n, timestampS: 1000, baseFee: 1n }),
      job: async (_request, shard) => {
        if (shard === 0) throw new Error('the node is away')
        return truth('assigned', { worker: config.worker.address })
      },
    }
    await assert.rejects(createTracker({ ...context, chain }).run(new AbortController().signal), /the node is away/)
    const states = [one, other].map((jobId) => store.jobs.find(jobId ?? '0x')?.state)
    assert.deepEqual(states, ['accepting', 'assigned'])
    store.db.close()
  })

  it('takes up a job again whose payment a reorganisation took back', async () => {
    for (const [state, to] of [
      ['revealed', 'revealed'],
      ['committed', 'committed'],
      ['assigned', 'computed'],
      ['open', 'lost'],
    ] as const) {
      const context = testContext()
      const { store, config } = context
      const { jobId } = keepSample(context)
      store.jobs.change(jobId, { state: 'assigned', deadlineS: 2000 })
      store.jobs.change(jobId, { state: 'computed', root: `0x${'03'.repeat(32)}` })
      store.jobs.change(jobId, { state: 'settled' })
      const chain: Chain = {
        ...context.chain,
        head: async () => ({ number: 9n, timestampS: 1000, baseFee: 1n }),
        job: async () => truth(state, { worker: config.worker.address }),
      }
      const stop = new AbortController()
      const wait = async (): Promise<void> => stop.abort()
      await createTracker({ ...context, chain, bell: { ...context.bell, wait } }).run(stop.signal)
      assert.equal(store.jobs.find(jobId)?.state, to)
      store.db.close()
    }
  })
})

describe('createHeadGuard', () => {
  const head = (number: bigint): Head => ({ number, timestampS: 0, baseFee: 0n })

  it('refuses a head that fell back, until that has lasted', () => {
    let nowMs = 0
    const guard = createHeadGuard(() => nowMs)
    guard.check(head(10n))
    assert.throws(() => guard.check(head(9n)), { code: 'HEAD_BEHIND', exitCode: 75 })
    nowMs = 59_999
    assert.throws(() => guard.check(head(9n)), { code: 'HEAD_BEHIND' })
    nowMs = 60_000
    assert.equal(guard.check(head(9n)).number, 9n)
    assert.equal(guard.check(head(9n)).number, 9n)
  })
})
