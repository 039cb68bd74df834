import { accept, claimOf, commit, drawFor } from '../../utils/jobs.js'
import { networkHelpers } from '../../utils/chain.js'
import { end } from './ending.js'
import { draw, mustFail, order, randomnessOf, show, take } from './play.js'
import { LOCK } from './prices.js'
import { strategyOf } from './strategyOf.js'

/** Commits to the seal that another worker sent for another shard, and opens it with what that one reveals. */
export const copiesSeal = strategyOf({
  name: "copies another's seal",
  chances: [{ chance: 1, profit: -LOCK }],
  bound: 0n,
  moves: async (play) => {
    const { market, workers } = play.arena
    const deal = await order(play, { shards: 2 })
    await accept(market, deal, { worker: workers.cheat, shards: [1] })
    const original = await take(play, deal, { doneBy: 'worker', shard: 0 })
    const drawn = await draw(play, original)
    const own = await claimOf(market, deal, { worker: workers.cheat, shard: 1 })
    const copy = { ...original, ...own, salt: original.salt, seal: original.seal, wrong: new Set<number>() }
    await commit(market, copy)
    await networkHelpers.setPrevRandao(randomnessOf(play, copy))
    const drawnCopy = await drawFor(market, copy)
    await show(play, original, drawn)
    await mustFail(play, 'SealMismatch', () =>
      market.escrow
        .connect(workers.cheat.operator)
        .reveal(
          deal.request.terms,
          deal.workHash,
          [{ shard: 1, root: original.witness.root, salt: original.salt, outputUri: '' }],
          drawnCopy.header,
        ),
    )
    await end(play, copy)
    await end(play, original)
  },
})
