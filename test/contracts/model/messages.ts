import { challengeOf } from '@quern/sdk'
import { addressOf, type Market } from '../utils/market.js'
import { NATIVE } from '../utils/protocol.js'
import type { Action, ActionOf, Kind } from './action.js'
import {
  NONCE,
  SALT,
  addressIn,
  dealIn,
  jobIn,
  scopeOf,
  sealFor,
  witnessOf,
  type Chain,
  type KnownDraw,
} from './contracts.js'
import type { ModelState, Token, WorkerName } from './state.js'

/** A call to one of the contracts. */
export type Message = { readonly to: 'escrow' | 'staking'; readonly data: string; readonly value?: bigint }

/** What a call is encoded in: the model's state tells attempts and sealed outputs. */
export type Context = { readonly chain: Chain; readonly state: ModelState; readonly known: KnownDraw | undefined }

const ENCODERS: { readonly [K in Kind]: (context: Context, action: ActionOf<K>) => Message } = {
  deposit: ({ chain: { market } }, { token, to, amount }) => ({
    to: 'escrow',
    data: market.escrow.interface.encodeFunctionData('deposit', [
      tokenIn(market, token),
      addressIn(market, to),
      amount,
    ]),
    value: token === 'coins' ? amount : 0n,
  }),
  withdraw: ({ chain: { market } }, { token, amount }) => {
    return {
      to: 'escrow',
      data: market.escrow.interface.encodeFunctionData('withdraw', [
        tokenIn(market, token),
        addressOf(market.cold),
        amount,
      ]),
    }
  },
  flushBurn: ({ chain: { market } }) => ({
    to: 'escrow',
    data: market.escrow.interface.encodeFunctionData('flushBurn'),
  }),
  roll: ({ chain: { market } }, { workers }) => {
    const accounts = workers.map((worker) => addressIn(market, worker))
    return { to: 'escrow', data: market.escrow.interface.encodeFunctionData('roll', [accounts]) }
  },
  accept,
  acceptAndCommit,
  commit,
  reveal,
  revealSampled,
  approve: listed,
  finalize: listed,
  noShow: listed,
  slashTimeout: listed,
  registerChallenge,
  proveFraud,
  cancel: ({ chain }, { deal }) => ({
    to: 'escrow',
    data: chain.market.escrow.interface.encodeFunctionData('cancel', [dealIn(chain, deal).request]),
  }),
  bond: ({ chain: { market } }, { amount }) => ({
    to: 'staking',
    data: market.staking.interface.encodeFunctionData('bond', [amount]),
  }),
  unbond: ({ chain: { market } }, { amount }) => ({
    to: 'staking',
    data: market.staking.interface.encodeFunctionData('unbond', [amount]),
  }),
  rebond: ({ chain: { market } }, { index }) => ({
    to: 'staking',
    data: market.staking.interface.encodeFunctionData('rebond', [index]),
  }),
  withdrawStake: ({ chain: { market } }, { index }) => ({
    to: 'staking',
    data: market.staking.interface.encodeFunctionData('withdraw', [index, addressOf(market.cold)]),
  }),
}

/** The call that `action` stands for. */
export function messageOf(context: Context, action: Action): Message {
  const encode = ENCODERS[action.kind] as (context: Context, action: Action) => Message
  return encode(context, action)
}

function tokenIn({ qrnAddress }: Market, token: Token): string {
  return token === 'coins' ? NATIVE : qrnAddress
}

function accept({ chain }: Context, { deal, shards, worker }: ActionOf<'accept'>): Message {
  const { request, signature } = dealIn(chain, deal)
  return {
    to: 'escrow',
    data: chain.market.escrow.interface.encodeFunctionData('acceptSigned', [
      request,
      [...shards],
      addressIn(chain.market, worker),
      signature,
    ]),
  }
}

function acceptAndCommit(context: Context, action: ActionOf<'acceptAndCommit'>): Message {
  const { market } = context.chain
  const { request, signature } = dealIn(context.chain, action.deal)
  const seals = sealsOf(context, action, () => action.worker)
  return {
    to: 'escrow',
    data: market.escrow.interface.encodeFunctionData('acceptAndCommit', [
      request,
      [...action.shards],
      addressIn(market, action.worker),
      signature,
      seals,
    ]),
  }
}

