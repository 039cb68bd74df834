import type { CrediterName, LockerName, Sender, StakerName, WorkerName } from './state.js'

type Amount = { readonly amount: bigint }
type Index = { readonly index: number }
type Behind = { readonly worker: WorkerName; readonly by: StakerName }

/** Kind of call → what it is called with. */
type Arguments = {
  bond: Amount & { readonly by: WorkerName }
  unbond: Amount & { readonly by: WorkerName }
  rebond: Index & { readonly by: WorkerName }
  withdraw: Index & { readonly by: WorkerName }
  delegate: Amount & Behind
  undelegate: Amount & Behind
  rebondDelegation: Index & Behind
  withdrawDelegation: Index & Behind
  claimRewards: { readonly by: WorkerName }
  claimDelegationRewards: { readonly workers: readonly WorkerName[]; readonly by: StakerName }
  claimPastRewards: Behind & { readonly era: number }
  setCommission: { readonly bps: bigint; readonly by: WorkerName }
  applyCommission: { readonly worker: WorkerName; readonly by: Sender }
  setLocker: { readonly locker: LockerName | 'stranger'; readonly on: boolean; readonly by: WorkerName }
  setLockCap: Amount & { readonly by: WorkerName }
  setOperator: { readonly operator: Sender | undefined; readonly by: WorkerName }
  lock: Amount & { readonly locker: LockerName; readonly worker: WorkerName; readonly by: Sender }
  release: { readonly locker: LockerName; readonly worker: WorkerName; readonly by: Sender }
  slash: Amount & { readonly worker: WorkerName; readonly payoutBps: bigint; readonly by: LockerName | 'stranger' }
  pause: { readonly paused: boolean; readonly by: 'admin' }
  addCrediter: { readonly crediter: CrediterName; readonly bps: readonly bigint[]; readonly by: 'admin' }
  closeEpoch: { readonly epoch: number; readonly burned: bigint; readonly by: CrediterName }
  credit: { readonly worker: WorkerName; readonly epoch: number; readonly burned: bigint; readonly by: CrediterName }
  burnWork: Amount & { readonly by: CrediterName }
  claimWork: { readonly worker: WorkerName; readonly by: Sender }
}

export type Kind = keyof Arguments
/** A call of one of the kinds `K`. */
export type ActionOf<K extends Kind> = { [P in K]: { readonly kind: P } & Arguments[P] }[K]
/** One call, spelled out: model and contracts get the same. */
export type Action = ActionOf<Kind>
/** An action at a time: what one step of a sequence is. */
export type Step = { readonly at: number; readonly action: Action }

/** A call that a staker sends for what it has behind a worker. */
export type DelegatorAction = ActionOf<'delegate' | 'undelegate' | 'rebondDelegation' | 'withdrawDelegation'>
