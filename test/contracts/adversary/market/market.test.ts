import { expect } from 'chai'
import { rowOf, type Row } from './report.js'
import { strategies } from './strategies.js'

/** A few of the games that `npm run adversary -- market` plays. */
const SEEDS = 3

describe('an attack on the market', () => {
  const rows: Row[] = []

  for (const strategy of strategies) {
    it(`${strategy.known === undefined ? 'does not pay' : 'comes to what is known'}: ${strategy.name}`, async () => {
      const row = await rowOf(strategy, SEEDS)
      rows.push(row)
      expect(row.broken).to.deep.equal([])
    })
  }

  it('was tried in every way, and pays where an assumption is given up', () => {
    expect(rows.map(({ name }) => name)).to.deep.equal(strategies.map(({ name }) => name))
    const paying = rows.filter(({ expected = 0 }) => expected > 0).map(({ name }) => name)
    expect(paying).to.deep.equal([
      'does nothing, withholds, a lock of one price',
      'the same, for a job that burns half its price',
      'grinds its root, the beacon known, withholds',
      'copies a result that is public',
      'copies a proof that is kept out of one block',
      'takes a shard when cheap, lets it lapse, takes it when dear',
      'requester serves no inputs to a careless worker',
      'requester cuts its worker off between commit and reveal',
      "hires a worker with its operator's stolen key, proves its fraud",
    ])
    expect(rows.some(({ worstVictims }) => worstVictims > 0)).to.equal(true)
  })
})
