import { end, watch } from './ending.js'
import { delegateTo, draw, isCaught, order, show, take } from './play.js'
import { ELEMENTS, LOCK } from './prices.js'
import { strategyOf } from './strategyOf.js'

/** Commits to nonsense on its own stake, and lets somebody delegate more to it before it is slashed. */
export const latecomerPays = strategyOf({
  name: 'shares a lost lock with a delegator that comes later',
  chances: [{ chance: 1, profit: -LOCK / 2n }],
  bound: LOCK / 2n,
  moves: async (play) => {
    const job = await take(play, await order(play), { skipped: ELEMENTS })
    const drawn = await draw(play, job)
    await delegateTo(play, { by: 'delegator', amount: 4n * LOCK })
    if (!isCaught(job, drawn)) {
      await show(play, job, drawn)
      await watch(play, job)
    }
    await end(play, job)
  },
})
