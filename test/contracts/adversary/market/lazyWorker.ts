import { end, watch } from './ending.js'
import { answer, order, take } from './play.js'
import { ELEMENTS, LOCK, costOf } from './prices.js'
import { strategyOf, type MarketStrategy } from './strategyOf.js'

const SAMPLINGS = [
  { sampleBps: 2500, samples: 4 },
  { sampleBps: 5000, samples: 4 },
  { sampleBps: 10_000, samples: 8 },
]

/** Leaves a part of the work undone, while one honest challenger looks at what it reveals. */
export function lazyWorker(percent: number): MarketStrategy {
  const skipped = Math.max(1, Math.round((ELEMENTS * percent) / 100))
  return strategyOf({
    name: `skips ${percent} % of the work`,
    chances: [{ chance: 1, profit: -LOCK - costOf(ELEMENTS - skipped) }],
    bound: 0n,
    moves: async (play) => {
      const deal = await order(play, { terms: play.random.pick(SAMPLINGS) })
      const job = await take(play, deal, { skipped })
      if (await answer(play, job)) await watch(play, job)
      await end(play, job)
    },
  })
}
