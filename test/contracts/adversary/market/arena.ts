import { ethers, nextAt, networkHelpers, now } from '../../utils/chain.js'
import { giveQrn, openMarket } from '../../utils/market.js'
import { PRICE } from './prices.js'
import type { Arena } from './roles.js'
import { wealthOfAll } from './wealth.js'

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
