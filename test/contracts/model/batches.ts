import { expect } from 'chai'
import { profile } from './profile.js'
import { newTally, type Tally } from './tally.js'

const STEPS = 25

export type Batches = {
  /** Kinds of calls, each of which has to succeed in every batch. */
  readonly kinds: readonly string[]
  /** Different refusals that a batch has to see. */
  readonly leastRefusals: number
  readonly runSequence: (run: { seed: number; steps: number; tally: Tally }) => Promise<void>
}

/** Declares the tests of a model: all sequences of the profile, a batch a test. */
export function describeBatches(title: string, batches: Batches): void {
  describe(title, () => {
    for (const { first, last } of profile()) {
      it(`over the random sequences ${first} to ${last} of ${STEPS} steps`, async () => {
        const tally = newTally()
        for (let seed = first; seed <= last; seed++) await batches.runSequence({ seed, steps: STEPS, tally })
        expectVaried(tally, batches)
      })
    }
  })
}

/** A batch means little unless every kind of call succeeded in it, and many were refused for many reasons. */
function expectVaried({ done, refused }: Tally, { kinds, leastRefusals }: Batches): void {
  const missing = kinds.filter((kind) => !done.has(kind))
  expect(missing, 'never succeeded').to.deep.equal([])
  expect(refused.size, 'different refusals').to.be.at.least(leastRefusals)
}
