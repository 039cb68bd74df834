import { nextAt, now } from '../../utils/chain.js'
import { DURATION, type Deal } from '../../utils/deal.js'
import { accept } from '../../utils/jobs.js'
import { end, watch } from './ending.js'
import { answer, mustFail, order, take, type Play } from './play.js'
import { LOCK, NO_SHOW, NO_SHOW_PAYOUT, PAID, PRICE } from './prices.js'
import { strategyOf } from './strategyOf.js'

/** How much the price rises in all, and with it the lock, six times the highest price. */
const RISE = 10n
const STAKES = { self: 2n * RISE * LOCK }

/** Takes a shard while it is cheap, so that nobody else can, lets it lapse, and takes it again at the price that has risen meanwhile. */
export const ridesRamp = strategyOf({
  name: 'takes a shard when cheap, lets it lapse, takes it when dear',
  stakes: STAKES,
  chances: [{ chance: 1, profit: RISE * PAID - PAID - RISE * NO_SHOW }],
  bound: (RISE - 1n) * PRICE - RISE * NO_SHOW_PAYOUT,
  known:
    'a request whose price rises while an accept lapses is paid at what it has risen to, its highest price at most; `prepareRequest` closes it before, unless its ramp is longer than its duration',
  moves: async (play) => {
    const deal = await lapse(play, 2 * DURATION)
    const job = await take(play, deal)
    if (await answer(play, job)) await watch(play, job)
    await end(play, job)
  },
})

/** The same where nothing can be accepted any more when the first accept has lapsed. */
export const ridesClosedRamp = strategyOf({
  name: 'takes a shard when cheap, lets it lapse after its request has closed',
  stakes: STAKES,
  chances: [{ chance: 1, profit: -RISE * NO_SHOW }],
  bound: 0n,
  moves: async (play) => {
    const deal = await lapse(play, DURATION)
    await mustFail(play, 'RequestExpired', () =>
      accept(play.arena.market, deal, { worker: play.arena.workers.cheat, shards: [0] }),
    )
  },
})

/** Orders at a price that jumps behind the first accept, which lapses; the request is open for so many seconds. */
async function lapse(play: Play, open: number): Promise<Deal> {
  const { market, workers } = play.arena
  const begin = await now()
  const ramp = { maxPrice: RISE * PRICE, rampStart: begin + DURATION, rampPeriod: 1, lock: RISE * LOCK }
  const deal = await order(play, { terms: { ...ramp, acceptBy: begin + open } })
  await accept(market, deal, { worker: workers.cheat, shards: [0] })
  await nextAt((await now()) + DURATION + 1)
  await market.escrow.connect(market.stranger).noShow(deal.request.terms, deal.workHash, [0])
  return deal
}
