import { accept, commit, revealUndrawn } from '../../utils/jobs.js'
import { end } from './ending.js'
import { draw, isCaught, mustFail, order, show, take } from './play.js'
import { ELEMENTS, LOCK, PAID, PRICE } from './prices.js'
import { LEAST_SAMPLING, byDraw } from './sampling.js'
import { strategyOf } from './strategyOf.js'

/** Reveals only what is not drawn; else it tries for a second draw, or for the cheaper end of a job it never committed to. */
export const commitsThenAborts = strategyOf({
  name: 'aborts when drawn, tries for a second draw, withholds',
  chances: byDraw(LEAST_SAMPLING, ELEMENTS, { caught: -LOCK, missed: PAID }),
  bound: PRICE,
  moves: async (play) => {
    const { market, workers } = play.arena
    const deal = await order(play)
    const job = await take(play, deal, { skipped: ELEMENTS })
    const drawn = await draw(play, job)
    if (!isCaught(job, drawn)) await show(play, job, drawn)
    else {
      await mustFail(play, 'SamplesRequired', () => revealUndrawn(market, job, { drawn }))
      await mustFail(play, 'JobInState', () => commit(market, job))
      const noShow = () => market.escrow.noShow(deal.request.terms, deal.workHash, [0])
      await mustFail(play, 'JobInState', noShow)
      await end(play, job)
      await mustFail(play, 'JobInState', () => accept(market, deal, { worker: workers.worker, shards: [0] }))
    }
    await end(play, job)
  },
})
