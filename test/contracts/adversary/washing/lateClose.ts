import { randomOf } from '../../model/random.js'
import type { Strategy } from '../strategy.js'
import { anyBurn } from './amounts.js'
import { outcomeOf, type WashOutcome } from './outcome.js'
import { moveTo, settleAll, wash, work } from './play.js'

/** Lets the epoch of its burns be reported as late as it can: years later, when an epoch emits much less. */
export const lateClose: Strategy<WashOutcome> = {
  name: 'closes epochs late',
  run: (seed) =>
    outcomeOf(async (play) => {
      const random = randomOf(seed)
      const job = await wash(play, { who: 0, burn: anyBurn(random) })
      const other = await work(play, { who: 0, burn: anyBurn(random) })
      await moveTo(play, 1)
      await settleAll(play, random.chance(50) ? [job, other] : [other, job])
      await moveTo(play, 2 + random.int(2000), random.int(80_000))
    }),
}
