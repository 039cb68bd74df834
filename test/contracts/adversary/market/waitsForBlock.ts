import { headerOf, networkHelpers } from '../../utils/chain.js'
import { revealUndrawn } from '../../utils/jobs.js'
import { end } from './ending.js'
import { draw, isCaught, mustFail, order, show, take } from './play.js'
import { ELEMENTS, LOCK, PAID, PRICE } from './prices.js'
import { LEAST_SAMPLING, byDraw } from './sampling.js'
import { strategyOf } from './strategyOf.js'

const BLOCKS = 3
/** After so many blocks the chain does not know a block's hash any more. */
const FORGOTTEN = 257

/** Where the draw is unkind it tries again in later blocks, with later headers, and when the header cannot be posted any more. */
export const waitsForBlock = strategyOf({
  name: 'waits for a good block, posts no beacon, withholds',
  chances: byDraw(LEAST_SAMPLING, ELEMENTS, { caught: -LOCK, missed: PAID }),
  bound: PRICE,
  moves: async (play) => {
    const { market } = play.arena
    const job = await take(play, await order(play), { skipped: ELEMENTS })
    const drawn = await draw(play, job)
    if (!isCaught(job, drawn)) await show(play, job, drawn)
    else {
      const tryWith = (header: typeof drawn.header) => revealUndrawn(market, job, { drawn: { ...drawn, header } })
      for (let later = 1n; later <= BLOCKS; later++) {
        await networkHelpers.mine()
        const { header } = await headerOf(drawn.beaconId + later)
        await mustFail(play, 'HeaderMismatch', () => tryWith(header))
      }
      await networkHelpers.mine(FORGOTTEN)
      await mustFail(play, 'BlockHashUnavailable', () => tryWith(drawn.header))
      await mustFail(play, 'BeaconNotReady', () => tryWith('0x'))
    }
    await end(play, job)
  },
})
