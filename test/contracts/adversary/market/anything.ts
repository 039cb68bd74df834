import { now } from '../../utils/chain.js'
import { COMMITTED, deadlineOf, end, race, stateOf, watch } from './ending.js'
import { answer, order, take, type Job, type Play } from './play.js'
import { ELEMENTS, LOCK, PRICE } from './prices.js'
import { strategyOf } from './strategyOf.js'

const STEPS = 14
const SKIPS = [0, 1, 24, ELEMENTS]
/** What a random move may find closed: no stake left for a lock, nothing left to unbond, no job in the state it needs. */
const REFUSED =
  /CapacityExceeded|StakeTooLow|DelegationTooLow|UnbondingsFull|NoUnbonding|LedgerTooLow|LockerInUse|LockerOff/

/** Random moves of the whole party, while the honest challenger looks at every result as soon as it is revealed. */
export const anything = strategyOf({
  name: 'anything, under the eyes of one challenger',
  stakes: { self: 2n * LOCK, pool: { by: 'backer', amount: LOCK } },
  bound: 0n,
  moves: async (play) => {
    const { market, people } = play.arena
    await market.escrow.connect(people.patron).deposit(market.qrn, people.patron, 4n * PRICE)
    const jobs: Job[] = []
    for (let step = 0; step < STEPS; step++) await tried(() => move(play, jobs))
    for (const job of jobs) await end(play, job)
  },
})

async function tried(send: () => Promise<unknown>): Promise<void> {
  try {
    await send()
  } catch (error) {
    if (!REFUSED.test(String(error))) throw error
  }
}

async function move(play: Play, jobs: Job[]): Promise<void> {
  const { random } = play
  const choice = random.int(10)
  if (choice < 4 || jobs.length === 0) {
    const orderedBy = random.pick(['requester', 'patron'] as const)
    jobs.push(await take(play, await order(play, { orderedBy }), { orderedBy, skipped: random.pick(SKIPS) }))
  } else if (choice < 7) await reveal(play, random.pick(jobs))
  else if (choice < 8) await end(play, random.pick(jobs))
  else await moveStake(play)
}

/** Reveals a job if it still can be; then somebody proves it wrong, or its colluding requester approves it. */
async function reveal(play: Play, job: Job): Promise<void> {
  if ((await stateOf(play, job)) !== COMMITTED || (await deadlineOf(play, job)) <= (await now())) return
  if (!(await answer(play, job))) return
  const { market, people } = play.arena
  const { request, workHash, shard } = { ...job.deal, shard: job.shard }
  const approves = job.orderedBy === 'patron' && play.random.chance(30)
  if (approves) await market.escrow.connect(people.patron).approve(request.terms, workHash, [shard])
  else if (job.wrong.size > 0 && play.random.chance(50)) await race(play, job)
  else await watch(play, job)
}

async function moveStake({ arena, random }: Play): Promise<void> {
  const { staking, escrow } = arena.market
  const { cheat, backer } = arena.people
  const amount = 1n + random.amount(LOCK)
  const moves = [
    () => staking.connect(cheat).unbond(amount),
    () => staking.connect(cheat).rebond(0),
    () => staking.connect(backer).undelegate(cheat, amount),
    () => staking.connect(backer).rebondDelegation(cheat, 0),
    () => staking.connect(cheat).bond(amount + PRICE),
    () => staking.connect(cheat).setLocker(escrow, random.chance(50)),
  ]
  await random.pick(moves)()
}
