import { accept, commit, revealUndrawn } from '../../utils/jobs.js'
import { end } from './ending.js'
import { draw, mustFail, order, take } from './play.js'
import { ELEMENTS, LOCK } from './prices.js'
import { ALWAYS_SAMPLED } from './sampling.js'
import { strategyOf } from './strategyOf.js'

/** Once it is drawn it tries for a second draw, and for the cheaper end of a job that it never committed to. */
export const commitsThenAborts = strategyOf({
  name: 'commits, aborts when drawn, tries for a second draw',
  stakes: { self: 2n * LOCK },
  chances: [{ chance: 1, profit: -LOCK }],
  bound: 0n,
  moves: async (play) => {
    const { market, workers } = play.arena
    const deal = await order(play, { terms: ALWAYS_SAMPLED })
    const job = await take(play, deal, { skipped: ELEMENTS })
    const drawn = await draw(play, job)
    await mustFail(play, 'SamplesRequired', () => revealUndrawn(market, job, { drawn }))
    await mustFail(play, 'JobInState', () => commit(market, job))
    const noShow = () => market.escrow.noShow(deal.request.terms, deal.workHash, [0])
    await mustFail(play, 'JobInState', noShow)
    await end(play, job)
    await mustFail(play, 'JobInState', () => accept(market, deal, { worker: workers.cheat, shards: [0] }))
  },
})
