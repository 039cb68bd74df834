import type { Action, ActionOf, Kind } from './action.js'
import { kernelId } from './kernels.js'
import {
  acceptAndCommit,
  commit,
  proveFraud,
  registerChallenge,
  reveal,
  revealSampled,
  submitWitness,
} from './jobMessages.js'
import { approveSigned, depositWithPermit } from './signedMessages.js'
import { escrowCall, type Context, type Message } from './message.js'
import { dealIn } from './outputs.js'
import { addressIn, tokenIn, type Stage } from './stage.js'

type Encoder<K extends Kind> = (context: Context, action: ActionOf<K>) => Message | Promise<Message>

const ENCODERS: { readonly [K in Kind]: Encoder<K> } = {
  deposit: ({ chain: { stage } }, { token, to, amount, value }) => ({
    ...escrowCall(stage, 'deposit', [tokenIn(stage, token), addressIn(stage, to), amount]),
    value,
  }),
  depositWithPermit,
  withdraw: ({ chain: { stage } }, { token, amount }) =>
    escrowCall(stage, 'withdraw', [tokenIn(stage, token), stage.cold.address, amount]),
  lockBalance: ({ chain: { stage } }, { token, until }) =>
    escrowCall(stage, 'lockBalance', [tokenIn(stage, token), until]),
  post: aboutRequest,
  cancel: aboutRequest,
  expire: aboutRequest,
  cancelBefore: ({ chain: { stage } }, { token, nonce }) =>
    escrowCall(stage, 'cancelBefore', [tokenIn(stage, token), nonce]),
  acceptSigned: ({ chain }, { deal, shards, worker }) => {
    const { request, signature } = dealIn(chain, deal)
    return escrowCall(chain.stage, 'acceptSigned', [request, [...shards], addressIn(chain.stage, worker), signature])
  },
  accept: ({ chain }, { deal, shards, worker }) => {
    const { request, workHash } = dealIn(chain, deal)
    const args = [request.terms, workHash, [...shards], addressIn(chain.stage, worker)]
    return escrowCall(chain.stage, 'accept', args)
  },
  acceptAndCommit,
  commit,
  reveal,
  revealSampled,
  submitWitness,
  approve: listed,
  approveSigned,
  finalize: listed,
  noShow: listed,
  slashTimeout: listed,
  registerChallenge,
  proveFraud,
  setDisputer: ({ chain: { stage } }, { disputer }) => escrowCall(stage, 'setDisputer', [addressIn(stage, disputer)]),
  openDispute: aboutJob,
  closeDispute: aboutJob,
  slashByDispute: ({ chain }, { deal, shard, challenger }) => {
    const { request, workHash } = dealIn(chain, deal)
    const args = [request.terms, workHash, shard, addressIn(chain.stage, challenger)]
    return escrowCall(chain.stage, 'slashByDispute', args)
  },
  setToken: ({ chain: { stage } }, { token, allowed, maxPrice }) =>
    escrowCall(stage, 'setToken', [tokenIn(stage, token), allowed, maxPrice]),
  setTokenPaused: ({ chain: { stage } }, { token, paused }) =>
    escrowCall(stage, 'setTokenPaused', [tokenIn(stage, token), paused]),
  retire: ({ chain: { stage } }, { kernel }) => ({
    to: 'registry',
    data: stage.registry.interface.encodeFunctionData('retire', [kernelId(kernel)]),
  }),
  setLimits: ({ chain: { stage } }, { kernel, limits }) => ({
    to: 'registry',
    data: stage.registry.interface.encodeFunctionData('setLimits', [kernelId(kernel), limits]),
  }),
  flushBurn: ({ chain: { stage } }) => escrowCall(stage, 'flushBurn', []),
  roll: ({ chain: { stage } }, { workers }) =>
    escrowCall(stage, 'roll', [workers.map((worker) => addressIn(stage, worker))]),
  multicall,
  bond: ({ chain: { stage } }, { amount }) => stakingCall(stage, 'bond', [amount]),
  unbond: ({ chain: { stage } }, { amount }) => stakingCall(stage, 'unbond', [amount]),
  rebond: ({ chain: { stage } }, { index }) => stakingCall(stage, 'rebond', [index]),
  withdrawStake: ({ chain: { stage } }, { index }) => stakingCall(stage, 'withdraw', [index, stage.cold.address]),
}

/** The call that `action` stands for. */
export async function messageOf(context: Context, action: Action): Promise<Message> {
  const encode = ENCODERS[action.kind] as (context: Context, action: Action) => Message | Promise<Message>
  return encode(context, action)
}

/** Each call is written for the state that the ones before it leave. */
async function multicall(context: Context, { calls }: ActionOf<'multicall'>): Promise<Message> {
  const list: string[] = []
  let { state } = context
  for (const call of calls) {
    list.push((await messageOf({ ...context, state }, call)).data)
    state = context.after(state, call)
  }
  return escrowCall(context.chain.stage, 'multicall', [list])
}

function aboutRequest({ chain }: Context, { kind, deal }: ActionOf<'post' | 'cancel' | 'expire'>): Message {
  return escrowCall(chain.stage, kind, [dealIn(chain, deal).request])
}

function aboutJob({ chain, ids }: Context, { kind, ...place }: ActionOf<'openDispute' | 'closeDispute'>): Message {
  return escrowCall(chain.stage, kind, [ids.jobId(place)])
}

function listed(
  { chain }: Context,
  { kind, deal, shards }: ActionOf<'approve' | 'finalize' | 'noShow' | 'slashTimeout'>,
): Message {
  const { request, workHash } = dealIn(chain, deal)
  return escrowCall(chain.stage, kind, [request.terms, workHash, [...shards]])
}

function stakingCall({ staking }: Stage, name: 'bond' | 'unbond' | 'rebond' | 'withdraw', args: unknown[]): Message {
  const abi: { encodeFunctionData(name: string, args: unknown[]): string } = staking.interface
  return { to: 'staking', data: abi.encodeFunctionData(name, args) }
}
