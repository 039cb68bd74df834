import {
  checkRender,
  decodeRenderParams,
  encodeRenderParams,
  renderFault,
  renderPixel,
  type Hex,
  type RenderParams,
} from '@quern/kernels'
import { expect } from 'chai'
import { ethers } from '../utils/chain.js'
import { randomImages, type DrawnPixels } from './randomImages.js'
import { FLAT_WORK } from './randomWork.js'
import {
  deployKernel,
  expectSameElements,
  expectSameRefusals,
  readVectors,
  replayVectors,
  type KernelVectors,
  type ShardJob,
} from './vectorReplay.js'

const SEED = 0x5175726e
const PIXELS = 50_000
const PARTS = 10
const ELEMENTS = 2000

interface Vectors extends KernelVectors {
  readonly pixels: readonly (Omit<DrawnPixels, 'params'> & {
    readonly name: string
    readonly params: Hex
    readonly pixels: string[]
  })[]
}

const vectors = readVectors<Vectors>('render.json')

const deploy = () => deployKernel('Render')
const deployPixels = () => ethers.deployContract('RenderPixels')

function coloursOf(params: RenderParams, { start, stride, count }: Omit<DrawnPixels, 'params'>): number[] {
  return Array.from({ length: count }, (_, i) => {
    const at = (start + i * stride) % (params.width * params.height)
    return renderPixel(params, { row: Math.floor(at / params.width), column: at % params.width })
  })
}

describe('Render and the vectors of @quern/kernels', () => {
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

  replayVectors(deploy, vectors)
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
    await expectSameElements(await deploy(), { work: FLAT_WORK.render, seed: SEED, count: ELEMENTS })
  })

  it('agrees with its TypeScript twin on params and shards that do not fit', async () => {
    await expectSameRefusals(await deploy(), { check: checkRender, fault: renderFault }, vectors.refusals)
    expect(decodeRenderParams((vectors.layouts[0] as ShardJob).params).width).to.equal(1)
  })
})
