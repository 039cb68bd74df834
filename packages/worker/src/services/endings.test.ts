import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Hex } from 'viem'
import type { Ending, IntentKind, OutboxEntry, Revert } from '../runtime/outbox.js'
import type { JobState } from '../runtime/jobs.js'
import type { Context } from './context.js'
import { keepSample, testContext } from './context.test.fixture.js'
import { applyEnding } from './endings.js'

let context: Context
let requestId: Hex
let jobIds: Hex[]

beforeEach(() => {
  context = testContext()
  jobIds = [0, 1].map((shard) => {
    const kept = keepSample(context, shard)
    requestId = kept.requestId
    return kept.jobId
  })
})

afterEach(() => context.store.db.close())

const paths: Partial<Record<JobState, readonly JobState[]>> = {
  accepting: ['accepting'],
  sealed: ['assigned', 'computed', 'sealed'],
  revealing: ['assigned', 'committed', 'revealing'],
  revealed: ['revealed'],
  submitting: ['assigned', 'computed', 'submitting'],
}

function end(kind: IntentKind, from: JobState, ending: Ending & { revert?: Revert }): void {
  const { store } = context
  for (const jobId of jobIds) for (const state of paths[from] ?? []) store.jobs.change(jobId, { state })
  const id = store.outbox.intend({ kind, requestId, jobIds, target: context.config.contracts.escrow, calldata: '0x' })
  const entry = store.outbox.live().find((candidate) => candidate.id === id) as OutboxEntry
  store.outbox.end(id, ending)
  applyEnding(store, context.nowMs(), { entry, ending, revert: ending.revert })
}

const states = (): (JobState | undefined)[] => jobIds.map((jobId) => context.store.jobs.find(jobId)?.state)
const refused = (name: string, facts: Revert['facts'] = {}) =>
  ({ status: 'refused', reason: name, revert: { name, facts } }) as const

describe('applyEnding', () => {
  it('drops the job that another took and frees the rest', () => {
    end('accept', 'accepting', refused('JobInState', { jobId: jobIds[1] ?? '' }))
    assert.deepEqual(states(), ['seen', 'lost'])
    assert.equal(context.store.requests.find(requestId)?.action, 'wait')
  })

  it('passes a request over for ever after a final refusal', () => {
    for (const name of ['RequestIsCancelled', 'RequestExpired', 'NonceCancelled']) {
      end('accept', 'accepting', refused(name))
      const row = context.store.requests.find(requestId)
      assert.deepEqual([row?.action, row?.reason], ['pass', `accept_${name}`])
      assert.deepEqual(states(), ['seen', 'seen'])
      context.store.requests.decide(requestId, { action: 'wait', reason: 'new', retryAtMs: 0 })
    }
  })

  it('waits after a refusal that may pass', () => {
    // The last two: a post that a reorganisation took back, a request that was posted after it was signed.
    for (const name of ['LedgerTooLow', 'RequestNotPosted', 'RequestIsPosted']) {
      end('accept', 'accepting', refused(name))
      const row = context.store.requests.find(requestId)
      assert.deepEqual([row?.action, row?.reason], ['wait', `accept_${name}`])
      assert.ok((row?.retryAtMs ?? 0) > context.nowMs())
    }
  })

  it('gives a request up after ten failures in a row', () => {
    for (let i = 0; i < 9; i++) end('accept', 'accepting', { status: 'reverted' })
    assert.equal(context.store.requests.find(requestId)?.action, 'wait')
    end('accept', 'accepting', { status: 'reverted' })
    assert.equal(context.store.requests.find(requestId)?.action, 'pass')
  })

  it('waits for a token that the guardian stopped, however long that takes', () => {
    for (let i = 0; i < 20; i++) end('accept', 'accepting', refused('TokenPaused'))
    const row = context.store.requests.find(requestId)
    assert.deepEqual([row?.action, row?.reason, row?.failures], ['wait', 'accept_TokenPaused', 0])
  })

  it('takes failed commits and reveals one step back, to be tried again', () => {
    end('commit', 'sealed', { status: 'lost' })
    assert.deepEqual(states(), ['computed', 'computed'])
    assert.ok((context.store.jobs.find(jobIds[0] ?? '0x')?.retryAtMs ?? 0) > context.nowMs())
  })

  for (const { kind, from, back } of [
    { kind: 'commit', from: 'sealed', back: 'computed' },
    { kind: 'accept', from: 'accepting', back: 'seen' },
  ] as const) {
    it(`leaves a job alone whose next ${kind} is under way`, () => {
      const { store, config } = context
      store.outbox.intend({ kind, requestId, jobIds: jobIds.slice(1), target: config.contracts.escrow, calldata: '0x' })
      end(kind, from, { status: 'refused', reason: 'nonce_filled' })
      assert.deepEqual(states(), [back, from])
    })
  }

  it('takes a failed reveal back to committed', () => {
    end('reveal', 'revealing', refused('DeadlinePassed'))
    assert.deepEqual(states(), ['committed', 'committed'])
  })

  it('sets the job aside that stands in the way of a list, and tries the others at once', () => {
    end('commit', 'sealed', refused('DeadlinePassed', { jobId: jobIds[1] ?? '' }))
    const now = context.nowMs()
    const waits = jobIds.map((jobId) => (context.store.jobs.find(jobId)?.retryAtMs ?? 0) - now)
    assert.deepEqual(
      [states(), waits],
      [
        ['computed', 'computed'],
        [0, 30_000],
      ],
    )
  })

  it('takes a witness that was not mined one step back', () => {
    end('submitWitness', 'submitting', refused('WitnessTooFresh', { jobId: jobIds[0] ?? '' }))
    assert.deepEqual(states(), ['computed', 'computed'])
  })

  it('searches again when the chain finds an answer wrong', () => {
    end('submitWitness', 'submitting', refused('WitnessNotCorrect', { jobId: jobIds[0] ?? '' }))
    assert.deepEqual(states(), ['assigned', 'assigned'])
    assert.equal(context.store.jobs.find(jobIds[0] ?? '0x')?.failures, 1)
  })

  it('leaves the jobs of a good transaction to the tracker', () => {
    end('commit', 'sealed', { status: 'done' })
    assert.deepEqual(states(), ['sealed', 'sealed'])
  })

  it('finalizes nothing again while the tracker has not seen the payment', () => {
    end('finalize', 'revealed', { status: 'done' })
    const job = context.store.jobs.find(jobIds[0] ?? '0x')
    assert.deepEqual([job?.state, job?.retryAtMs, job?.reason], ['revealed', context.nowMs() + 5000, undefined])
  })

  it('keeps revealed jobs revealed when a finalize fails', () => {
    end('finalize', 'revealed', refused('NothingDue'))
    assert.deepEqual(states(), ['revealed', 'revealed'])
  })
})
