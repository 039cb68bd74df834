import type { OperatorName, Party, Sender, Token, Variant, WorkerName } from './state.js'

/** Shards of one request, or one of them, and who sends the call. */
type Jobs = { readonly deal: number; readonly shards: readonly number[]; readonly by: Sender }
type Job = { readonly deal: number; readonly shard: number; readonly by: Sender }
type Taking = Jobs & { readonly worker: WorkerName }
type Revealing = Job & { readonly variant: Variant }
type Challenging = Job & { readonly by: Party; readonly element: bigint }
type Staking = { readonly by: WorkerName; readonly amount: bigint }
type Unbonding = { readonly by: WorkerName; readonly index: number }

/** Kind of call → what it is called with. */
type Arguments = {
  deposit: { readonly token: Token; readonly to: Party; readonly amount: bigint; readonly by: Sender }
  withdraw: { readonly token: Token; readonly amount: bigint; readonly by: Party }
  accept: Taking
  acceptAndCommit: Taking & { readonly variant: Variant }
  commit: Jobs & { readonly variant: Variant }
  reveal: Revealing
  revealSampled: Revealing
  approve: Jobs
  finalize: Jobs
  noShow: Jobs
  slashTimeout: Jobs
  registerChallenge: Challenging
  proveFraud: Challenging
  cancel: { readonly deal: number; readonly by: Sender }
  flushBurn: { readonly by: Sender }
  roll: { readonly workers: readonly WorkerName[]; readonly by: Sender }
  bond: Staking
  unbond: Staking
  rebond: Unbonding
  withdrawStake: Unbonding
}

export type Kind = keyof Arguments
/** A call of one of the kinds `K`. */
export type ActionOf<K extends Kind> = { [P in K]: { readonly kind: P } & Arguments[P] }[K]
/** One call, spelled out: model and contracts get the same. */
export type Action = ActionOf<Kind>

export const KINDS: readonly Kind[] = [
  'deposit',
  'withdraw',
  'accept',
  'acceptAndCommit',
  'commit',
  'reveal',
  'revealSampled',
  'approve',
  'finalize',
  'noShow',
  'slashTimeout',
  'registerChallenge',
  'proveFraud',
  'cancel',
  'flushBurn',
  'roll',
  'bond',
  'unbond',
  'rebond',
  'withdrawStake',
]

/** An action at a time: what one step of a sequence is. */
export type Step = { readonly at: number; readonly action: Action }

export const OPERATOR_OF: Readonly<Record<WorkerName, OperatorName>> = {
  alice: "alice's operator",
  bob: "bob's operator",
}
