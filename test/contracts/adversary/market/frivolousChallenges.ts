import { id } from 'ethers'
import type { Hex } from 'viem'
import { nextAt } from '../../utils/chain.js'
import { challengeFor, proveFraud } from '../../utils/jobs.js'
import { deadlineOf, end } from './ending.js'
import { answer, mustFail, order, take, type Job, type Play } from './play.js'
import { ELEMENTS } from './prices.js'
import { strategyOf } from './strategyOf.js'

const CHALLENGES = 4
/** The last of 16 leaves of a shard: all padding. */
const PADDING = BigInt(ELEMENTS + 12)

/** Challenges a right result with right proofs, mangled ones and ones of padding, until the last second of the window. */
export const frivolousChallenges = strategyOf({
  name: 'challenges a right result',
  chances: [{ chance: 1, profit: 0n }],
  bound: 0n,
  moves: async (play) => {
    const job = await take(play, await order(play), { doneBy: 'worker' })
    await answer(play, job)
    for (let i = 0; i < CHALLENGES; i++) await frivolous(play, job, i === CHALLENGES - 1)
    await end(play, job)
  },
})

async function frivolous(play: Play, job: Job, atTheEnd: boolean): Promise<void> {
  const { random, arena } = play
  const { market, people } = arena
  const element = random.chance(20) ? PADDING : BigInt(random.int(ELEMENTS))
  const right = job.witness.proof(element)
  const proof = random.pick([right, mangled(right, random.int(right.length / 2 - 1)), id('nothing') as Hex])
  const challenge = challengeFor(market, job, { element, challenger: people.sybil, proof })
  await market.escrow.connect(people.sybil).registerChallenge(challenge.c)
  if (atTheEnd) await nextAt(await deadlineOf(play, job))
  const error = proof === right ? 'ResultCorrect' : 'ProofMalformed'
  await mustFail(play, error, () => proveFraud(market, job, { ...challenge, by: people.sybil }))
}

/** The proof with another byte at `at`. */
function mangled(proof: Hex, at: number): Hex {
  const place = 2 + 2 * at
  const byte = Number.parseInt(proof.slice(place, place + 2), 16) ^ 0x55
  return `${proof.slice(0, place)}${byte.toString(16).padStart(2, '0')}${proof.slice(place + 2)}` as Hex
}
