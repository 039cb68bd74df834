import { encodeMonteCarloParams, monteCarloChunk, philox4x32, type Hex, type MonteCarloParams } from '@quern/kernels'
import { expect } from 'chai'
import type { KernelVectors } from '../../../packages/kernels/dist/conformance/kernel-vectors.test.support.js'
import { ethers } from '../utils/chain.js'
import { randomOptions, type DrawnChunks } from './randomOptions.js'
import { readVectors } from './vectorReplay.js'

const SEED = 0x5175726e
const CHUNKS = 50_000
const PARTS = 10
const LONG_CHUNKS = 400

interface Vectors extends KernelVectors {
  readonly chunks: readonly {
    readonly name: string
    readonly params: Hex
    readonly start: number
    readonly stride: number
    readonly chunks: readonly (readonly [sum: string, squares: string])[]
  }[]
}

const vectors = readVectors<Vectors>('MonteCarlo')

const deployChunks = () => ethers.deployContract('MonteCarloChunks')

type Drawer = Awaited<ReturnType<typeof deployChunks>>

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

describe('MonteCarlo and the options of its vectors', () => {
  it('draws the chunks of every option', async () => {
    expect(vectors.chunks.length).to.equal(17)
    const drawer = await deployChunks()
    for (const { name, params, start, stride, chunks } of vectors.chunks) {
      for (const [i, [sum, squares]] of chunks.entries()) {
        const [got] = await drawer.draw(params, start + i * stride, 1, 1)
        expect(got, `${name}, ${i}`).to.deep.equal([BigInt(sum), BigInt(squares)])
      }
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
