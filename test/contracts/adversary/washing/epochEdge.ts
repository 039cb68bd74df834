import { randomOf } from '../../model/random.js'
import type { Strategy } from '../strategy.js'
import { anyBurn } from './amounts.js'
import { outcomeOf, type WashOutcome } from './outcome.js'
import { moveTo, settle, wash, work } from './play.js'

/** Settles its own and others' jobs in the last second of an epoch and in the first of the next, as it likes best. */
export const epochEdge: Strategy<WashOutcome> = {
  name: 'settles at the edge',
  run: (seed) =>
    outcomeOf(async (play) => {
      const random = randomOf(seed)
      for (let who = 0; who < 3; who++) await wash(play, { who, burn: anyBurn(random) })
      for (let who = 0; who < 2; who++) await work(play, { who, burn: anyBurn(random) })
      const epoch = 1 + random.int(3)
      const before = play.jobs.filter(() => random.chance(50))
      const after = play.jobs.filter((job) => !before.includes(job))
      await moveTo(play, epoch, -before.length)
      for (const job of before) await settle(play, job)
      if (after.length > 0) await moveTo(play, epoch + 1)
      for (const job of after) await settle(play, job)
    }),
}
