import { readFileSync } from 'node:fs'
import { checkMatmul8, decodeMatmul8Params, type Hex } from '@quern/kernels'
import { expect } from 'chai'
import { ethers } from '../utils/chain.js'
import { CORRECT, INVALID, WRONG, randomChecks, type Check } from './randomChecks.js'

const VECTORS_FILE = new URL('../../../packages/kernels/vectors/matmul8.json', import.meta.url)
const RANDOM = 420
const SEED = 0x5175726e
const VERDICTS = { invalid: INVALID, correct: CORRECT, wrong: WRONG }

interface Vectors {
  readonly checks: readonly (Omit<Check, 'inputRoots' | 'element'> & {
    readonly rootA: Hex
    readonly rootB: Hex
    readonly element: number
  })[]
  readonly layouts: readonly {
    readonly params: Hex
    readonly shards: number
    readonly shard: number
    readonly elements: string
    readonly units: string
    readonly maxSamples: number
    readonly proofBytes: number
  }[]
}

const vectors = JSON.parse(readFileSync(VECTORS_FILE, 'utf8')) as Vectors

const deployMatmul8 = () => ethers.deployContract('Matmul8')

type Matmul8 = Awaited<ReturnType<typeof deployMatmul8>>

async function verdictOf(kernel: Matmul8, check: Check): Promise<number> {
  const { inputRoots, outputRoot, params, shards, shard, element, proof } = check
  return Number(await kernel.check([...inputRoots], outputRoot, params, shards, shard, element, proof))
}

describe('Matmul8 and the vectors of @quern/kernels', () => {
  let kernel: Matmul8

  before(async () => {
    kernel = await deployMatmul8()
  })

  it('has something to replay', () => {
    expect([vectors.checks.length, vectors.layouts.length]).to.deep.equal([103, 6])
  })

  for (const { rootA, rootB, element, ...rest } of vectors.checks) {
    it(`says ${rest.verdict} of ${rest.name}`, async () => {
      const check = { ...rest, inputRoots: [rootA, rootB] as const, element: BigInt(element) }
      expect(await verdictOf(kernel, check)).to.equal(rest.verdict)
    })
  }

  for (const { params, shards, shard, elements, units, maxSamples, proofBytes } of vectors.layouts) {
    const { m, n, k } = decodeMatmul8Params(params)
    it(`measures ${m}x${n}x${k}, shard ${shard} of ${shards}`, async () => {
      expect(await kernel.elements(params, shards, shard)).to.equal(BigInt(elements))
      expect([...(await kernel.validate(params, shards))]).to.deep.equal([BigInt(maxSamples), BigInt(units)])
      expect(maxSamples).to.equal(Math.min(255, Math.floor((98304 - 8192) / (proofBytes + 64))))
    })
  }
})

// Invariant V1: the verdict follows from how the result was made, whoever asks.
describe('Matmul8 and random witnesses of @quern/kernels', () => {
  it(`agrees on ${RANDOM} results, right, wrong and malformed, as its TypeScript twin does`, async () => {
    const kernel = await deployMatmul8()
    const checks = randomChecks(RANDOM, SEED)
    for (const check of checks) {
      expect(await verdictOf(kernel, check), check.name).to.equal(check.verdict)
      const twin = VERDICTS[checkMatmul8({ ...check, params: decodeMatmul8Params(check.params) })]
      expect(twin, `checkMatmul8: ${check.name}`).to.equal(check.verdict)
    }
    expect(new Set(checks.map(({ verdict }) => verdict))).to.deep.equal(new Set([INVALID, CORRECT, WRONG]))
  })
})
