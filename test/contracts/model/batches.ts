import { expect } from 'chai'
import { profile } from './profile.js'
import { newTally, type Tally } from './tally.js'

const STEPS = 25

export type Batches = {
  /** Kinds of calls, each of which has to succeed in every batch. */
  readonly kinds: readonly string[]
  /** Kinds of calls, each of which has to be refused in every batch. */
  readonly refusable: readonly string[]
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

/** A batch means little unless every kind of call succeeded in it and was refused, for many reasons together. */
function expectVaried({ done, refused }: Tally, { kinds, refusable, leastRefusals }: Batches): void {
  const missing = kinds.filter((kind) => !done.has(kind))
  expect(missing, 'never succeeded').to.deep.equal([])
  const reasons = [...refused.keys()]
  const welcome = refusable.filter((kind) => !reasons.some((reason) => reason.startsWith(`${kind}: `)))
  expect(welcome, 'never refused').to.deep.equal([])
  expect(refused.size, 'different refusals').to.be.at.least(leastRefusals)
}
