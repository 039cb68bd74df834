import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { ethers, nextAt, networkHelpers, now } from '../../utils/chain.js'
import { giveQrn, openMarket, type Market, type Worker } from '../../utils/market.js'
import { PRICE } from './prices.js'
import { wealthOfAll, type Wealth } from './wealth.js'

/**
 * Who plays. The party: a worker that cheats, a challenger of its own, a requester that colludes, a delegator that is in on it.
 * The others: a requester, a worker, a delegator, a challenger that checks every result it can fetch; besides, a worker that
 * errs without being anybody's.
 */
export const PARTY = ['cheat', 'sybil', 'patron', 'backer'] as const
export const OTHERS = ['requester', 'worker', 'delegator', 'watcher'] as const
export type Role = (typeof PARTY)[number] | (typeof OTHERS)[number] | 'erring'

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

/** What the party's accounts and the delegator hold before they stake. */
const POCKET = 200n * PRICE
/** What the colluding requester has in the ledger: one job's price. */
const PURSE = PRICE
const FIRST_SIGNER = 12
const HOUR = 3600

/** For `loadFixture`. */
export async function openArena(): Promise<Arena> {
  const market = await openMarket()
  const everybody = await ethers.getSigners()
  const [cheat, sybil, patron, backer, delegator] = everybody.slice(FIRST_SIGNER)
  if (!cheat || !sybil || !patron || !backer || !delegator) throw new RangeError('the chain has too few accounts')
  for (const account of [cheat, sybil, patron, backer, delegator]) await giveQrn(market, account, POCKET)
  for (const account of [cheat, backer, delegator]) await market.qrn.connect(account).approve(market.staking, POCKET)
  await market.qrn.connect(patron).approve(market.escrow, POCKET)
  await market.escrow.connect(patron).deposit(market.qrn, patron, PURSE)

  const { requester, challenger: watcher, alice, bob } = market
  const people = { cheat, sybil, patron, backer, requester, delegator, watcher, worker: alice.owner, erring: bob.owner }
  const workers = { cheat: { name: 'cheat', owner: cheat, operator: cheat }, worker: alice, erring: bob }
  const start = Math.ceil((await now()) / HOUR) * HOUR + HOUR
  await nextAt(start)
  await networkHelpers.mine()
  const arena = { market, people, workers, everybody, start }
  return { ...arena, opening: await wealthOfAll(arena) }
}
