import { end } from './ending.js'
import { answer, order, take } from './play.js'
import { ELEMENTS, LOCK, PAID, PRICE, costOf } from './prices.js'
import { byDraw, type Sampling } from './sampling.js'
import { strategyOf, type MarketStrategy } from './strategyOf.js'

/** Skips a part of the work and serves no output, so that nobody can build a proof: only the draw can catch it. */
export function withheldOutput(skipped: number, sampling: Sampling): MarketStrategy {
  const rate = `${sampling.sampleBps / 100} % × ${sampling.samples}`
  return withholding({
    name: `skips ${skipped} of ${ELEMENTS} and withholds, ${rate}`,
    skipped,
    sampling,
    lock: LOCK,
    known: 'nobody can prove a withheld output wrong: its requester pays for it unless the draw catches it',
  })
}

/** The same for a job whose lock is only as large as its price. */
export function smallLock(sampling: Sampling): MarketStrategy {
  return withholding({
    name: 'does nothing, withholds, a lock of one price',
    skipped: ELEMENTS,
    sampling,
    lock: PRICE,
    known: 'a draw at 25 % alone deters nobody who loses less than three prices by it: requesters choose the lock',
  })
}

type Withholding = {
  readonly name: string
  readonly known: string
  readonly skipped: number
  readonly sampling: Sampling
  readonly lock: bigint
}

function withholding({ name, known, skipped, sampling, lock }: Withholding): MarketStrategy {
  const cost = costOf(ELEMENTS - skipped)
  return strategyOf({
    name,
    known,
    chances: byDraw(sampling, skipped, { caught: -lock - cost, missed: PAID - cost }),
    bound: PRICE,
    moves: async (play) => {
      const job = await take(play, await order(play, { terms: { ...sampling, lock } }), { skipped })
      await answer(play, job)
      await end(play, job)
    },
  })
}
