import { parseEther } from 'ethers'
import type { Terms } from '@quern/sdk'
import { LIMITS, MATMUL8, TIMES } from '../utils/protocol.js'
import { OPERATOR_OF, type Action, type Step } from './action.js'
import type { Random } from './random.js'
import {
  PARTIES,
  WORKERS,
  WRONG_ELEMENT,
  type ModelDeal,
  type ModelJob,
  type ModelState,
  type Sender,
  type WorkerName,
} from './state.js'

export const ELEMENTS = [WRONG_ELEMENT, 3n] as const
const CHALLENGERS = ['challenger', 'copycat', 'bob'] as const
const SENDERS: readonly Sender[] = [...PARTIES, OPERATOR_OF.alice, OPERATOR_OF.bob, 'treasury']
const DAY = 24 * 3600

/** Terms that are usual for the most part, and now and then out of their bounds. */
export type RandomDeal = Pick<ModelDeal, 'shards' | 'assignee' | 'token' | 'forged'> & {
  readonly terms: Omit<Terms, 'requester' | 'nonce' | 'payToken' | 'assignee'>
}

export function randomDeal(random: Random, opened: number): RandomDeal {
  const minPrice = parseEther('0.5') + random.amount(parseEther('2'))
  const burn = LIMITS.unitBurn + random.amount(parseEther('5'))
  const usual = {
    minPrice,
    maxPrice: minPrice + random.amount(parseEther('3')),
    rampStart: opened - 2000 + random.int(6000),
    rampPeriod: random.pick([0, 1, 997, 5000]),
    burn: random.chance(25) ? 0n : burn,
    lock: parseEther('60') + random.amount(parseEther('150')),
    acceptBy: opened + random.pick([2000, DAY, 20 * DAY]),
    duration: random.pick([60, 3600]),
    challengeWindow: TIMES.minChallengeWindow,
    sampleBps: random.pick([2500, 5000, 10_000]),
    samples: 4 + random.int(3),
    kernelId: MATMUL8,
  }
  const faults = [
    { maxPrice: minPrice - 1n },
    { burn: LIMITS.unitBurn - 1n },
    { lock: LIMITS.minLock - 1n },
    { duration: 59 },
    { kernelId: MATMUL8 + 1 },
  ]
  return {
    shards: random.pick([1, 2, 3]),
    assignee: random.chance(15) ? 'bob' : undefined,
    token: random.chance(35) ? 'qrn' : 'coins',
    forged: random.chance(4),
    terms: { ...usual, ...(random.chance(10) ? random.pick<Partial<typeof usual>>(faults) : {}) },
  }
}

/** Where a sequence stands when its next step is chosen. */
export type Scene = {
  readonly random: Random
  readonly deals: readonly ModelDeal[]
  readonly state: ModelState
  /** Time of the latest block. */
  readonly now: number
  /** Whether the job's draw is known, and says that it must be revealed with proofs. */
  readonly sampled: (deal: number, shard: number) => boolean
}

/** The next step: mostly what moves some job on or ends it at a second near its deadline, at times anything at all. */
export function nextStep(scene: Scene): Step {
  const { random, now } = scene
  const target = targetOf(scene)
  const action = random.chance(75) ? towardsEnd(scene, target) : anything(scene, target)
  const edge = edgeOf(scene, target, action)
  if (edge !== undefined && edge > now) return { at: edge, action }
  return { at: now + 1 + random.int(40) + (random.chance(2) ? DAY : 0), action }
}

/** A second at which the call is just in time or just late. */
function edgeOf({ random, state }: Scene, { job }: Target, action: Action): number | undefined {
  switch (action.kind) {
    case 'noShow':
    case 'slashTimeout':
    case 'finalize':
      return random.chance(85) ? job.deadline + (random.chance(80) ? 1 : 0) : undefined
    case 'commit':
    case 'reveal':
    case 'revealSampled':
    case 'approve':
    case 'proveFraud':
      return random.chance(8) ? job.deadline + random.int(2) : undefined
    case 'withdrawStake': {
      const entry = state.workers[action.by].ring[action.index]
      return entry && entry.endsAt - random.int(2)
    }
    default:
      return undefined
  }
}

/** Any job, but mostly one that is under way: else few would come to their end within a sequence. */
function targetOf({ random, state }: Scene): Target {
  const all = state.jobs.flatMap((jobs, deal) => jobs.map((job, shard) => ({ deal, shard, job })))
  const live = all.filter(({ job }) => job.worker !== undefined && job.state !== 'finalized' && job.state !== 'slashed')
  return random.pick(live.length > 0 && random.chance(80) ? live : all)
}

type Target = { readonly deal: number; readonly shard: number; readonly job: ModelJob }

