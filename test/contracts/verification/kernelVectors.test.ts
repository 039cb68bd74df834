// Every kernel's contract replays what the vectors of its package say of it. A new kernel's file is found in their folder.
import { KERNELS } from '@quern/deploy'
import type { Hex } from '@quern/kernels'
import { expect } from 'chai'
import { ethers } from '../utils/chain.js'
import { CORRECT, INVALID, WRONG } from './randomChecks.js'
import {
  deployKernel,
  expectLayout,
  expectRefusal,
  readVectors,
  vectorContracts,
  verdictOf,
  type CheckCall,
  type Kernel,
  type KernelVectors,
} from './vectorReplay.js'

/** The first right claim, and one without roots and proof. */
function claimsOf({ checks }: KernelVectors): CheckCall[] {
  const right = checks.find(({ verdict }) => verdict === CORRECT)
  if (right === undefined) throw new Error('no claim is right')
  const inputRoots = right.inputRoots.map(() => ethers.ZeroHash as Hex)
  const nothing = { ...right, inputRoots, outputRoot: ethers.ZeroHash as Hex, proof: '0x' as const }
  return [right, nothing].map((claim) => ({ ...claim, element: BigInt(claim.element) }))
}

describe('The vectors of @quern/kernels', () => {
  it('are there for every kernel that is deployed', () => {
    expect(vectorContracts()).to.include.members(KERNELS.map(({ contract }) => contract))
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
      const { name, params, shards, shard } = refusal
      it(`refuses ${name} with the package's facts, whatever is claimed of it, ${index}`, async () => {
        await expectRefusal(kernel, refusal, refusal)
        for (const claim of claimsOf(vectors)) {
          expect(await verdictOf(kernel, { ...claim, params, shards, shard })).to.equal(INVALID)
        }
      })
    }
  })
}
