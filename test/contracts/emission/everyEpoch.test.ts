import { expect } from 'chai'
import { ethers, loadFixture } from '../utils/chain.js'
import { openMarket } from '../utils/market.js'
import { BUDGET, DAY, EPOCHS, edges, emitted } from './curveVectors.js'

const STAKERS_BPS = 4000n
const BPS = 10_000n
/** Epochs read by one call. */
const BATCH = 400

describe('the emission of every epoch of 50 years', () => {
  // Of each edge of an epoch, first to last: 18,264 edges of 18,263 epochs.
  const exact = edges()

  it('is the same by powers of one day as by the series', () => {
    expect(exact.length).to.equal(EPOCHS + 1)
    for (let epoch = 0; epoch <= EPOCHS; epoch += 97) {
      expect(exact[epoch], `epoch ${epoch}`).to.equal(emitted(BUDGET, BigInt(epoch) * DAY))
    }
  })

  it('is exact at every edge, and so is each part of it', async () => {
    const { emission, escrow } = await loadFixture(openMarket)
    const reader = await ethers.deployContract('EpochReader')
    const have: { emitted: bigint[]; stakers: bigint[]; work: bigint[] } = { emitted: [], stakers: [], work: [] }
    for (let first = 0; first <= EPOCHS; first += BATCH) {
      const count = Math.min(BATCH, EPOCHS + 1 - first)
      const read = await reader.read(emission, escrow, first, count)
      have.emitted.push(...read.emitted)
      have.stakers.push(...read.stakers)
      have.work.push(...read.work)
    }

    const stakers = exact.map((all) => (all * STAKERS_BPS) / BPS)
    const streams = exact.map((all, epoch) => all - (stakers[epoch] ?? 0n))
    const work = streams.slice(1).map((after, epoch) => after - (streams[epoch] ?? 0n))
    expectSame('emitted', have.emitted, exact)
    expectSame("stakers'", have.stakers, stakers)
    expectSame('work', have.work.slice(0, EPOCHS), work)
  })

  it('falls from epoch to epoch, and sums to what is emitted by the last edge', () => {
    const ofEpochs = exact.slice(1).map((after, epoch) => after - (exact[epoch] ?? 0n))
    for (const [epoch, amount] of ofEpochs.entries()) {
      if (epoch > 0) expect(amount < (ofEpochs[epoch - 1] ?? 0n), `epoch ${epoch}`).to.equal(true)
    }
    expect(ofEpochs.reduce((sum, amount) => sum + amount, 0n)).to.equal(exact[EPOCHS])
  })
})

/** Compares whole lists and names the first epoch that differs. */
function expectSame(what: string, have: readonly bigint[], need: readonly bigint[]): void {
  expect(have.length, what).to.equal(need.length)
  const epoch = need.findIndex((amount, index) => have[index] !== amount)
  expect(epoch, `${what}: ${have[epoch]} instead of ${need[epoch]}; first epoch that differs`).to.equal(-1)
}
