import { randomOf } from '../../model/random.js'
import type { Strategy } from '../strategy.js'
import { anyBurn, largeBurn } from './amounts.js'
import { outcomeOf, type WashOutcome } from './outcome.js'
import { moveTo, settleAll, wash, work } from './play.js'

/** Burns far more than an epoch emits, so that the honest share of it becomes small. */
export const dilution: Strategy<WashOutcome> = {
  name: 'dilutes the honest',
  run: (seed) =>
    outcomeOf(async (play) => {
      const random = randomOf(seed)
      for (let who = 0; who < 2; who++) await wash(play, { who, burn: largeBurn(random) * BigInt(1 + random.int(4)) })
      for (let who = 0; who < 2; who++) await work(play, { who, burn: anyBurn(random) })
      await moveTo(play, 1 + random.int(400))
      await settleAll(play, play.jobs)
    }),
}
