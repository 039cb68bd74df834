import type { Action, Step } from './action.js'
import { anything } from './anything.js'
import { batch } from './batchMoves.js'
import { windowEnd } from './call.js'
import { towardsEnd } from './jobMoves.js'
import { money } from './moneyMoves.js'
import { power } from './powerMoves.js'
import { targetOf, type Scene } from './scene.js'
import { jobAt, type ModelDeal, type Place } from './state.js'

const DAY = 24 * 3600

/** The next step: mostly what moves some job on or ends it at a second near its deadline, at times anything at all. */
export function nextStep(scene: Scene): Step {
  const { random, now } = scene
  const action = nextAction(scene)
  const edge = edgeOf(scene, action)
  if (edge !== undefined && edge > now) return { at: edge, action }
  return { at: now + 1 + random.int(40) + (random.chance(1) ? DAY : 0), action }
}

function nextAction(scene: Scene): Action {
  const kind = scene.random.int(100)
  if (kind < 70) return towardsEnd(scene, targetOf(scene))
  if (kind < 81) return anything(scene, targetOf(scene))
  if (kind < 88) return batch(scene)
  return kind < 95 ? power(scene) : money(scene)
}

/** A second at which the call is just in time or just late. */
function edgeOf(scene: Scene, action: Action): number | undefined {
  const { random, state } = scene
  switch (action.kind) {
    case 'withdraw':
      return random.chance(80) ? state.ledger[action.token][action.by].lockedUntil - random.int(2) : undefined
    case 'withdrawStake': {
      const entry = state.workers[action.by].ring[action.index]
      return entry && entry.endsAt - random.int(2)
    }
    default:
      return 'deal' in action ? dealEdge(scene, action) : undefined
  }
}

type DealAction = Extract<Action, { readonly deal: number }>
type Kinds = readonly Action['kind'][]
const TAKING: Kinds = ['post', 'accept', 'acceptSigned', 'acceptAndCommit']
const IN_TIME: Kinds = ['commit', 'reveal', 'revealSampled', 'submitWitness', 'approve', 'proveFraud', 'openDispute']

function dealEdge({ random, state, deals }: Scene, action: DealAction): number | undefined {
  const { kind } = action
  const { acceptBy } = (deals[action.deal] as ModelDeal).terms
  const job = jobAt(state, placeOf(action))
  const late = random.chance(80) ? 1 : 0
  const at = (percent: number, time: number) => (random.chance(percent) ? time : undefined)
  if (kind === 'noShow' || kind === 'slashTimeout') return at(80, job.deadline + late)
  if (kind === 'finalize') return at(80, windowEnd(job) + late)
  if (kind === 'slashByDispute') return at(20, windowEnd(job) + random.int(2))
  if (kind === 'expire') return at(80, acceptBy + late)
  if (TAKING.includes(kind)) return at(4, acceptBy + random.int(2))
  return IN_TIME.includes(kind) ? at(8, job.deadline + random.int(2)) : undefined
}

/** The job of a call, or the first of its list. */
function placeOf(action: DealAction): Place {
  if ('shard' in action) return { deal: action.deal, shard: action.shard }
  return { deal: action.deal, shard: 'shards' in action ? (action.shards[0] ?? 0) : 0 }
}
