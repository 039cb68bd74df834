import { end, watch } from './ending.js'
import { answer, order, take } from './play.js'
import { ELEMENTS, LOCK, costOf } from './prices.js'
import { strategyOf } from './strategyOf.js'

/** Computes everything and changes one number, which sampling hardly ever finds. */
export const targetedElement = strategyOf({
  name: 'changes one element',
  chances: [{ chance: 1, profit: -LOCK - costOf(ELEMENTS - 1) }],
  bound: 0n,
  moves: async (play) => {
    const job = await take(play, await order(play), { skipped: 1 })
    if (await answer(play, job)) await watch(play, job)
    await end(play, job)
  },
})
