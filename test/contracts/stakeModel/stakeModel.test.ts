import { expect } from 'chai'
import { profile } from '../model/profile.js'
import { KINDS } from './machine.js'
import { runSequence, type Tally } from './sequence.js'

const STEPS = 25

describe('the model of stake and emission and the contracts agree', () => {
  for (const { first, last } of profile()) {
    it(`over the random sequences ${first} to ${last} of ${STEPS} steps`, async () => {
      const tally: Tally = { done: new Map(), refused: new Map() }
      for (let seed = first; seed <= last; seed++) await runSequence({ seed, steps: STEPS, tally })
      expectVaried(tally)
    })
  }
})

/** A batch means little unless every kind of call succeeded in it, and many were refused for many reasons. */
function expectVaried({ done, refused }: Tally): void {
  const missing = KINDS.filter((kind) => !done.has(kind))
  expect(missing, 'never succeeded').to.deep.equal([])
  expect(refused.size, 'different refusals').to.be.at.least(30)
}
