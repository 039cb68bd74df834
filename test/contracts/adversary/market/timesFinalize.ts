import { inOneBlock, nextAt } from '../../utils/chain.js'
import { type Challenge } from '../../utils/jobs.js'
import { challengeOfWatcher, deadlineOf, end, proofOf } from './ending.js'
import { answer, mustFail, order, take, type Job, type Play } from './play.js'
import { ELEMENTS, LOCK } from './prices.js'
import { strategyOf } from './strategyOf.js'

/** Approves in its requester's place, and finalizes at the head of the block of a proof that comes in the last second. */
export const timesFinalize = strategyOf({
  name: 'finalizes ahead of a proof in the last second',
  chances: [{ chance: 1, profit: -LOCK }],
  bound: 0n,
  moves: async (play) => {
    const job = await take(play, await order(play), { skipped: ELEMENTS })
    if (await answer(play, job)) await lastSecond(play, job)
    await end(play, job)
  },
})

async function lastSecond(play: Play, job: Job): Promise<void> {
  const { market, people } = play.arena
  const { request, workHash } = job.deal
  const own = market.escrow.connect(people.cheat)
  const watcher = market.escrow.connect(people.watcher)
  const challenge = challengeOfWatcher(play, job) as Challenge
  const deadline = await deadlineOf(play, job)
  await mustFail(play, 'NothingDue', () => own.finalize(request.terms, workHash, [0]))
  await mustFail(play, 'NotRequester', () => own.approve(request.terms, workHash, [0]))
  await nextAt(deadline - 1)
  await watcher.registerChallenge(challenge.c)
  await nextAt(deadline)
  const done = await inOneBlock([
    (o) => own.finalize(request.terms, workHash, [0], o),
    (o) => watcher.proveFraud(...proofOf(job, challenge), o),
  ])
  if (done.join() !== 'false,true') play.broken.push(`in one block: ${done.join()}`)
}
