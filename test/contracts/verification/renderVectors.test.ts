import { readFileSync } from 'node:fs'
import {
  checkRender,
  decodeRenderParams,
  encodeRenderParams,
  openBackend,
  renderFault,
  renderPixel,
  type Hex,
  type RenderCheck,
  type RenderParams,
} from '@quern/kernels'
import { expect } from 'chai'
import { encodeBytes32String } from 'ethers'
import { ethers, provider } from '../utils/chain.js'
import { checkContractOf, checkElements } from './elementChecks.js'
import { CORRECT, INVALID, WRONG } from './randomChecks.js'
import { randomImages, type DrawnPixels } from './randomImages.js'
import { FLAT_WORK } from './randomWork.js'

const VECTORS_FILE = new URL('../../../packages/kernels/vectors/render.json', import.meta.url)
const VERDICTS = { invalid: INVALID, correct: CORRECT, wrong: WRONG }
const SEED = 0x5175726e
const PIXELS = 50_000
const PARTS = 10
const ELEMENTS = 2000

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
  readonly pixels: readonly (Omit<DrawnPixels, 'params'> & {
    readonly name: string
    readonly params: Hex
    readonly pixels: string[]
  })[]
  readonly checks: readonly (Omit<RenderCheck, 'element'> & { name: string; element: number; verdict: number })[]
  readonly layouts: readonly (ShardJob & { elements: string; units: string; maxSamples: number })[]
  readonly refusals: readonly Refusal[]
}

const vectors = JSON.parse(readFileSync(VECTORS_FILE, 'utf8')) as Vectors

const deployKernel = () => ethers.deployContract('Render')
const deployPixels = () => ethers.deployContract('RenderPixels')

type Kernel = Awaited<ReturnType<typeof deployKernel>>

async function verdictOf(kernel: Kernel, claim: RenderCheck): Promise<number> {
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

function coloursOf(params: RenderParams, { start, stride, count }: Omit<DrawnPixels, 'params'>): number[] {
  return Array.from({ length: count }, (_, i) => {
    const at = (start + i * stride) % (params.width * params.height)
    return renderPixel(params, { row: Math.floor(at / params.width), column: at % params.width })
  })
}

describe('Render and the vectors of @quern/kernels', () => {
  let kernel: Kernel

  before(async () => {
    kernel = await deployKernel()
  })

  it('has something to replay', () => {
    const { pixels, checks, layouts, refusals } = vectors
    expect([pixels.length, checks.length, layouts.length, refusals.length]).to.deep.equal([17, 34, 7, 46])
  })

  it('draws the pixels of every image', async () => {
    const drawer = await deployPixels()
    for (const { name, params, start, stride, pixels } of vectors.pixels) {
      for (const [i, colour] of pixels.entries()) {
        const [got] = await drawer.draw(params, start + i * stride, 1, 1)
        expect(Number(got).toString(16), `${name}, ${i}`).to.equal(colour)
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
})

// The twin computes in 256 bits and the reference in 32: that they agree at the ends of all bounds says that nothing wraps.
describe('Render and random images', () => {
  for (let part = 0; part < PARTS; part++) {
    it(`draws ${PIXELS / PARTS} pixels as the reference of 32 bits does, ${part}`, async () => {
      const drawer = await deployPixels()
      let drawn = 0
      for (const { params, ...place } of randomImages(PIXELS / PARTS, SEED + part)) {
        const got = await drawer.draw(encodeRenderParams(params), place.start, place.stride, place.count)
        expect(got.map(Number), JSON.stringify(params)).to.deep.equal(coloursOf(params, place))
        drawn += place.count
      }
      expect(drawn).to.equal(PIXELS / PARTS)
    })
  }

  it(`judges each of ${ELEMENTS} elements of random bands as WASM and the reference draw it`, async () => {
    const contract = await checkContractOf(await deployKernel(), provider)
    const backend = await openBackend({ prefer: 'wasm' })
    const run = { work: FLAT_WORK.render, contract, backends: [backend], seed: SEED, count: ELEMENTS }
    const { checked, wrong } = await checkElements(run)
    await backend.close()
    expect(checked).to.be.at.least(ELEMENTS)
    expect(wrong).to.be.within(ELEMENTS / 4, (3 * ELEMENTS) / 4)
  })

  it('agrees with its TypeScript twin on params and shards that do not fit', async () => {
    const kernel = await deployKernel()
    for (const { params: encoded, shards, shard } of vectors.refusals) {
      expect(renderFault(encoded, { shards, shard })).to.not.equal(undefined)
      const claim = { params: encoded, shards, shard, inputRoots: [], outputRoot: ethers.ZeroHash as Hex, element: 0n }
      const verdict = await verdictOf(kernel, { ...claim, proof: '0x' })
      expect(verdict).to.equal(VERDICTS[checkRender({ ...claim, proof: '0x' })])
    }
    expect(decodeRenderParams((vectors.layouts[0] as ShardJob).params).width).to.equal(1)
  })
})
