import { OPERATOR_OF, type Action } from './action.js'
import { SENDERS, isLate, shardsFor, type Scene, type Target } from './scene.js'
import { money } from './moneyMoves.js'
import { stake } from './stakeMoves.js'
import {
  WORKERS,
  WRONG_ELEMENT,
  type ModelDeal,
  type ModelRequest,
  type Sender,
  type Variant,
  type WorkerName,
} from './state.js'

export const CHALLENGERS = ['challenger', 'copycat', 'bob'] as const

/** What moves the job on, or ends it. */
export function towardsEnd(scene: Scene, target: Target): Action {
  const { random } = scene
  switch (target.job.state) {
    case 'open':
      return random.chance(10) ? stake(scene) : opening(scene, target)
    case 'assigned':
      return assigned(scene, target)
    case 'committed':
      return committed(scene, target)
    case 'revealed':
      return target.job.aux === 0n ? settlement(scene, target) : dispute(scene, target)
    default:
      return random.chance(50) ? money(scene) : stake(scene)
  }
}

/** Whoever acts for the job's worker. */
function actor({ random }: Scene, { job }: Target): Sender {
  const worker = job.worker ?? 'alice'
  return random.pick([OPERATOR_OF[worker], worker])
}

function ends({ random, now }: Scene, { job }: Target): boolean {
  return random.chance(now > job.deadline ? 85 : 10)
}

/** What a requester does first, and then an accept. */
function opening(scene: Scene, target: Target): Action {
  const { random, state } = scene
  const { deal } = target
  const request = state.requests[deal] as ModelRequest
  const late = isLate(scene, deal)
  if (request.openShards > 0 && random.chance(late ? 80 : 6)) return { kind: 'expire', deal, by: random.pick(SENDERS) }
  if (late && random.chance(80)) return random.chance(50) ? money(scene) : stake(scene)
  if (!request.posted && random.chance(30)) return { kind: 'post', deal, by: 'requester' }
  return acceptance(scene, target)
}

/** The way to take it that suits the request, for the most part. */
export function acceptance(scene: Scene, target: Target): Action {
  const { random, deals, state } = scene
  const { deal } = target
  const { assignee, kernel } = deals[deal] as ModelDeal
  const worker: WorkerName = assignee ?? random.pick(WORKERS)
  const taking = { deal, shards: shardsFor(scene, target), worker, by: random.pick([worker, OPERATOR_OF[worker]]) }
  if (random.chance(kernel === 'search' ? 10 : 40)) {
    return { kind: 'acceptAndCommit', ...taking, variant: variantIn(scene), short: random.chance(4) }
  }
  const posted = state.requests[deal]?.posted === true
  return { kind: posted !== random.chance(5) ? 'accept' : 'acceptSigned', ...taking }
}

function variantIn({ random }: Scene): Variant {
  return random.pick(['right', 'wrong'])
}

function assigned(scene: Scene, target: Target): Action {
  const { random } = scene
  const { deal, shard, job } = target
  const shards = shardsFor(scene, target)
  if (ends(scene, target)) return { kind: 'noShow', deal, shards, by: random.pick(SENDERS) }
  const by = actor(scene, target)
  if (job.witness !== random.chance(5)) {
    return { kind: 'submitWitness', deal, shard, by, variant: random.chance(80) ? 'right' : 'wrong' }
  }
  return { kind: 'commit', deal, shards, by, variant: variantIn(scene), short: random.chance(4) }
}

function committed(scene: Scene, target: Target): Action {
  const { random, sampled } = scene
  const { deal, shard, job } = target
  if (ends(scene, target)) {
    return { kind: 'slashTimeout', deal, shards: shardsFor(scene, target), by: random.pick(SENDERS) }
  }
  const drawn = sampled(target)
  if (drawn === undefined && random.chance(70)) return random.chance(50) ? money(scene) : stake(scene)
  const kind = drawn === true ? 'revealSampled' : 'reveal'
  return { kind, deal, shard, by: actor(scene, target), variant: job.variant ?? 'right' }
}

function settlement(scene: Scene, target: Target): Action {
  const { random, state, now } = scene
  const { deal, shard, job } = target
  if (state.disputer === undefined && random.chance(50)) {
    return { kind: 'setDisputer', disputer: 'disputer', by: 'admin' }
  }
  if (random.chance(state.disputer === undefined ? 5 : 35)) {
    return { kind: 'openDispute', deal, shard, by: random.chance(90) ? 'disputer' : random.pick(SENDERS) }
  }
  const late = now > job.deadline
  if (random.chance(job.variant === 'wrong' && !late ? 80 : 4)) return challenge(scene, target)
  return late && random.chance(80)
    ? { kind: 'finalize', deal, shards: shardsFor(scene, target), by: random.pick(SENDERS) }
    : payment(scene, target)
}

/** A challenge is registered, and proven once it is. */
function challenge({ random, state, ids }: Scene, { deal, shard, job }: Target): Action {
  const by = random.chance(80) ? 'challenger' : random.pick(CHALLENGERS)
  const facts = { deal, shard, by, element: random.chance(70) ? WRONG_ELEMENT : 3n }
  const known = state.challenges.has(ids.challenge({ kind: 'proveFraud', ...facts }, job))
  return { kind: known !== random.chance(15) ? 'proveFraud' : 'registerChallenge', ...facts }
}

function payment(scene: Scene, target: Target): Action {
  const { random, state } = scene
  const { deal } = target
  const shards = shardsFor(scene, target)
  const sealed = shards.map((shard) => state.jobs[deal]?.[shard]?.variant ?? 'right')
  const variants = random.chance(90) ? sealed : sealed.slice(1)
  const guessed = random.chance(10) ? variants.map(() => variantIn(scene)) : variants
  const signer = random.chance(90) ? 'requester' : 'challenger'
  return random.pick<Action>([
    { kind: 'approve', deal, shards, by: 'requester' },
    { kind: 'approveSigned', deal, shards, variants: guessed, signer, by: random.pick(SENDERS) },
    { kind: 'finalize', deal, shards, by: random.pick(SENDERS) },
  ])
}

function dispute(scene: Scene, target: Target): Action {
  const { random } = scene
  const { deal, shard } = target
  const by = random.chance(92) ? 'disputer' : random.pick(SENDERS)
  const challenger = random.chance(90) ? random.pick(CHALLENGERS) : 'nobody'
  const slash: Action = { kind: 'slashByDispute', deal, shard, challenger, by }
  const close: Action = { kind: 'closeDispute', deal, shard, by }
  return random.pick<Action>([
    { kind: 'openDispute', deal, shard, by },
    close,
    close,
    slash,
    slash,
    slash,
    payment(scene, target),
    { kind: 'finalize', deal, shards: [shard], by },
  ])
}
