import { randomOf } from '../../model/random.js'
import type { Strategy } from '../strategy.js'
import { anyBurn, largeBurn } from './amounts.js'
import { outcomeOf, type WashOutcome } from './outcome.js'
import { moveTo, settleAll, wash, work } from './play.js'

/** Splits one burn over many identities in the epoch of honest work. */
export const manyIdentities: Strategy<WashOutcome> = {
  name: 'splits over identities',
  run: (seed) =>
    outcomeOf(async (play) => {
      const random = randomOf(seed)
      const parts = BigInt(1 + random.int(4))
      const whole = largeBurn(random)
      for (let who = 0; BigInt(who) < parts; who++) {
        await wash(play, { who, burn: who === 0 ? whole - (whole / parts) * (parts - 1n) : whole / parts })
      }
      await work(play, { who: 0, burn: anyBurn(random) })
      await work(play, { who: 1, burn: anyBurn(random) })
      await moveTo(play, 1)
      await settleAll(play, play.jobs)
    }),
}
