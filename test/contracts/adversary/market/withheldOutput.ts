import { end } from './ending.js'
import { answer, order, take } from './play.js'
import { ELEMENTS, LOCK, PAID, PRICE, costOf } from './prices.js'
import { byDraw, type Sampling } from './sampling.js'
import { strategyOf, type MarketStrategy } from './strategyOf.js'

/** Skips a part of the work and serves no output, so that nobody can build a proof: only the draw can catch it. */
export function withheldOutput(skipped: number, sampling: Sampling): MarketStrategy {
  const cost = costOf(ELEMENTS - skipped)
  const rate = `${sampling.sampleBps / 100} % × ${sampling.samples}`
  return strategyOf({
    name: `skips ${skipped} of ${ELEMENTS} and withholds, ${rate}`,
    chances: byDraw(sampling, skipped, { caught: -LOCK - cost, missed: PAID - cost }),
    bound: PRICE,
    known: 'nobody can prove a withheld output wrong: its requester pays for it unless the draw catches it',
    moves: async (play) => {
      const job = await take(play, await order(play, { terms: sampling }), { skipped })
      await answer(play, job)
      await end(play, job)
    },
  })
}
