import type { Hex } from 'viem'
import { headerOf, networkHelpers } from '../../utils/chain.js'
import { revealUndrawn } from '../../utils/jobs.js'
import { end } from './ending.js'
import { draw, mustFail, order, take } from './play.js'
import { ELEMENTS, LOCK } from './prices.js'
import { ALWAYS_SAMPLED } from './sampling.js'
import { strategyOf } from './strategyOf.js'

const BLOCKS = 3
/** After so many blocks the chain does not know a block's hash any more. */
const FORGOTTEN = 257

/** Tries to reveal without proofs in later blocks, with later headers, and when the header cannot be posted any more. */
export const waitsForBlock = strategyOf({
  name: 'waits for a good block, posts no beacon',
  chances: [{ chance: 1, profit: -LOCK }],
  bound: 0n,
  moves: async (play) => {
    const { market } = play.arena
    const job = await take(play, await order(play, { terms: ALWAYS_SAMPLED }), { skipped: ELEMENTS })
    const drawn = await draw(play, job)
    const tryWith = (header: Hex) => revealUndrawn(market, job, { drawn: { ...drawn, header } })
    for (let later = 1n; later <= BLOCKS; later++) {
      await networkHelpers.mine()
      const { header } = await headerOf(drawn.beaconId + later)
      await mustFail(play, 'HeaderMismatch', () => tryWith(header))
    }
    await networkHelpers.mine(FORGOTTEN)
    await mustFail(play, 'BlockHashUnavailable', () => tryWith(drawn.header))
    await mustFail(play, 'BeaconNotReady', () => tryWith('0x'))
    await end(play, job)
  },
})
