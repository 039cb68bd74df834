import type { Action } from './action.js'
import { CHALLENGERS } from './jobMoves.js'
import { money } from './moneyMoves.js'
import { power } from './powerMoves.js'
import { SENDERS, type Scene, type Target } from './scene.js'
import { stake } from './stakeMoves.js'
import { PARTIES, WORKERS, WRONG_ELEMENT, type Sender } from './state.js'

/** Any call by anybody about any job, whatever its state. */
export function anything(scene: Scene, target: Target): Action {
  const { random } = scene
  const by = random.pick(SENDERS)
  return random.pick<() => Action>([
    () => money(scene),
    () => stake(scene),
    () => power(scene),
    () => aboutRequest(scene, target, by),
    () => aboutRequest(scene, target, by),
    () => aboutShards(scene, target, by),
    () => aboutShards(scene, target, by),
    () => aboutShards(scene, target, by),
    () => aboutOne(scene, target, by),
    () => aboutOne(scene, target, by),
    () => aboutOne(scene, target, by),
  ])()
}

function aboutRequest({ random }: Scene, { deal }: Target, anybody: Sender): Action {
  const by = random.chance(50) ? 'requester' : anybody
  return random.pick<Action>([
    { kind: 'post', deal, by },
    { kind: 'cancel', deal, by },
    { kind: 'cancel', deal, by },
    { kind: 'expire', deal, by },
  ])
}

function aboutShards({ random }: Scene, { deal, shard }: Target, by: Sender): Action {
  const worker = random.pick(WORKERS)
  const shards = random.pick([[shard], [shard], [shard, shard + 1], [shard, shard], [0, 1, 2], []])
  const sealing = { variant: random.pick(['right', 'wrong'] as const), short: random.chance(10) }
  const taking = { deal, shards, worker, by }
  const variants = shards.map(() => random.pick(['right', 'wrong'] as const))
  return random.pick<Action>([
    { kind: 'acceptSigned', ...taking },
    { kind: 'accept', ...taking },
    { kind: 'acceptAndCommit', ...taking, ...sealing },
    { kind: 'commit', deal, shards, by, ...sealing },
    { kind: 'approve', deal, shards, by },
    { kind: 'approveSigned', deal, shards, variants, signer: random.pick(PARTIES), by },
    { kind: 'finalize', deal, shards, by },
    { kind: 'noShow', deal, shards, by },
    { kind: 'slashTimeout', deal, shards, by },
  ])
}

function aboutOne({ random }: Scene, { deal, shard }: Target, by: Sender): Action {
  const job = { deal, shard, by, variant: random.pick(['right', 'wrong'] as const) }
  const challenge = { deal, shard, by: random.pick(CHALLENGERS), element: random.pick([WRONG_ELEMENT, 3n]) }
  const judge = random.chance(60) ? 'disputer' : by
  return random.pick<Action>([
    { kind: 'reveal', ...job },
    { kind: 'revealSampled', ...job },
    { kind: 'submitWitness', ...job },
    { kind: 'registerChallenge', ...challenge },
    { kind: 'proveFraud', ...challenge },
    { kind: 'openDispute', deal, shard, by: judge },
    { kind: 'closeDispute', deal, shard, by: judge },
    { kind: 'slashByDispute', deal, shard, challenger: 'challenger', by: judge },
  ])
}
