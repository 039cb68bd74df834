import { nextAt } from '../../utils/chain.js'
import { DAY } from '../washing/arena.js'
import { end } from './ending.js'
import { answer, order, take, type Play } from './play.js'
import { ELEMENTS, LOCK, PAID, PRICE } from './prices.js'
import { LEAST_SAMPLING, byDraw } from './sampling.js'
import { strategyOf, type MarketStrategy } from './strategyOf.js'

const GAMMA_BPS = 9000n

/** Does nothing, withholds, and lets delegators bear half of its lock; a burn brings it emission besides. */
function poolBearsHalf(name: string, burn: bigint): MarketStrategy {
  const minted = (burn * GAMMA_BPS) / 10_000n
  return strategyOf({
    name,
    stakes: { self: LOCK / 2n, pool: { by: 'delegator', amount: LOCK / 2n } },
    chances: byDraw(LEAST_SAMPLING, ELEMENTS, { caught: -LOCK / 2n, missed: PAID + minted }),
    bound: LOCK / 2n + PRICE + burn,
    known:
      'delegators bear up to half of a lock: six prices are then three of its own, and a draw at 25 % hardly deters',
    moves: async (play) => {
      const job = await take(play, await order(play, { terms: { burn } }), { skipped: ELEMENTS })
      const revealed = await answer(play, job)
      await end(play, job)
      if (revealed && burn > 0n) await claimEmission(play)
    },
  })
}

async function claimEmission({ arena }: Play): Promise<void> {
  const { emission, stranger } = arena.market
  const start = await emission.START()
  await nextAt(start + ((BigInt(arena.start) + 2n * DAY - start) / DAY) * DAY)
  await emission.connect(stranger).claimWork(arena.people.cheat, { gasLimit: 2_000_000n })
}

export const halfLocks: readonly MarketStrategy[] = [
  poolBearsHalf('does nothing, withholds, half on an innocent delegator', 0n),
  poolBearsHalf('the same, for a job that burns half its price', PRICE / 2n),
]
