import type { KernelName, Limits } from './kernels.js'
import type { OperatorName, Party, Permitter, Sender, Token, Variant, WorkerName } from './state.js'

/** Shards of one request, or one of them, and who sends the call. */
type Deal = { readonly deal: number; readonly by: Sender }
type Jobs = Deal & { readonly shards: readonly number[] }
type Job = Deal & { readonly shard: number }
type Taking = Jobs & { readonly worker: WorkerName }
/** What is sealed, and whether the last seal is forgotten. */
type Sealing = { readonly variant: Variant; readonly short: boolean }
type Showing = Job & { readonly variant: Variant }
type Challenging = Job & { readonly by: Party; readonly element: bigint }
type Staking = { readonly by: WorkerName; readonly amount: bigint }
type Unbonding = { readonly by: WorkerName; readonly index: number }
type Money = { readonly token: Token; readonly amount: bigint }

/** Kind of call → what it is called with. */
type Arguments = {
  deposit: Money & { readonly to: Party; readonly value: bigint; readonly by: Sender }
  depositWithPermit: Money & {
    readonly to: Party
    readonly permit: 'right' | 'expired' | 'forged'
    readonly by: Permitter
  }
  withdraw: Money & { readonly by: Party }
  lockBalance: { readonly token: Token; readonly until: number; readonly by: Party }
  post: Deal
  cancel: Deal
  expire: Deal
  cancelBefore: { readonly token: Token; readonly nonce: bigint; readonly by: Party }
  acceptSigned: Taking
  accept: Taking
  acceptAndCommit: Taking & Sealing
  commit: Jobs & Sealing
  reveal: Showing
  revealSampled: Showing
  submitWitness: Showing
  approve: Jobs
  approveSigned: Jobs & { readonly variants: readonly Variant[]; readonly signer: Party }
  finalize: Jobs
  noShow: Jobs
  slashTimeout: Jobs
  registerChallenge: Challenging
  proveFraud: Challenging
  setDisputer: { readonly disputer: Sender | 'nobody'; readonly by: Sender }
  openDispute: Job
  closeDispute: Job
  slashByDispute: Job & { readonly challenger: Party | 'nobody' }
  setToken: { readonly token: Token; readonly allowed: boolean; readonly maxPrice: bigint; readonly by: Sender }
  setTokenPaused: { readonly token: Token; readonly paused: boolean; readonly by: Sender }
  retire: { readonly kernel: KernelName; readonly by: Sender }
  setLimits: { readonly kernel: KernelName; readonly limits: Limits; readonly by: Sender }
  flushBurn: { readonly by: Sender }
  roll: { readonly workers: readonly WorkerName[]; readonly by: Sender }
  multicall: { readonly calls: readonly Action[]; readonly by: Sender }
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

/** An action at a time: what one step of a sequence is. */
export type Step = { readonly at: number; readonly action: Action }

export const OPERATOR_OF: Readonly<Record<WorkerName, OperatorName>> = {
  alice: "alice's operator",
  bob: "bob's operator",
}
