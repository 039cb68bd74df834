import { accept, commit } from '../../utils/jobs.js'
import { end, watch } from './ending.js'
import { answer, book, compute, order, take } from './play.js'
import { ELEMENTS, PAID, costOf } from './prices.js'
import { strategyOf } from './strategyOf.js'

/** Of work that was ordered twice, it commits to what the other worker has revealed and serves. */
export const copiesResult = strategyOf({
  name: 'copies a result that is public',
  chances: [{ chance: 1, profit: PAID }],
  bound: 0n,
  known:
    'whoever orders the same work again pays for a copy of what is public: the result is right, but no second opinion',
  moves: async (play) => {
    const { market, workers } = play.arena
    const original = await take(play, await order(play), { doneBy: 'worker' })
    const again = await order(play)
    await accept(market, again, { worker: workers.cheat, shards: [0] })
    await answer(play, original)

    const copy = await compute(play, again)
    // It computed nothing.
    book(play, 'cheat', costOf(ELEMENTS))
    await commit(market, copy)
    await answer(play, copy)
    await watch(play, copy)
    await end(play, original)
    await end(play, copy)
  },
})
