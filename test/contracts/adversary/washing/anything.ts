import { randomOf, type Random } from '../../model/random.js'
import type { Strategy } from '../strategy.js'
import { anyBurn } from './amounts.js'
import { outcomeOf, type WashOutcome } from './outcome.js'
import { claim, currentEpoch, flush, moveTo, roll, settle, wash, work, type Play } from './play.js'

const JOBS = 8
const STEPS = 24

/** Random moves. */
export const anything: Strategy<WashOutcome> = {
  name: 'anything',
  run: (seed) =>
    outcomeOf(async (play) => {
      const random = randomOf(seed)
      for (let i = 0; i < JOBS; i++) {
        const options = { who: random.int(4), burn: anyBurn(random), crediter: random.int(2) }
        await (i > 0 && random.chance(40) ? work : wash)(play, options)
      }
      await moveTo(play, 1)
      for (let i = 0; i < STEPS; i++) await step(play, random)
    }),
}

async function step(play: Play, random: Random): Promise<void> {
  const { party, honest } = play.arena
  const everybody = [...party.workers, ...honest.workers]
  const open = play.jobs.filter((job) => job.epoch < 0)
  const what = random.int(10)
  if (what < 4 && open.length > 0) return settle(play, random.pick(open))
  if (what < 6)
    return moveTo(play, (await currentEpoch(play)) + 1 + random.int(3), random.int(2) * (60_000 + random.int(20_000)))
  if (what === 6) return roll(play, random.int(2), random.pick([[], everybody, party.workers, honest.workers]))
  if (what === 7) return flush(play, random.int(2))
  return claim(play, random.pick(everybody))
}
