import { checkCreate2Search, create2SearchFault, KernelError, openBackend, type Hex } from '@quern/kernels'
import { describeCreate2Search } from '@quern/sdk'
import { expect } from 'chai'
import {
  VERDICT_CODES,
  type KernelVectors,
  type VectorJob,
} from '../../../packages/kernels/dist/conformance/kernel-vectors.test.support.js'
import { ethers, provider } from '../utils/chain.js'
import { checkContractOf } from './elementChecks.js'
import { randomClaims } from './randomClaims.js'
import { checkSalts } from './saltChecks.js'
import { CORRECT, INVALID, WRONG } from './randomChecks.js'
import { deployKernel, expectRefusal, readVectors, verdictOf, type Refusal } from './vectorReplay.js'

const RANDOM = 400
const SEED = 0x5175726e
const SALTS = 50_000
const SALTS_TIMEOUT_MS = 600_000

interface Vectors extends KernelVectors {
  readonly searches: readonly (VectorJob & { readonly salt: Hex | null })[]
}

type Words = readonly [deployer: bigint, initCodeHash: bigint, mask: bigint, value: bigint, base: bigint, r: bigint]

const bytes = (value: bigint, count: number): Hex => `0x${value.toString(16).padStart(2 * count, '0')}`

const vectors = readVectors<Vectors>('Create2Search')

const deploy = () => deployKernel('Create2Search')

describe('Create2Search and the searches of its vectors', () => {
  it('takes every salt that a search found', async () => {
    expect(vectors.searches.length).to.equal(8)
    const kernel = await deploy()
    for (const { salt, ...job } of vectors.searches) {
      if (salt === null) continue
      const claim = { ...job, inputRoots: [], outputRoot: ethers.keccak256(salt) as Hex, element: 0n, proof: salt }
      expect(await verdictOf(kernel, claim)).to.equal(CORRECT)
    }
  })
})

// What a requester is told before it signs is what the contract would say.
describe('Create2Search and the requests that the SDK describes', () => {
  const words = (params: Hex): Words => {
    const word = (index: number) => BigInt(`0x${params.slice(2 + 64 * index, 66 + 64 * index)}`)
    return [word(0), word(1), word(2), word(3), word(4), word(5)]
  }

  /** What the SDK would have been asked for, if it can be said there. */
  function searchOf({ params, shards, shard }: VectorJob) {
    const isWhole = params.length === 2 + 6 * 64 && shard < Math.max(1, shards)
    const [deployer, initCodeHash, mask, value, base, r] = words(isWhole ? params : `0x${'00'.repeat(192)}`)
    if (!isWhole || deployer >> 160n !== 0n || r > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
    const target = { deployer: bytes(deployer, 20), initCodeHash: bytes(initCodeHash, 32), mask, value }
    return { ...target, shards, base, r: Number(r) }
  }

  it('are refused with the name and the bounds of `validate`', async () => {
    const kernel = await deploy()
    const names: string[] = []
    for (const refusal of vectors.refusals) {
      const search = searchOf(refusal)
      if (search === undefined) continue
      try {
        describeCreate2Search(search)
        expect.fail(`${refusal.name} is described`)
      } catch (error) {
        if (!(error instanceof KernelError)) throw error
        const { name, have, least, most } = error.facts as unknown as Refusal
        await expectRefusal(kernel, refusal, { name, have, least, most })
        names.push(name)
      }
    }
    const all = ['deployer', 'initCodeHash', 'mask', 'maskBits', 'value & ~mask', 'r', 'base', 'shards']
    expect([...new Set(names)]).to.deep.equal(all)
  })
})

describe('Create2Search and every salt of random searches', () => {
  it(`agrees with reference and WASM on ${SALTS} salts, right ones and wrong ones`, async () => {
    const kernel = await deploy()
    const contract = await checkContractOf(kernel, provider)
    const backend = await openBackend({ prefer: 'wasm' })
    const { checked, wrong } = await checkSalts({ contract, backends: [backend], seed: SEED, count: SALTS })
    await backend.close()
    expect(checked).to.be.at.least(SALTS)
    expect(checked - wrong).to.be.within(SALTS / 50, SALTS / 4)
  }).timeout(SALTS_TIMEOUT_MS)
})

// Invariant V1: the verdict follows from the salt and the params, whoever asks.
describe('Create2Search and random claims', () => {
  it(`agrees with its TypeScript twin on ${RANDOM} claims and on what is refused`, async () => {
    const kernel = await deploy()
    const verdicts: number[] = []
    for (const claim of randomClaims(RANDOM, SEED)) {
      const verdict = await verdictOf(kernel, claim)
      expect(verdict, JSON.stringify({ ...claim, element: Number(claim.element) })).to.equal(
        VERDICT_CODES[checkCreate2Search(claim)],
      )
      const fault = create2SearchFault(claim.params, claim)
      if (fault !== undefined) await expectRefusal(kernel, claim, fault)
      else expect(await kernel.elements(claim.params, claim.shards, claim.shard)).to.equal(1n)
      verdicts.push(verdict)
    }
    for (const verdict of [INVALID, CORRECT, WRONG]) {
      expect(verdicts.filter((one) => one === verdict).length).to.be.greaterThan(RANDOM / 10)
    }
  })
})
