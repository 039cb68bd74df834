import { end, race } from './ending.js'
import { answer, order, take } from './play.js'
import { ELEMENTS, LOCK, bountyOf, compensationOf, timeoutPayoutOf } from './prices.js'
import { LEAST_SAMPLING, byDraw } from './sampling.js'
import { strategyOf, type MarketStrategy } from './strategyOf.js'

type Variant = {
  readonly name: string
  /** Who stakes behind the cheat as much as the cheat itself; nobody if undefined. */
  readonly pool?: 'backer' | 'delegator'
  readonly orderedBy: 'requester' | 'patron'
}

/**
 * Has its own wrong result proved by its own challenger, at the head of the block of the honest proof, to get back what it
 * can of its lock. Nothing is computed, so nothing but stake is at risk.
 */
function selfChallenge({ name, pool, orderedBy }: Variant): MarketStrategy {
  const self = pool ? LOCK / 2n : LOCK
  const others = pool === 'delegator' ? LOCK - self : 0n
  const lost = -(LOCK - others)
  const colludes = orderedBy === 'patron'
  return strategyOf({
    name,
    stakes: pool ? { self, pool: { by: pool, amount: LOCK - self } } : { self },
    chances: byDraw(LEAST_SAMPLING, ELEMENTS, {
      caught: lost + (colludes ? timeoutPayoutOf(self) : 0n),
      missed: lost + bountyOf(self) + (colludes ? compensationOf(self) : 0n),
    }),
    bound: others,
    moves: async (play) => {
      const job = await take(play, await order(play, { orderedBy }), { skipped: ELEMENTS, orderedBy })
      if (await answer(play, job)) await race(play, job)
      await end(play, job)
    },
  })
}

export const selfChallenges: readonly MarketStrategy[] = [
  selfChallenge({ name: 'challenges itself', orderedBy: 'requester' }),
  selfChallenge({ name: 'challenges itself, its requester colludes', orderedBy: 'patron' }),
  selfChallenge({ name: 'challenges itself, own delegator, requester colludes', pool: 'backer', orderedBy: 'patron' }),
  selfChallenge({ name: 'challenges itself before an innocent delegator', pool: 'delegator', orderedBy: 'requester' }),
  selfChallenge({ name: 'the same, its requester colludes', pool: 'delegator', orderedBy: 'patron' }),
]
