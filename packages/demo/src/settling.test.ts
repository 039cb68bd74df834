import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SeenJob } from './jobs.js'
import type { Order } from './ordering.js'
import { settle, sharesOf } from './settling.js'
import type { RunningWorker } from './workers.js'

const ADDRESS = '0x00000000000000000000000000000000000000Ad'
const order = { request: { work: { shards: 3 } } } as Order

function running(ended: Promise<string>): RunningWorker {
  return { name: 'ada', owner: { address: ADDRESS }, ended } as unknown as RunningWorker
}

function job(shard: number, state: SeenJob['state']): SeenJob {
  return { shard, state, worker: ADDRESS.toLowerCase() } as SeenJob
}

interface Play {
  /** The states of all three jobs, look by look; the last stays. */
  readonly looks: readonly (readonly [SeenJob['state'], SeenJob['state'], SeenJob['state']])[]
  /** Approvals that come too late, by their number. */
  readonly late?: readonly number[]
  readonly wrong?: readonly number[]
  readonly ended?: Promise<string>
  readonly signal?: AbortSignal
}

async function play({ looks, late = [], wrong = [], ended = new Promise(() => undefined), signal }: Play) {
  let look = 0
  const taken: number[] = []
  const approved: number[][] = []
  const requester = {
    jobs: async () => (looks[Math.min(look++, looks.length - 1)] ?? []).map((state, shard) => job(shard, state)),
    approve: async (_: Order, shards: number[]) => !late.includes(approved.push(shards) - 1),
  }
  const settled = await settle({
    name: 'work',
    part: 'piece',
    requester,
    order,
    workers: [running(ended)],
    take: async (shard) => {
      taken.push(shard)
      return wrong.includes(shard) ? 'is wrong' : undefined
    },
    signal: signal ?? new AbortController().signal,
  })
  return { settled, taken, approved }
}

test('settle_takesEveryResultOnceAndApprovesWhatIsRight', async () => {
  const { settled, taken, approved } = await play({
    looks: [
      ['open', 'revealed', 'committed'],
      ['revealed', 'finalized', 'revealed'],
      ['finalized', 'finalized', 'finalized'],
    ],
  })
  assert.deepEqual(taken, [1, 0, 2])
  assert.deepEqual(approved, [[1], [0, 2]])
  assert.deepEqual(settled.problems, [])
  assert.equal(sharesOf(settled, 'piece'), '3 pieces by ada')
})

test('settle_approvesAgainTheRestOfAListThatCameTooLate', async () => {
  const { approved } = await play({
    looks: [
      ['revealed', 'revealed', 'revealed'],
      ['revealed', 'finalized', 'revealed'],
      ['finalized', 'finalized', 'finalized'],
    ],
    late: [0],
  })
  assert.deepEqual(approved, [
    [0, 1, 2],
    [0, 2],
  ])
})

test('settle_takesResultsThatItsWorkerFinalizedBeforeTheyWereSeen', async () => {
  const { settled, taken, approved } = await play({ looks: [['finalized', 'finalized', 'finalized']] })
  assert.deepEqual([taken, approved, settled.problems], [[0, 1, 2], [], []])
})

test('settle_approvesNothingWrongAndTellsWhatIsMissing', async () => {
  const { settled, approved } = await play({
    looks: [
      ['revealed', 'revealed', 'assigned'],
      ['finalized', 'finalized', 'slashed'],
    ],
    wrong: [0],
  })
  assert.deepEqual(approved, [[1]])
  assert.deepEqual(settled.problems, ['piece 0 of work by ada is wrong', '1 pieces of work have no result'])
})

test('settle_rejects_whenAWorkerEndsOrTheSignalIsAborted', async () => {
  const looks = [['open', 'open', 'open']] as const
  await assert.rejects(play({ looks, ended: Promise.resolve('ended with 1') }), /The worker ada ended with 1\./)
  const signal = AbortSignal.abort(new Error('stopped'))
  await assert.rejects(play({ looks, signal }), /stopped/)
})
