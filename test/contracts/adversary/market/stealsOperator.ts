import { end, race } from './ending.js'
import { answer, order, take } from './play.js'
import { ELEMENTS, LOCK, bountyOf, compensationOf, timeoutPayoutOf } from './prices.js'
import { LEAST_SAMPLING, byDraw } from './sampling.js'
import { strategyOf } from './strategyOf.js'

/** With the stolen key of an honest worker's operator it hires that worker, commits to nonsense, and proves it wrong. */
export const stealsOperator = strategyOf({
  name: "hires a worker with its operator's stolen key, proves its fraud",
  chances: byDraw(LEAST_SAMPLING, ELEMENTS, {
    caught: timeoutPayoutOf(LOCK),
    missed: bountyOf(LOCK) + compensationOf(LOCK),
  }),
  bound: LOCK,
  known:
    "an operator's key exposes locks up to `lockCap`, and who has it can turn half of the bond's part into its own",
  moves: async (play) => {
    const job = await take(play, await order(play, { orderedBy: 'patron' }), {
      doneBy: 'worker',
      orderedBy: 'patron',
      skipped: ELEMENTS,
    })
    if (await answer(play, job)) await race(play, job)
    await end(play, job)
  },
})
