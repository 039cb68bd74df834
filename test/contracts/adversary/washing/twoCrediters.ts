import { randomOf } from '../../model/random.js'
import type { Strategy } from '../strategy.js'
import { anyBurn } from './amounts.js'
import { outcomeOf, type WashOutcome } from './outcome.js'
import { claim, flush, moveTo, roll, settleAll, wash, work } from './play.js'

/** Burns at both crediters at once, and reports one of them late. */
export const twoCrediters: Strategy<WashOutcome> = {
  name: 'plays two crediters',
  run: (seed) =>
    outcomeOf(async (play) => {
      const random = randomOf(seed)
      for (const crediter of [0, 1]) {
        await wash(play, { who: random.int(4), burn: anyBurn(random), crediter })
        await work(play, { who: random.int(2), burn: anyBurn(random), crediter })
      }
      await moveTo(play, 1)
      await settleAll(play, play.jobs)
      await moveTo(play, 2)
      const punctual = random.int(2)
      await roll(play, punctual, play.arena.party.workers)
      if (random.chance(50)) await flush(play, punctual)
      if (random.chance(50)) await claim(play, random.pick(play.arena.party.workers))
      await moveTo(play, 3 + random.int(100))
    }),
}
