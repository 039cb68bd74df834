import {
  checkMatmul8,
  createWitnessBuilder,
  decodeMatmul8Params,
  encodeMatmul8Params,
  referenceMatmul8,
} from '@quern/kernels'
import { expect } from 'chai'
import {
  VERDICT_CODES,
  type KernelVectorLayout,
  type KernelVectors,
} from '../../../packages/kernels/dist/conformance/kernel-vectors.test.support.js'
import { CORRECT, INVALID, WRONG, randomChecks } from './randomChecks.js'
import { deployKernel, readVectors, verdictOf } from './vectorReplay.js'

const RANDOM = 420
const SEED = 0x5175726e

interface Vectors extends KernelVectors {
  readonly layouts: readonly (KernelVectorLayout & { readonly proofBytes: number })[]
}

const deploy = () => deployKernel('Matmul8')

describe('Matmul8 and the layouts of its vectors', () => {
  it('takes as many samples as the longest call has room for', () => {
    const { layouts } = readVectors<Vectors>('Matmul8')
    expect(layouts.length).to.equal(6)
    for (const { maxSamples, proofBytes } of layouts) {
      expect(maxSamples).to.equal(Math.min(255, Math.floor((98304 - 8192) / (proofBytes + 64))))
    }
  })
})

// Invariant V1: the verdict follows from how the result was made, whoever asks.
describe('Matmul8 and random witnesses of @quern/kernels', () => {
  it(`agrees on ${RANDOM} results, right, wrong and malformed, as its TypeScript twin does`, async () => {
    const kernel = await deploy()
    const checks = randomChecks(RANDOM, SEED)
    for (const check of checks) {
      expect(await verdictOf(kernel, check), check.name).to.equal(check.verdict)
      const twin = VERDICT_CODES[checkMatmul8({ ...check, params: decodeMatmul8Params(check.params) })]
      expect(twin, `checkMatmul8: ${check.name}`).to.equal(check.verdict)
    }
    expect(new Set(checks.map(({ verdict }) => verdict))).to.deep.equal(new Set([INVALID, CORRECT, WRONG]))
  })
})

describe('Matmul8 and the longest rows', () => {
  for (const [fillA, fillB] of [
    [-128, -128],
    [-128, 127],
    [127, 127],
  ] as const) {
    it(`sums 16384 products of ${fillA} and ${fillB}`, async () => {
      const kernel = await deploy()
      const params = { m: 1, n: 2, k: 16384 }
      const [a, b] = [new Int8Array(params.k).fill(fillA), new Int8Array(2 * params.k).fill(fillB)]
      const c = referenceMatmul8({ ...params, a, bt: b })
      expect([...c]).to.deep.equal([fillA * fillB * 16384, fillA * fillB * 16384])
      c[1] = (c[1] as number) + 1
      const job = { params, shards: 1, shard: 0 }
      const builder = createWitnessBuilder({ ...job, a, b, c })
      const { inputRoots, root: outputRoot } = builder
      const claim = { ...job, params: encodeMatmul8Params(params), inputRoots, outputRoot, name: '', verdict: CORRECT }
      // One leaf holds both values, and each is judged alone.
      for (const [element, verdict] of [
        [0n, CORRECT],
        [1n, WRONG],
      ] as const) {
        expect(await verdictOf(kernel, { ...claim, element, proof: builder.proof(element) })).to.equal(verdict)
      }
    })
  }
})
