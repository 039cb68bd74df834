import { expect } from 'chai'
import { KINDS } from './action.js'
import { runSequence, type Tally } from './sequence.js'

const STEPS = 25
const BATCHES = 4
const SEQUENCES = 50

describe('the model and the contracts agree, call by call and balance by balance,', () => {
  for (let batch = 0; batch < BATCHES; batch++) {
    const first = batch * SEQUENCES
    it(`over the random sequences ${first} to ${first + SEQUENCES - 1} of ${STEPS} steps`, async () => {
      const tally: Tally = { done: new Map(), refused: new Map() }
      for (let seed = first; seed < first + SEQUENCES; seed++) await runSequence({ seed, steps: STEPS, tally })
      expectVaried(tally)
    })
  }
})

/** A batch means little unless every kind of call succeeded in it, and many were refused for many reasons. */
function expectVaried({ done, refused }: Tally): void {
  const missing = KINDS.filter((kind) => !done.has(kind))
  expect(missing, 'never succeeded').to.deep.equal([])
  expect(refused.size, 'different refusals').to.be.at.least(40)
}
