import type { Action } from './action.js'
import { anything } from './anything.js'
import { acceptance, towardsEnd } from './jobMoves.js'
import { money } from './moneyMoves.js'
import { targetOf, type Scene, type Target } from './scene.js'
import { PARTIES, WORKERS, WRONG_ELEMENT, type Sender } from './state.js'

type Kinds = readonly Action['kind'][]
/** Calls of other contracts, which the escrow does not know. */
const ELSEWHERE: Kinds = ['bond', 'unbond', 'rebond', 'withdrawStake', 'retire', 'setLimits']
/** Calls of whoever has, or gets, something in the ledger. */
const OWN: Kinds = ['withdraw', 'lockBalance', 'cancelBefore', 'proveFraud']

/** Two or three calls of one sender made as one: often such that the later need the earlier. */
export function batch(scene: Scene): Action {
  const { random } = scene
  const target = targetOf(scene)
  const calls = random.pick([takenOn, takenOn, requesters, challenged, followed, followed, unlike])(scene, target)
  const first = calls[0]
  if (first === undefined) return money(scene)
  const { by } = first
  return { kind: 'multicall', calls: calls.filter((call) => maySend(by, call)).map((call) => sentBy(call, by)), by }
}

function maySend(by: Sender, { kind }: Action): boolean {
  if (ELSEWHERE.includes(kind)) return false
  if (kind === 'depositWithPermit') return by === 'copycat' || by === 'treasury' || by === 'challenger'
  return PARTIES.some((party) => party === by) || !OWN.includes(kind)
}

/** Nobody pays in coin here; who sends the first call sends all. */
function sentBy(action: Action, by: Sender): Action {
  const call = { ...action, by } as Action
  return call.kind === 'deposit' ? { ...call, value: 0n } : call
}

/** A worker accepts and goes on in the same block. */
function takenOn(scene: Scene, usual: Target): Action[] {
  const { random, state, deals } = scene
  const searches = state.jobs.flatMap((jobs, deal) => jobs.map((job, shard) => ({ deal, shard, job })))
  const open = searches.filter(({ deal, job }) => deals[deal]?.kernel === 'search' && job.state === 'open')
  const target = open.length > 0 && random.chance(60) ? random.pick(open) : usual
  const taking = acceptance(scene, target)
  if (taking.kind !== 'accept' && taking.kind !== 'acceptSigned') return [taking, towardsEnd(scene, target)]
  const { deal, shards, by } = taking
  if (deals[deal]?.kernel !== 'search')
    return [taking, { kind: 'commit', deal, shards, by, variant: 'right', short: false }]
  return [taking, { kind: 'submitWitness', deal, shard: target.shard, by, variant: 'right' }]
}

/** What a requester does at once: it binds its money and posts, or ends what it began. */
function requesters({ random, now, deals }: Scene, { deal, shard }: Target): Action[] {
  const by = 'requester'
  const { token, terms } = deals[deal] as (typeof deals)[number]
  const other = (deal + 1) % deals.length
  return random.pick<Action[]>([
    [
      { kind: 'lockBalance', token, until: now + 200, by },
      { kind: 'post', deal, by },
    ],
    [
      { kind: 'cancel', deal, by },
      { kind: 'cancelBefore', token, nonce: terms.nonce + 1n, by },
    ],
    [
      { kind: 'post', deal, by },
      { kind: 'post', deal: other, by },
      { kind: 'withdraw', token, amount: 1n, by },
    ],
    [
      { kind: 'approve', deal, shards: [shard], by },
      { kind: 'finalize', deal: other, shards: [0], by },
    ],
  ])
}

/** A challenge is too fresh for a proof in the same block. */
function challenged({ random }: Scene, { deal, shard }: Target): Action[] {
  const challenge = { deal, shard, by: 'challenger', element: WRONG_ELEMENT } as const
  const last: Action = { kind: random.chance(50) ? 'flushBurn' : 'registerChallenge', ...challenge }
  const list: Action[] = [{ kind: 'registerChallenge', ...challenge }]
  return [...list, random.chance(60) ? { kind: 'proveFraud', ...challenge } : last]
}

/** What moves a job on, and what anybody may do after it. */
function followed(scene: Scene, target: Target): Action[] {
  const { random } = scene
  const first = towardsEnd(scene, target)
  const { by } = first
  const other = targetOf(scene)
  const jobs = { deal: other.deal, shards: [other.shard], by }
  const last = random.pick<Action>([
    { kind: 'flushBurn', by },
    { kind: 'roll', workers: WORKERS, by },
    { kind: 'finalize', ...jobs },
    { kind: 'noShow', ...jobs },
    { kind: 'registerChallenge', deal: other.deal, shard: other.shard, by: 'challenger', element: WRONG_ELEMENT },
  ])
  return [first, last]
}

/** Whatever comes first, and something else. */
function unlike(scene: Scene, target: Target): Action[] {
  const calls: Action[] = [towardsEnd(scene, target), towardsEnd(scene, targetOf(scene))]
  if (scene.random.chance(30)) calls.push(anything(scene, targetOf(scene)))
  return calls
}
