import { randomOf } from '../../model/random.js'
import type { Strategy } from '../strategy.js'
import { anyBurn, smallBurn } from './amounts.js'
import { outcomeOf, type WashOutcome } from './outcome.js'
import { moveTo, settle, wash, work } from './play.js'

/** Burns in epochs in which nobody else does, when the whole stream is the party's. */
export const quietEpochs: Strategy<WashOutcome> = {
  name: 'burns in quiet epochs',
  run: (seed) =>
    outcomeOf(async (play) => {
      const random = randomOf(seed)
      const own = [
        await wash(play, { who: 0, burn: anyBurn(random) }),
        await wash(play, { who: 0, burn: smallBurn(random) }),
      ]
      const other = await work(play, { who: 0, burn: smallBurn(random) })
      await moveTo(play, 1)
      await settle(play, other)
      for (const [index, job] of own.entries()) {
        await moveTo(play, 2 + index * (1 + random.int(5)), random.int(80_000))
        await settle(play, job)
      }
    }),
}
