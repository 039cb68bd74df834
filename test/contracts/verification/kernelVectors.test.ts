// Every kernel's contract replays what the vectors of its package say of it. A new kernel's file is found in their folder.
import { KERNELS } from '@quern/deploy'
import { findKernel } from '@quern/kernels'
import { expect } from 'chai'
import { claimsOfRefused } from '../../../packages/kernels/dist/conformance/kernel-vectors.test.support.js'
import { CORRECT, INVALID, WRONG } from './randomChecks.js'
import {
  deployKernel,
  expectLayout,
  expectRefusal,
  readVectors,
  vectorContracts,
  verdictOf,
  type Kernel,
} from './vectorReplay.js'

describe('The vectors of @quern/kernels', () => {
  it('are there for every kernel that is deployed', () => {
    expect(vectorContracts()).to.include.members(KERNELS.map(({ contract }) => contract))
  })

  it('are of kernels that the package knows by the number of their deployment', () => {
    const known = KERNELS.map(({ id }) => findKernel(id))
    expect(known.map((kernel) => kernel?.name)).to.deep.equal(KERNELS.map(({ contract }) => contract))
    expect(known.map((kernel) => kernel?.kind)).to.deep.equal(KERNELS.map(({ kind }) => kind))
  })
})

for (const contract of vectorContracts()) {
  const vectors = readVectors(contract)

  describe(`${contract} and the vectors of @quern/kernels`, () => {
    let kernel: Kernel

    before(async () => {
      kernel = await deployKernel(contract)
    })

    it('has something to replay', () => {
      const verdicts = new Set(vectors.checks.map(({ verdict }) => verdict))
      expect([...verdicts]).to.have.members([INVALID, CORRECT, WRONG])
      expect(Math.min(vectors.layouts.length, vectors.refusals.length)).to.be.greaterThan(0)
    })

    for (const { name, verdict, element, ...rest } of vectors.checks) {
      it(`says ${verdict} of ${name}`, async () => {
        expect(await verdictOf(kernel, { ...rest, element: BigInt(element) })).to.equal(verdict)
      })
    }

    it('measures every job as the package does', async () => {
      for (const layout of vectors.layouts) await expectLayout(kernel, layout)
    })

    for (const [index, refusal] of vectors.refusals.entries()) {
      it(`refuses ${refusal.name} with the package's facts, whatever is claimed of it, ${index}`, async () => {
        await expectRefusal(kernel, refusal, refusal)
        for (const claim of claimsOfRefused(vectors, refusal)) {
          expect(await verdictOf(kernel, claim)).to.equal(INVALID)
        }
      })
    }
  })
}