/** What moves the job on, or ends it. */
function towardsEnd(scene: Scene, target: Target): Action {
  const { random, now } = scene
  const { deal, shard, job } = target
  const by = job.worker === undefined ? 'alice' : random.pick([OPERATOR_OF[job.worker], job.worker])
  const shards = [shard]
  const variant = job.variant ?? random.pick(['right', 'wrong'] as const)
  const ends = random.chance(now > job.deadline ? 85 : 15)
  switch (job.state) {
    case 'open':
      return random.chance(20) ? stake(scene) : acceptance(scene, target)
    case 'assigned':
      if (ends) return { kind: 'noShow', deal, shards, by: random.pick(SENDERS) }
      return { kind: 'commit', deal, shards, by, variant }
    case 'committed':
      if (ends) return { kind: 'slashTimeout', deal, shards, by: random.pick(SENDERS) }
      return { kind: scene.sampled(deal, shard) ? 'revealSampled' : 'reveal', deal, shard, by, variant }
    case 'revealed':
      return settlement(scene, target)
    default:
      return random.chance(50) ? money(scene) : stake(scene)
  }
}

function acceptance({ random, deals }: Scene, { deal, shard }: Target): Action {
  const { assignee, shards: count } = deals[deal] as ModelDeal
  const worker = assignee ?? random.pick(WORKERS)
  const by = random.chance(50) ? worker : OPERATOR_OF[worker]
  const all = Array.from({ length: count }, (_, index) => index)
  const shards = random.chance(20) ? all : [shard]
  if (random.chance(60)) return { kind: 'accept', deal, shards, by, worker }
  return { kind: 'acceptAndCommit', deal, shards, by, worker, variant: random.pick(['right', 'wrong']) }
}

function settlement({ random, state }: Scene, { deal, shard, job }: Target): Action {
  const by = random.chance(80) ? 'challenger' : random.pick(CHALLENGERS)
  if (job.variant === 'wrong' && random.chance(85)) {
    const kind = state.challenges.size > 0 && random.chance(75) ? 'proveFraud' : 'registerChallenge'
    return { kind, deal, shard, by, element: random.chance(90) ? WRONG_ELEMENT : 3n }
  }
  if (random.chance(50)) return { kind: 'approve', deal, shards: [shard], by: 'requester' }
  return { kind: 'finalize', deal, shards: [shard], by }
}

/** Calls about the ledger, from small change to more than there is. */
function money({ random, state }: Scene): Action {
  const token = random.pick(['coins', 'qrn'] as const)
  const owner = random.pick(PARTIES)
  const by = random.pick(SENDERS)
  const some = random.chance(10) ? 0n : random.amount(parseEther('50'))
  const owned = state.ledger[token][owner]
  return random.pick<Action>([
    { kind: 'deposit', token, to: owner, amount: some, by: 'treasury' },
    { kind: 'withdraw', token, by: owner, amount: random.pick([some, owned, owned / 2n, owned + 1n]) },
    { kind: 'flushBurn', by },
    { kind: 'roll', workers: random.pick([WORKERS, WORKERS.slice(1), []]), by },
  ])
}

/** Calls about a worker's own stake. */
function stake({ random, state }: Scene): Action {
  const by = random.pick(WORKERS)
  const { active, locked, ring } = state.workers[by]
  const free = active > locked ? active - locked : 0n
  const some = random.chance(10) ? 0n : random.amount(parseEther('50'))
  const used = ring.findIndex((entry) => entry !== undefined)
  const index = used === -1 || random.chance(20) ? random.int(9) : used
  return random.pick<Action>([
    { kind: 'bond', amount: some, by },
    { kind: 'unbond', amount: random.pick([some, some, free + 1n, free / 3n]), by },
    { kind: 'rebond', index, by },
    { kind: 'withdrawStake', index, by },
  ])
}

/** Any call by anybody about any job, whatever its state. */
function anything(scene: Scene, { deal, shard }: Target): Action {
  const { random } = scene
  const by = random.pick(SENDERS)
  const worker: WorkerName = random.pick(WORKERS)
  const shards = random.pick([[shard], [shard], [shard, shard + 1], [shard, shard], [0, 1, 2], []])
  const variant = random.pick(['right', 'wrong'] as const)
  const challenge = { deal, shard, by: random.pick(CHALLENGERS), element: random.pick(ELEMENTS) }
  return random.pick<() => Action>([
    () => money(scene),
    () => stake(scene),
    () => ({ kind: 'accept', deal, shards, by, worker }),
    () => ({ kind: 'acceptAndCommit', deal, shards, by, worker, variant }),
    () => ({ kind: 'commit', deal, shards, by, variant }),
    () => ({ kind: 'reveal', deal, shard, by, variant }),
    () => ({ kind: 'revealSampled', deal, shard, by, variant }),
    () => ({ kind: 'approve', deal, shards, by }),
    () => ({ kind: 'finalize', deal, shards, by }),
    () => ({ kind: 'noShow', deal, shards, by }),
    () => ({ kind: 'slashTimeout', deal, shards, by }),
    () => ({ kind: 'registerChallenge', ...challenge }),
    () => ({ kind: 'proveFraud', ...challenge }),
    () => ({ kind: 'cancel', deal, by: random.chance(20) ? 'requester' : by }),
  ])()
}
