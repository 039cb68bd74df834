import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import type { Market, Worker } from '../../utils/market.js'

/**
 * Who plays. The party: a worker that cheats, a challenger of its own, a requester that colludes, a delegator that is in on it.
 * The others: a requester, a worker, a delegator, a challenger that checks every result it can fetch; besides, a worker that
 * errs without being anybody's.
 */
export const PARTY = ['cheat', 'sybil', 'patron', 'backer'] as const
export const OTHERS = ['requester', 'worker', 'delegator', 'watcher'] as const
export type Role = (typeof PARTY)[number] | (typeof OTHERS)[number] | 'erring'

/** Amounts of QRN in base units, by address. */
export type Wealth = ReadonlyMap<string, bigint>

export type Arena = {
  readonly market: Market
  readonly people: Readonly<Record<Role, HardhatEthersSigner>>
  readonly workers: Readonly<Record<'cheat' | 'worker' | 'erring', Worker>>
  /** Everybody who could own anything. */
  readonly everybody: readonly HardhatEthersSigner[]
  /** What each of them has in QRN before the game. */
  readonly opening: Wealth
  /** Unix time from which requests are signed; the same in every game. */
  readonly start: number
}
