import { accept } from '../../utils/jobs.js'
import { end, watch } from './ending.js'
import { answer, compute, mustFail, order, take } from './play.js'
import { PAID } from './prices.js'
import { strategyOf } from './strategyOf.js'

/** Sees the accept of a worker that has computed already, and takes the job ahead of it; it has to do the work itself then. */
export const takesJobAhead = strategyOf({
  name: 'takes a job ahead of a worker that has computed it',
  chances: [{ chance: 1, profit: 0n }],
  bound: PAID,
  moves: async (play) => {
    const { market, workers } = play.arena
    const deal = await order(play)
    await compute(play, deal, { doneBy: 'worker' })
    const job = await take(play, deal)
    await mustFail(play, 'JobInState', () => accept(market, deal, { worker: workers.worker, shards: [0] }))
    if (await answer(play, job)) await watch(play, job)
    await end(play, job)
  },
})
