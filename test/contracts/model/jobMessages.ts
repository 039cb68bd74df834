import type { ActionOf } from './action.js'
import { NONCE, SALT, challengeFor, sealFor } from './chain.js'
import { escrowCall, type Context, type Message } from './message.js'
import { dealIn, inputRootsOf, isSearch, proofOf, rootOf, saltOf, witnessOf } from './outputs.js'
import { addressIn } from './stage.js'
import { jobAt, type WorkerName } from './state.js'
import { sealsIn } from './work.js'

type Sealing = ActionOf<'commit' | 'acceptAndCommit'>

export function acceptAndCommit(context: Context, action: ActionOf<'acceptAndCommit'>): Message {
  const { chain } = context
  const { request, signature } = dealIn(chain, action.deal)
  const seals = sealsOf(context, action, () => action.worker)
  const args = [request, [...action.shards], addressIn(chain.stage, action.worker), signature, seals]
  return escrowCall(chain.stage, 'acceptAndCommit', args)
}

export function commit(context: Context, action: ActionOf<'commit'>): Message {
  const { chain } = context
  const { request, workHash } = dealIn(chain, action.deal)
  // Whoever holds the job; a job that nobody holds is refused whatever is sealed.
  const seals = sealsOf(context, action, (holder) => holder ?? 'alice')
  return escrowCall(chain.stage, 'commit', [request.terms, workHash, [...action.shards], seals])
}

function sealsOf(
  { chain, state }: Context,
  { deal, variant, ...list }: Sealing,
  workerOf: (holder: WorkerName | undefined) => WorkerName,
) {
  return list.shards.slice(0, sealsIn(list)).map((shard) => {
    const job = jobAt(state, { deal, shard })
    return sealFor(chain, { deal, shard }, { attempt: job.attempt, worker: workerOf(job.worker), variant })
  })
}

export function reveal({ chain, known }: Context, action: ActionOf<'reveal'>): Message {
  const { request, workHash } = dealIn(chain, action.deal)
  const root = rootOf(chain, action, action.variant)
  const opening = { shard: action.shard, root, salt: SALT, outputUri: '' }
  return escrowCall(chain.stage, 'reveal', [request.terms, workHash, [opening], known(action)?.header ?? '0x'])
}

export function revealSampled({ chain, known }: Context, action: ActionOf<'revealSampled'>): Message {
  const deal = dealIn(chain, action.deal)
  const { shard, variant } = action
  const { header = '0x', draw } = known(action) ?? {}
  const opening = { shard, root: rootOf(chain, action, variant), salt: SALT, outputUri: '' }
  const proofs = draw?.elements.map((element) => witnessOf(deal, shard, variant).proof(element)) ?? []
  return escrowCall(chain.stage, 'revealSampled', [deal.request, opening, inputRootsOf(deal), proofs, header])
}

export function submitWitness({ chain }: Context, action: ActionOf<'submitWitness'>): Message {
  const deal = dealIn(chain, action.deal)
  const output = isSearch(deal) ? saltOf(chain, action, action.variant) : '0x'
  return escrowCall(chain.stage, 'submitWitness', [deal.request, action.shard, inputRootsOf(deal), output])
}

export function registerChallenge({ chain, state }: Context, action: ActionOf<'registerChallenge'>): Message {
  return escrowCall(chain.stage, 'registerChallenge', [challengeFor(chain, action, jobAt(state, action))])
}

/** Of the output that the job's worker sealed. */
export function proveFraud({ chain, state }: Context, action: ActionOf<'proveFraud'>): Message {
  const deal = dealIn(chain, action.deal)
  const { variant = 'right' } = jobAt(state, action)
  const proof = proofOf(chain, action, { variant, element: action.element })
  const args = [deal.request, action.shard, action.element, NONCE, inputRootsOf(deal), proof]
  return escrowCall(chain.stage, 'proveFraud', args)
}
