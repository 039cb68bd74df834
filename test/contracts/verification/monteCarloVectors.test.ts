import { readFileSync } from 'node:fs'
import {
  checkMonteCarlo,
  encodeMonteCarloParams,
  monteCarloChunk,
  monteCarloFault,
  openBackend,
  philox4x32,
  type Hex,
  type MonteCarloCheck,
  type MonteCarloParams,
} from '@quern/kernels'
import { expect } from 'chai'
import { encodeBytes32String } from 'ethers'
import { ethers, provider } from '../utils/chain.js'
import { checkContractOf, checkElements } from './elementChecks.js'
import { CORRECT, INVALID, WRONG } from './randomChecks.js'
import { randomOptions, type DrawnChunks } from './randomOptions.js'
import { FLAT_WORK } from './randomWork.js'

const VECTORS_FILE = new URL('../../../packages/kernels/vectors/monte-carlo.json', import.meta.url)
const VERDICTS = { invalid: INVALID, correct: CORRECT, wrong: WRONG }
const SEED = 0x5175726e
const CHUNKS = 50_000
const PARTS = 10
const LONG_CHUNKS = 400
const ELEMENTS = 1000

interface ShardJob {
  readonly params: Hex
  readonly shards: number
  readonly shard: number
}

interface Refusal extends ShardJob {
  readonly name: string
  readonly have: string
  readonly least: string
  readonly most: string
}

interface Vectors {
  readonly chunks: readonly {
    readonly name: string
    readonly params: Hex
    readonly start: number
    readonly stride: number
    readonly chunks: readonly (readonly [sum: string, squares: string])[]
  }[]
  readonly checks: readonly (Omit<MonteCarloCheck, 'element'> & { name: string; element: number; verdict: number })[]
  readonly layouts: readonly (ShardJob & { elements: string; units: string; maxSamples: number })[]
  readonly refusals: readonly Refusal[]
}

const vectors = JSON.parse(readFileSync(VECTORS_FILE, 'utf8')) as Vectors

const deployKernel = () => ethers.deployContract('MonteCarlo')
const deployChunks = () => ethers.deployContract('MonteCarloChunks')

type Kernel = Awaited<ReturnType<typeof deployKernel>>
type Drawer = Awaited<ReturnType<typeof deployChunks>>

async function verdictOf(kernel: Kernel, claim: MonteCarloCheck): Promise<number> {
  const { inputRoots, outputRoot, params, shards, shard, element, proof } = claim
  return Number(await kernel.check([...inputRoots], outputRoot, params, shards, shard, element, proof))
}

async function expectRefusal(kernel: Kernel, { params, shards, shard, name, ...rest }: Refusal): Promise<void> {
  const args = [encodeBytes32String(name), rest.have, rest.least, rest.most]
  const isRefused = (call: Promise<unknown>) =>
    expect(call)
      .to.be.revertedWithCustomError(kernel, 'ShapeOutOfBounds')
      .withArgs(...args)
  await isRefused(kernel.elements(params, shards, shard))
  if (name !== 'shard') await isRefused(kernel.validate(params, shards))
}

function sumsOf(params: MonteCarloParams, { start, stride, count }: Omit<DrawnChunks, 'params'>): string[] {
  return Array.from({ length: count }, (_, i) => {
    const { sum, squares } = monteCarloChunk(params, (start + i * stride) % params.chunks)
    return `${sum} ${squares}`
  })
}

