import { randomOf } from '../../model/random.js'
import type { Strategy } from '../strategy.js'
import { anyBurn } from './amounts.js'
import { outcomeOf, type WashOutcome } from './outcome.js'
import { claim, flush, moveTo, roll, settleAll, wash, work } from './play.js'

/** Reports and flushes for some and not for others, and claims in any order, some before everybody else. */
export const withheldReports: Strategy<WashOutcome> = {
  name: 'withholds reports',
  run: (seed) =>
    outcomeOf(async (play) => {
      const random = randomOf(seed)
      const { party, honest } = play.arena
      for (let who = 0; who < 2; who++) {
        await wash(play, { who, burn: anyBurn(random) })
        await work(play, { who, burn: anyBurn(random) })
      }
      const late = await wash(play, { who: 0, burn: anyBurn(random) })
      await moveTo(play, 1)
      await settleAll(play, play.jobs.slice(0, -1))
      if (random.chance(50)) await flush(play, 0)
      await moveTo(play, 2 + random.int(3))
      if (random.chance(50)) await roll(play, 0, random.pick([[], party.workers, honest.workers]))
      if (random.chance(50)) await claim(play, random.pick([...party.workers, ...honest.workers]))
      await settleAll(play, [late])
      if (random.chance(50)) await claim(play, random.pick(party.workers))
    }),
}
