import { expect } from 'chai'
import { PRICE } from './prices.js'
import { rowOf } from './report.js'
import type { MarketStrategy } from './strategyOf.js'
import { tailOf } from './tail.js'

/** A strategy that brings `profits`, one seed after another. */
function fake(profits: readonly bigint[], options: Partial<MarketStrategy>): MarketStrategy {
  const run = async (seed: number) => ({ profit: profits[seed - 1] ?? 0n, victims: 0n, broken: [] })
  return { name: 'a fake', bound: 0n, run, ...options }
}

function rounded(value: number): string {
  return value.toFixed(9)
}

const COIN = [
  { chance: 0.5, profit: PRICE },
  { chance: 0.5, profit: -PRICE },
]

describe('the report on attacks', () => {
  it('is content with what comes as often as it may', async () => {
    const row = await rowOf(fake([PRICE, -PRICE], { chances: COIN }), 2)
    expect(row.broken).to.deep.equal([])
    expect([row.mean, row.expected]).to.deep.equal([0, 0])
    expect(rounded(row.error)).to.equal(rounded(Math.SQRT1_2))
  })

  it('names a strategy that pays on average, unless that is known', async () => {
    const chances = [{ chance: 1, profit: PRICE / 1000n }]
    const paying = await rowOf(fake([PRICE / 1000n], { chances }), 1)
    expect(paying.broken).to.deep.equal(['a fake: pays 0.001 on average'])
    expect((await rowOf(fake([PRICE / 1000n], { chances, known: 'a reason' }), 1)).broken).to.deep.equal([])
  })

  it('names an outcome that comes too often', async () => {
    const always = Array.from({ length: 40 }, () => PRICE)
    const row = await rowOf(fake(always, { chances: COIN }), 40)
    expect(row.broken).to.deep.equal(['a fake: 1 came 40 times in 40', 'a fake: -1 came 0 times in 40'])
  })

  it('reckons with the tails of a binomial', () => {
    expect(rounded(tailOf(10, 10, 0.5))).to.equal(rounded(2 ** -10))
    expect(rounded(tailOf(10, 1, 0.5))).to.equal(rounded(11 * 2 ** -10))
    expect([tailOf(5, 5, 1), tailOf(5, 4, 1), tailOf(5, 0, 0)]).to.deep.equal([1, 0, 1])
    expect(rounded(tailOf(100, 0, 0.004))).to.equal(rounded(0.996 ** 100))
  })
})
