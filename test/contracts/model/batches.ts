import { expect } from 'chai'
import { profile } from './profile.js'
import { newTally, refusalsOf, type Tally } from './tally.js'

const STEPS = 25

export type Batches = {
  /** Kinds of calls, each of which has to succeed once a batch or more often, taken over all batches. */
  readonly kinds: readonly string[]
  /** Kinds of calls, each of which has to be refused as often. */
  readonly refusable: readonly string[]
  /** Errors that have to be seen once at least. */
  readonly errors: readonly string[]
  /** Different refusals that all batches together have to see. */
  readonly leastRefusals: number
  readonly runSequence: (run: { seed: number; steps: number; tally: Tally }) => Promise<void>
}

/** Declares the tests of a model: all sequences of the profile, a batch a test. */
export function describeBatches(title: string, batches: Batches): void {
  describe(title, () => {
    const tally = newTally()
    let finished = 0
    for (const { first, last } of profile()) {
      it(`over the random sequences ${first} to ${last} of ${STEPS} steps`, async () => {
        for (let seed = first; seed <= last; seed++) await batches.runSequence({ seed, steps: STEPS, tally })
        finished += 1
      })
    }
    after(() => expectVaried(tally, batches, finished))
  })
}

/** Agreement means little unless every kind of call succeeded and was refused, for many reasons together. */
function expectVaried(tally: Tally, { kinds, refusable, errors, leastRefusals }: Batches, finished: number): void {
  if (finished === 0) return
  const rarelyDone = kinds.filter((kind) => (tally.done.get(kind) ?? 0) < finished)
  expect(rarelyDone, 'seldom or never succeeded').to.deep.equal([])
  const rarelyRefused = refusable.filter((kind) => refusalsOf(tally, kind) < finished)
  expect(rarelyRefused, 'seldom or never refused').to.deep.equal([])
  const reasons = [...tally.refused.keys()]
  const unseen = errors.filter((error) => !reasons.some((reason) => reason.endsWith(`: ${error}`)))
  expect(unseen, 'errors never seen').to.deep.equal([])
  expect(tally.refused.size, 'different refusals').to.be.at.least(leastRefusals)
}