async function expectSameSums(drawer: Drawer, calls: readonly DrawnChunks[]): Promise<number> {
  let drawn = 0
  for (const { params, ...place } of calls) {
    const got = await drawer.draw(encodeMonteCarloParams(params), place.start, place.stride, place.count)
    const facts = JSON.stringify(params, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
    expect(
      got.map(([sum, squares]) => `${sum} ${squares}`),
      facts,
    ).to.deep.equal(sumsOf(params, place))
    drawn += place.count
  }
  return drawn
}

describe('MonteCarlo and the vectors of @quern/kernels', () => {
  let kernel: Kernel

  before(async () => {
    kernel = await deployKernel()
  })

  it('has something to replay', () => {
    const { chunks, checks, layouts, refusals } = vectors
    expect([chunks.length, checks.length, layouts.length, refusals.length]).to.deep.equal([17, 22, 6, 35])
  })

  it('draws the chunks of every option', async () => {
    const drawer = await deployChunks()
    for (const { name, params, start, stride, chunks } of vectors.chunks) {
      for (const [i, [sum, squares]] of chunks.entries()) {
        const [got] = await drawer.draw(params, start + i * stride, 1, 1)
        expect(got, `${name}, ${i}`).to.deep.equal([BigInt(sum), BigInt(squares)])
      }
    }
  })

  for (const { name, verdict, element, ...rest } of vectors.checks) {
    it(`says ${verdict} of ${name}`, async () => {
      expect(await verdictOf(kernel, { ...rest, element: BigInt(element) })).to.equal(verdict)
    })
  }

  it('measures every job as the package does', async () => {
    for (const { params, shards, shard, elements, units, maxSamples } of vectors.layouts) {
      expect(await kernel.elements(params, shards, shard)).to.equal(BigInt(elements))
      expect([...(await kernel.validate(params, shards))]).to.deep.equal([BigInt(maxSamples), BigInt(units)])
    }
  })

  for (const [index, refusal] of vectors.refusals.entries()) {
    it(`refuses ${refusal.name} with the package's facts, ${index}`, () => expectRefusal(kernel, refusal))
  }

  it('agrees with its TypeScript twin on params and shards that do not fit', async () => {
    for (const { params, shards, shard } of vectors.refusals) {
      expect(monteCarloFault(params, { shards, shard })).to.not.equal(undefined)
      const claim = { params, shards, shard, inputRoots: [], outputRoot: ethers.ZeroHash as Hex, element: 0n }
      const verdict = await verdictOf(kernel, { ...claim, proof: '0x' })
      expect(verdict).to.equal(VERDICTS[checkMonteCarlo({ ...claim, proof: '0x' })])
    }
  })
})

// The twin computes four blocks of random words and 256 bits at once, the reference in doubles and 32 bits: that they agree at the
// ends of all bounds says that nothing wraps.
describe('MonteCarlo and random options', () => {
  for (let part = 0; part < PARTS; part++) {
    it(`draws ${CHUNKS / PARTS} chunks as the reference does, ${part}`, async () => {
      const calls = randomOptions(CHUNKS / PARTS, { seed: SEED + part, steps: 6, paths: 2 })
      expect(await expectSameSums(await deployChunks(), calls)).to.equal(CHUNKS / PARTS)
    })
  }

  it(`draws ${LONG_CHUNKS} long chunks as the reference does`, async () => {
    const calls = randomOptions(LONG_CHUNKS, { seed: SEED, steps: 190, paths: 8 })
    expect(await expectSameSums(await deployChunks(), calls)).to.equal(LONG_CHUNKS)
  })

  it(`judges each of ${ELEMENTS} elements of random shards as WASM and the reference draw it`, async () => {
    const contract = await checkContractOf(await deployKernel(), provider)
    const backend = await openBackend({ prefer: 'wasm' })
    const run = { work: FLAT_WORK.monteCarlo, contract, backends: [backend], seed: SEED, count: ELEMENTS }
    const { checked, wrong } = await checkElements(run)
    await backend.close()
    expect(checked).to.be.at.least(ELEMENTS)
    expect(wrong).to.be.within(ELEMENTS / 4, (3 * ELEMENTS) / 4)
  })

  it('draws random words as the reference does', async () => {
    const drawer = await deployChunks()
    for (const [seed, path, block] of [
      [0n, 0, 0],
      [0xffff_ffff_ffff_ffffn, 2 ** 32 - 1, 2 ** 32 - 4],
      [0x299f31d0a4093822n, 12345, 508],
    ] as const) {
      const key = [Number(BigInt.asUintN(32, seed)), Number(seed >> 32n)] as const
      const words = [0, 1, 2, 3].flatMap((i) => philox4x32([path, block + i, 0, 0], key))
      const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('')
      expect(await drawer.words(seed, path, block)).to.equal(`0x${hex}`)
    }
  })
})