function commit(context: Context, action: ActionOf<'commit'>): Message {
  const { request, workHash } = dealIn(context.chain, action.deal)
  // Whoever holds the job; a job that nobody holds is refused whatever is sealed.
  const seals = sealsOf(context, action, (holder) => holder ?? 'alice')
  return {
    to: 'escrow',
    data: context.chain.market.escrow.interface.encodeFunctionData('commit', [
      request.terms,
      workHash,
      [...action.shards],
      seals,
    ]),
  }
}

function sealsOf(
  { chain, state }: Context,
  { deal, shards, variant }: ActionOf<'commit' | 'acceptAndCommit'>,
  workerOf: (holder: WorkerName | undefined) => WorkerName,
) {
  const last = dealIn(chain, deal).request.work.shards - 1
  return shards.map((shard) => {
    const job = jobIn(state, { deal, shard })
    // A shard that the request does not have is refused too; any seal will do for it.
    return sealFor(chain, { deal, shard: Math.min(shard, last) }, { job, worker: workerOf(job.worker), variant })
  })
}

function reveal({ chain, known }: Context, { deal: index, shard, variant }: ActionOf<'reveal'>): Message {
  const deal = dealIn(chain, index)
  const opening = { shard, root: witnessOf(deal, shard, variant).root, salt: SALT, outputUri: '' }
  return {
    to: 'escrow',
    data: chain.market.escrow.interface.encodeFunctionData('reveal', [
      deal.request.terms,
      deal.workHash,
      [opening],
      known?.header ?? '0x',
    ]),
  }
}

function revealSampled({ chain, known }: Context, { deal: index, shard, variant }: ActionOf<'revealSampled'>): Message {
  const deal = dealIn(chain, index)
  const witness = witnessOf(deal, shard, variant)
  const opening = { shard, root: witness.root, salt: SALT, outputUri: '' }
  const proofs = known?.draw.elements.map((element) => witness.proof(element)) ?? []
  return {
    to: 'escrow',
    data: chain.market.escrow.interface.encodeFunctionData('revealSampled', [
      deal.request,
      opening,
      [...deal.product.inputRoots],
      proofs,
      known?.header ?? '0x',
    ]),
  }
}

function listed(
  { chain }: Context,
  { kind, deal, shards }: ActionOf<'approve' | 'finalize' | 'noShow' | 'slashTimeout'>,
): Message {
  const { request, workHash } = dealIn(chain, deal)
  // The four take the same arguments; the types want one name.
  const name = kind as 'approve'
  const data = chain.market.escrow.interface.encodeFunctionData(name, [request.terms, workHash, [...shards]])
  return { to: 'escrow', data }
}

function registerChallenge({ chain, state }: Context, action: ActionOf<'registerChallenge'>): Message {
  const proof = proofOf({ chain, state }, action)
  const challenger = addressIn(chain.market, action.by)
  const scope = { ...scopeOf(chain, action, jobIn(state, action)), challenger, element: action.element }
  const c = challengeOf({ ...scope, proof, nonce: NONCE })
  return { to: 'escrow', data: chain.market.escrow.interface.encodeFunctionData('registerChallenge', [c]) }
}

function proveFraud({ chain, state }: Context, action: ActionOf<'proveFraud'>): Message {
  const { request, product } = dealIn(chain, action.deal)
  const proof = proofOf({ chain, state }, action)
  return {
    to: 'escrow',
    data: chain.market.escrow.interface.encodeFunctionData('proveFraud', [
      request,
      action.shard,
      action.element,
      NONCE,
      [...product.inputRoots],
      proof,
    ]),
  }
}

/** Of the output that the job's worker sealed. */
function proofOf(
  { chain, state }: Omit<Context, 'known'>,
  { deal, shard, element }: ActionOf<'registerChallenge' | 'proveFraud'>,
) {
  const { variant = 'right' } = jobIn(state, { deal, shard })
  return witnessOf(dealIn(chain, deal), shard, variant).proof(element)
}
