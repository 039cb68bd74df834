import { inOneBlock, networkHelpers } from '../../utils/chain.js'
import { challengeFor, proveFraud, type Challenge } from '../../utils/jobs.js'
import { challengeOfWatcher, end, proofOf } from './ending.js'
import { book, draw, isCaught, mustFail, order, show, take, type Job, type Play } from './play.js'
import { LOCK, bountyOf } from './prices.js'
import { strategyOf, type StrategyOptions } from './strategyOf.js'

type Race = { readonly play: Play; readonly job: Job; readonly honest: Challenge; readonly copied: Challenge }

/** A copy of the honest challenger's proof races it to the bounty; the worker that erred is nobody's. */
function sniping({ run, ...options }: Omit<StrategyOptions, 'moves'> & { run: (race: Race) => Promise<void> }) {
  return strategyOf({
    ...options,
    moves: async (play) => {
      const { market, people } = play.arena
      const job = await revealedError(play)
      // What the honest challenger has a right to; what it gets less is its loss.
      book(play, 'watcher', -bountyOf(LOCK))
      const honest = challengeOfWatcher(play, job) as Challenge
      const copied = challengeFor(market, job, { element: honest.element, challenger: people.sybil })
      await run({ play, job, honest, copied })
      await end(play, job)
    },
  })
}

/** A revealed job with one wrong element, that of a worker which no party owns. */
async function revealedError(play: Play): Promise<Job> {
  for (;;) {
    const job = await take(play, await order(play), { doneBy: 'erring', skipped: 1 })
    const drawn = await draw(play, job)
    const caught = isCaught(job, drawn)
    await show(play, job, drawn)
    if (!caught) return job
    await end(play, job)
  }
}

/** Copies what it sees in the mempool: the registration, then the proof, each ahead of the original in its block. */
export const snipesChallenge = sniping({
  name: 'copies the challenge and the proof of another',
  chances: [{ chance: 1, profit: 0n }],
  bound: 0n,
  run: async ({ play, job, honest, copied }) => {
    const { market, people } = play.arena
    const { escrow } = market
    const [sybil, watcher] = [escrow.connect(people.sybil), escrow.connect(people.watcher)]
    await inOneBlock([(o) => sybil.registerChallenge(honest.c, o), (o) => watcher.registerChallenge(honest.c, o)])
    const ahead = await inOneBlock([
      (o) => sybil.proveFraud(...proofOf(job, honest), o),
      (o) => sybil.registerChallenge(copied.c, o),
      (o) => sybil.proveFraud(...proofOf(job, copied), o),
      (o) => watcher.proveFraud(...proofOf(job, honest), o),
    ])
    if (ahead.join() !== 'false,true,false,true') play.broken.push(`in one block: ${ahead.join()}`)
    await networkHelpers.mine()
    await mustFail(play, 'JobInState', () => proveFraud(market, job, { ...copied, by: people.sybil }))
  },
})

/** Whoever makes the blocks keeps the proof out of one, registers a copy in it, and proves the copy in the next. */
export const delaysProof = sniping({
  name: 'copies a proof that is kept out of one block',
  chances: [{ chance: 1, profit: bountyOf(LOCK) }],
  bound: bountyOf(LOCK),
  known: 'who can keep a proof out of a block, after seeing it, takes the bounty; the worker is slashed all the same',
  run: async ({ play, job, honest, copied }) => {
    const { escrow } = play.arena.market
    const [sybil, watcher] = [escrow.connect(play.arena.people.sybil), escrow.connect(play.arena.people.watcher)]
    await watcher.registerChallenge(honest.c)
    await sybil.registerChallenge(copied.c)
    await inOneBlock([
      (o) => sybil.proveFraud(...proofOf(job, copied), o),
      (o) => watcher.proveFraud(...proofOf(job, honest), o),
    ])
  },
})
