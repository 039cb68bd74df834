import { inOneBlock, nextAt, now } from '../../utils/chain.js'
import type { Hex } from 'viem'
import { challengeFor, proveFraud, type Challenge } from '../../utils/jobs.js'
import type { Job, Play } from './play.js'

/** States of a job, as the escrow numbers them. */
export const [ASSIGNED, COMMITTED, REVEALED] = [1n, 2n, 3n]

export async function stateOf({ arena }: Play, { jobId }: Job): Promise<bigint> {
  return (await arena.market.escrow.jobOf(jobId)).state
}

/** The last second in which the job's actor may act. */
export async function deadlineOf({ arena }: Play, { jobId }: Job): Promise<number> {
  return Number((await arena.market.escrow.jobOf(jobId)).deadline)
}

/**
 * The honest challenger: it fetches the output of a revealed job, computes it itself, and proves the first element that
 * differs; says whether there was one.
 */
export async function watch(play: Play, job: Job): Promise<boolean> {
  if ((await stateOf(play, job)) !== REVEALED) return false
  const challenge = challengeOfWatcher(play, job)
  if (challenge === undefined) return false
  const { market, people } = play.arena
  await market.escrow.connect(people.watcher).registerChallenge(challenge.c)
  await proveFraud(market, job, { ...challenge, by: people.watcher })
  return true
}

/** What the honest challenger registers and proves; undefined where nothing is wrong. */
export function challengeOfWatcher(play: Play, job: Job): Challenge | undefined {
  const [element] = [...job.wrong].toSorted((a, b) => a - b)
  if (element === undefined) return undefined
  return challengeFor(play.arena.market, job, { element: BigInt(element), challenger: play.arena.people.watcher })
}

/** The cheat's own challenger and the honest one register; then both proofs come in one block, the cheat's first. */
export async function race(play: Play, job: Job): Promise<void> {
  const { market, people } = play.arena
  const { escrow } = market
  const honest = challengeOfWatcher(play, job)
  if (honest === undefined) throw new RangeError('nothing is wrong with the job')
  const { element } = honest
  const own = challengeFor(market, job, { element, challenger: people.sybil })
  await escrow.connect(people.sybil).registerChallenge(own.c)
  await escrow.connect(people.watcher).registerChallenge(honest.c)
  const [first, second] = await inOneBlock([
    (o) => escrow.connect(people.sybil).proveFraud(...proofOf(job, own), o),
    (o) => escrow.connect(people.watcher).proveFraud(...proofOf(job, honest), o),
  ])
  if (!first || second) play.broken.push('two proofs of one job were taken, or none')
}

/** The arguments of `proveFraud` for a challenge of the job. */
export function proofOf({ deal, shard }: Job, { element, nonce, proof }: Challenge) {
  return [deal.request, shard, element, nonce, [...deal.product.inputRoots] as Hex[], proof] as const
}

/** Ends the job as anybody may once its deadline is over, if it is still live. */
export async function end(play: Play, job: Job): Promise<void> {
  const { escrow, stranger } = play.arena.market
  const { request, workHash } = job.deal
  const state = await stateOf(play, job)
  if (state !== ASSIGNED && state !== COMMITTED && state !== REVEALED) return
  await nextAt(Math.max(await deadlineOf(play, job), await now()) + 1)
  const anyone = escrow.connect(stranger)
  if (state === REVEALED) await anyone.finalize(request.terms, workHash, [job.shard])
  else if (state === COMMITTED) await anyone.slashTimeout(request.terms, workHash, [job.shard])
  else await anyone.noShow(request.terms, workHash, [job.shard])
}
