import { drawOf } from '@quern/sdk'
import { accept, commit } from '../../utils/jobs.js'
import { CHAIN_ID } from '../../utils/deal.js'
import { ethers, headerOf } from '../../utils/chain.js'
import type { Hex } from 'viem'
import { end } from './ending.js'
import { compute, draw, order, randomnessOf, saltOf, show, type Job, type Play } from './play.js'
import { ELEMENTS, LOCK, PAID, PRICE } from './prices.js'
import { LEAST_SAMPLING, byDraw } from './sampling.js'
import { strategyOf } from './strategyOf.js'

/** At a rate of a quarter, none of so many salts is kind once in 2^24. */
const TRIES = 12

/** Tries salts, before it commits, until the draw would be kind under the newest randomness that it can know. */
export const grindsRoot = strategyOf({
  name: 'grinds its root for a kind draw, withholds',
  chances: byDraw(LEAST_SAMPLING, ELEMENTS, { caught: -LOCK, missed: PAID }),
  bound: PRICE,
  moves: async (play) => {
    const newest = BigInt(await ethers.provider.getBlockNumber())
    const { mixHash } = await headerOf(newest)
    const job = await ground(play, () => mixHash)
    await show(play, job, await draw(play, job))
    await end(play, job)
  },
})

/** The same where it knows what the beacon will say. */
export const grindsKnownBeacon = strategyOf({
  name: 'grinds its root, the beacon known, withholds',
  chances: [{ chance: 1, profit: PAID }],
  bound: PRICE,
  known: 'sampling rests on a beacon that nobody knows at commit; without it, only challenges are left',
  moves: async (play) => {
    const job = await ground(play, (tried) => randomnessOf(play, tried))
    await show(play, job, await draw(play, job))
    await end(play, job)
  },
})

/** A job of nothing but wrong elements, committed to with the first salt that is not drawn under `guess`. */
async function ground(play: Play, guess: (job: Job) => Hex): Promise<Job> {
  const deal = await order(play)
  const { market, workers } = play.arena
  await accept(market, deal, { worker: workers.cheat, shards: [0] })
  for (let tried = 0; ; tried++) {
    const job = await compute(play, deal, { skipped: ELEMENTS, salt: saltOf(play, tried) })
    if (tried < TRIES && isDrawn(play, job, guess(job))) continue
    await commit(market, job)
    return job
  }
}

function isDrawn({ arena }: Play, { deal, jobId, attempt, seal, shard }: Job, beaconValue: Hex): boolean {
  const scope = { chainId: CHAIN_ID, escrow: arena.market.escrowAddress, jobId, attempt, seal, beaconValue }
  return drawOf({ ...scope, ...LEAST_SAMPLING, elements: deal.product.layout.elements(shard) }).sampled
}
