import { expect } from 'chai'
import { rowOf, type Row } from './report.js'
import { strategies } from './strategies.js'

/** A few of the games that `npm run adversary -- washing` plays. */
const SEEDS = 10

describe('washing', () => {
  const rows: Row[] = []

  for (const strategy of strategies) {
    it(`never pays: ${strategy.name}`, async () => {
      const row = await rowOf(strategy, SEEDS)
      rows.push(row)
      expect(row.broken).to.deep.equal([])
      expect(row.best.profit < 0n, `profit ${row.best.profit}`).to.equal(true)
      expect(row.returnBps <= 9000n, `${row.returnBps} bps paid back`).to.equal(true)
    })
  }

  it('was tried where it comes closest, and where it does harm', () => {
    expect(rows.map(({ name }) => name)).to.deep.equal(strategies.map(({ name }) => name))
    expect(
      rows.some(({ returnBps }) => returnBps === 9000n),
      'some got back all that gamma allows',
    ).to.equal(true)
    expect(
      rows.some(({ worstVictims }) => worstVictims > 0n),
      'some harmed others',
    ).to.equal(true)
  })
})
