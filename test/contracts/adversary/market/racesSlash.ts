import { inOneBlock } from '../../utils/chain.js'
import { type Challenge } from '../../utils/jobs.js'
import { challengeOfWatcher, end, proofOf } from './ending.js'
import { answer, order, take, type Job, type Play } from './play.js'
import { ELEMENTS, LOCK } from './prices.js'
import { strategyOf } from './strategyOf.js'

/** Sees the challenge, and at the head of the block of its proof pulls out all that it can. */
export const racesSlash = strategyOf({
  name: 'pulls its stake at the head of the block of the proof',
  stakes: { self: 2n * LOCK, pool: { by: 'backer', amount: LOCK } },
  chances: [{ chance: 1, profit: -LOCK }],
  bound: 0n,
  moves: async (play) => {
    const job = await take(play, await order(play), { skipped: ELEMENTS })
    if (await answer(play, job)) await race(play, job)
    await end(play, job)
  },
})

async function race(play: Play, job: Job): Promise<void> {
  const { market, people } = play.arena
  const { staking, escrow } = market
  const challenge = challengeOfWatcher(play, job) as Challenge
  const { terms } = job.deal.request
  await escrow.connect(people.watcher).registerChallenge(challenge.c)
  const done = await inOneBlock([
    (o) => staking.connect(people.cheat).unbond((3n * LOCK) / 2n, o),
    (o) => staking.connect(people.backer).undelegate(people.cheat, LOCK, o),
    (o) => staking.connect(people.cheat).setLockCap(1n, o),
    (o) => staking.connect(people.cheat).setLocker(escrow, false, o),
    (o) => escrow.connect(people.cheat).finalize(terms, job.deal.workHash, [0], o),
    (o) => escrow.connect(people.watcher).proveFraud(...proofOf(job, challenge), o),
  ])
  if (done.join() !== 'true,true,true,false,false,true') play.broken.push(`in one block: ${done.join()}`)
}
