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
  const { random, state, deals } = scene
  const late = random.chance(80) ? 1 : 0
  switch (action.kind) {
    case 'noShow':
    case 'slashTimeout':
      return random.chance(80) ? jobAt(state, placeOf(action)).deadline + late : undefined
    case 'finalize':
      return random.chance(80) ? windowEnd(jobAt(state, placeOf(action))) + late : undefined
    case 'commit':
    case 'reveal':
    case 'revealSampled':
    case 'submitWitness':
    case 'approve':
    case 'proveFraud':
    case 'openDispute':
      return random.chance(8) ? jobAt(state, placeOf(action)).deadline + random.int(2) : undefined
    case 'slashByDispute':
      return random.chance(20) ? windowEnd(jobAt(state, action)) + random.int(2) : undefined
    case 'expire':
      return random.chance(80) ? (deals[action.deal] as ModelDeal).terms.acceptBy + late : undefined
    case 'accept':
    case 'acceptSigned':
    case 'acceptAndCommit':
    case 'post':
      return random.chance(4) ? (deals[action.deal] as ModelDeal).terms.acceptBy + random.int(2) : undefined
    case 'withdraw':
      return random.chance(60) ? state.ledger[action.token][action.by].lockedUntil - random.int(2) : undefined
    case 'withdrawStake': {
      const entry = state.workers[action.by].ring[action.index]
      return entry && entry.endsAt - random.int(2)
    }
    default:
      return undefined
  }
}

/** The job of a call, or the first of its list. */
function placeOf(
  action: { readonly deal: number } & ({ readonly shard: number } | { readonly shards: readonly number[] }),
): Place {
  return { deal: action.deal, shard: 'shard' in action ? action.shard : (action.shards[0] ?? 0) }
}
