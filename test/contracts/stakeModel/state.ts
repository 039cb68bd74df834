import type { Exact } from './exact.js'

export type WorkerName = 'alice' | 'bob'
/** Whoever may stake behind a worker; workers may stake behind one another. */
export type StakerName = WorkerName | 'dora' | 'emil'
export type Sender = StakerName | 'operator' | 'stranger'
export type LockerName = 'locker 0' | 'locker 1' | 'locker 2'
export type CrediterName = 'crediter 0' | 'crediter 1' | 'crediter 2'

export const WORKERS: readonly WorkerName[] = ['alice', 'bob']
export const STAKERS: readonly StakerName[] = ['alice', 'bob', 'dora', 'emil']
export const LOCKERS: readonly LockerName[] = ['locker 0', 'locker 1', 'locker 2']
export const CREDITERS: readonly CrediterName[] = ['crediter 0', 'crediter 1', 'crediter 2']
export const PLACES = 8
export const BPS = 10_000n

export type Entry = { amount: Exact; readonly endsAt: number }
export type Ring = (Entry | undefined)[]

/** What one account has behind one worker. */
export type Delegation = {
  active: Exact
  ring: Ring
  /** Rewards of the running era and, by era, of past ones: earned and not claimed. */
  earned: Exact
  past: Exact[]
}

export type ModelWorker = {
  active: Exact
  ring: Ring
  earned: Exact
  commissionBps: bigint
  announced: { readonly bps: bigint; readonly from: number } | undefined
  lockCap: bigint
  operator: Sender | undefined
  /** Lockers that it works for, and what all hold of it. */
  on: Record<LockerName, boolean>
  locked: Record<LockerName, bigint>
  delegations: Record<StakerName, Delegation>
  era: number
  /** What is left of 1e18 that were delegated when the era began. */
  worth: Exact
  /** How far rounding may have taken the contract's `shareWorth` from `worth`. */
  worthSlack: Exact
  /** Each delegation, unbonding and slash so far may have moved a base unit between the stakers. */
  roundings: bigint
}

/** What one crediter reported of one epoch. */
export type Report = { readonly burned: bigint; credited: bigint }

export type ModelEmission = {
  /** The shares of the work stream from an epoch on, in the order of the crediters. */
  versions: { readonly from: number; readonly bps: readonly bigint[] }[]
  crediters: CrediterName[]
  /** By crediter and epoch. */
  reports: Map<string, Report>
  accounts: Record<CrediterName, CrediterAccount>
}

/** What one crediter burned, what was minted for its credits, and what they still owe. */
export type CrediterAccount = { burned: bigint; minted: bigint; owed: Record<WorkerName, bigint> }

/** Everything that a step can change. */
export type ModelState = {
  time: number
  workers: Record<WorkerName, ModelWorker>
  /** QRN outside of the contracts. */
  wallets: Record<StakerName | LockerName, bigint>
  paused: boolean
  emission: ModelEmission
  /** QRN that the staking contract and the emission hold, and all there is. */
  held: { staking: bigint; emission: bigint; supply: bigint }
  /** The stakers' stream while there were stakers, and what they claimed of it. */
  shared: bigint
  minted: bigint
  /** How far rounding may have taken anybody's rewards from the exact ones. */
  slack: Exact
}

/** A call that the contracts must refuse with the error `message`. */
export class Refused extends Error {}

export function refuseIf(condition: boolean, error: string): void {
  if (condition) throw new Refused(error)
}

export function newDelegation(): Delegation {
  return { active: 0n, ring: newRing(), earned: 0n, past: [] }
}

export function newRing(): Ring {
  return Array.from({ length: PLACES }, () => undefined)
}

/** Active and unbonding. */
export function stakeOf({ active, ring }: { readonly active: Exact; readonly ring: Ring }): Exact {
  return ring.reduce((total, entry) => total + (entry?.amount ?? 0n), active)
}

/** What all delegators of a worker have together. */
export function poolOf({ delegations }: ModelWorker): { active: Exact; all: Exact } {
  const list = Object.values(delegations)
  return {
    active: list.reduce((total, { active }) => total + active, 0n),
    all: list.reduce((total, delegation) => total + stakeOf(delegation), 0n),
  }
}
