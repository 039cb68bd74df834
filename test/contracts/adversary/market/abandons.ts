import { accept } from '../../utils/jobs.js'
import { nextAt, now } from '../../utils/chain.js'
import { DURATION } from '../../utils/deal.js'
import { mustFail, order, type Play } from './play.js'
import { LOCK, NO_SHOW, NO_SHOW_PAYOUT } from './prices.js'
import { strategyOf, type MarketStrategy } from './strategyOf.js'

/** After so many no-shows nobody can take a shard any more. */
const ATTEMPTS = 15

type Variant = { readonly name: string; readonly pool: boolean; readonly orderedBy: 'requester' | 'patron' }

/** Takes a shard and lets it lie, again and again, until it can be taken no more. */
function abandons({ name, pool, orderedBy }: Variant): MarketStrategy {
  const lost = BigInt(ATTEMPTS) * NO_SHOW
  const others = pool ? lost / 2n : 0n
  const back = orderedBy === 'patron' ? (BigInt(ATTEMPTS) * NO_SHOW_PAYOUT) / (pool ? 2n : 1n) : 0n
  return strategyOf({
    name,
    stakes: { self: 2n * LOCK, ...(pool ? { pool: { by: 'delegator', amount: 2n * LOCK } } : {}) },
    chances: [{ chance: 1, profit: others - lost + back }],
    bound: others,
    moves: (play) => abandonAll(play, orderedBy),
  })
}

async function abandonAll(play: Play, orderedBy: 'requester' | 'patron'): Promise<void> {
  const { market, workers } = play.arena
  const deal = await order(play, { orderedBy })
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await accept(market, deal, { worker: workers.cheat, shards: [0] })
    await nextAt((await now()) + DURATION + 1)
    await market.escrow.connect(market.stranger).noShow(deal.request.terms, deal.workHash, [0])
  }
  await mustFail(play, 'AttemptsExhausted', () => accept(market, deal, { worker: workers.worker, shards: [0] }))
}

export const abandonments: readonly MarketStrategy[] = [
  abandons({ name: 'accepts and abandons 15 times', pool: false, orderedBy: 'requester' }),
  abandons({ name: 'the same, half on an innocent delegator', pool: true, orderedBy: 'requester' }),
  abandons({ name: 'the same, its requester colludes', pool: true, orderedBy: 'patron' }),
]
