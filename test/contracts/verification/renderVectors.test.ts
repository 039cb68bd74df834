import { encodeRenderParams, renderPixel, type Hex, type RenderParams } from '@quern/kernels'
import { expect } from 'chai'
import type { KernelVectors } from '../../../packages/kernels/dist/conformance/kernel-vectors.test.support.js'
import { ethers } from '../utils/chain.js'
import { randomImages, type DrawnPixels } from './randomImages.js'
import { readVectors } from './vectorReplay.js'

const SEED = 0x5175726e
const PIXELS = 50_000
const PARTS = 10

interface Vectors extends KernelVectors {
  readonly pixels: readonly (Omit<DrawnPixels, 'params'> & {
    readonly name: string
    readonly params: Hex
    readonly pixels: string[]
  })[]
}

const vectors = readVectors<Vectors>('Render')

const deployPixels = () => ethers.deployContract('RenderPixels')

function coloursOf(params: RenderParams, { start, stride, count }: Omit<DrawnPixels, 'params'>): number[] {
  return Array.from({ length: count }, (_, i) => {
    const at = (start + i * stride) % (params.width * params.height)
    return renderPixel(params, { row: Math.floor(at / params.width), column: at % params.width })
  })
}

describe('Render and the images of its vectors', () => {
  it('draws the pixels of every image', async () => {
    expect(vectors.pixels.length).to.equal(17)
    const drawer = await deployPixels()
    for (const { name, params, start, stride, pixels } of vectors.pixels) {
      for (const [i, colour] of pixels.entries()) {
        const [got] = await drawer.draw(params, start + i * stride, 1, 1)
        expect(Number(got).toString(16), `${name}, ${i}`).to.equal(colour)
      }
    }
  })
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
})
