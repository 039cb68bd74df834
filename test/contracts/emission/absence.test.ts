import { expect } from 'chai'
import { parseEther, type ContractTransactionResponse } from 'ethers'
import { ethers, loadFixture, networkHelpers, nextAt } from '../utils/chain.js'
import { makeDeal } from '../utils/deal.js'
import { committedClaim, reveal } from '../utils/jobs.js'
import { openMarket, type Market } from '../utils/market.js'
import { TIMES } from '../utils/protocol.js'

/** How many epochs after its job a worker comes back. */
const ABSENCES = [1n, 2n, 1000n]
const BURN = parseEther('5')

describe('a worker that stays away', () => {
  it('claims the same at the same cost after 1, 2 and 1,000 epochs', async () => {
    const { market, epoch } = await loadFixture(openMarketWithWork)
    const { emission, alice } = market
    const costs = await costsOf(market, epoch, async () => {
      const claim = await emission.claimWork(alice.owner)
      await expect(Promise.resolve(claim)).to.changeTokenBalance(ethers, market.qrn, alice.owner, (BURN * 9n) / 10n)
      return claim
    })
    expect(new Set(costs).size, `gas: ${costs.join(', ')}`).to.equal(1)
  })

  it('is rolled by anyone, at the same cost', async () => {
    const { market, epoch } = await loadFixture(openMarketWithWork)
    const { emission, escrow, stranger, alice } = market
    const costs = await costsOf(market, epoch, async () => {
      const rolled = await escrow.connect(stranger).roll([alice.owner])
      expect(await emission.owedTo(alice.owner)).to.equal((BURN * 9n) / 10n)
      return rolled
    })
    expect(new Set(costs).size, `gas: ${costs.join(', ')}`).to.equal(1)
  })
})

/** The market after one paid job of alice; and the epoch of that. */
async function openMarketWithWork() {
  const market = await openMarket()
  const deal = await makeDeal(market, { terms: { burn: BURN } })
  await reveal(market, await committedClaim(market, deal, { worker: market.alice, shard: 0 }))
  await market.escrow.connect(market.requester).approve(deal.request.terms, deal.workHash, [0])
  return { market, epoch: await market.emission.currentEpoch() }
}

/** The gas of `send` after each of the absences, each from the same state. */
async function costsOf(market: Market, epoch: bigint, send: () => Promise<ContractTransactionResponse>) {
  const costs: bigint[] = []
  const snapshot = await networkHelpers.takeSnapshot()
  for (const absence of ABSENCES) {
    await moveTo(market, epoch + absence)
    const receipt = await (await send()).wait()
    costs.push(receipt?.gasUsed ?? 0n)
    await snapshot.restore()
  }
  return costs
}

async function moveTo({ emission }: Market, epoch: bigint): Promise<void> {
  await nextAt((await emission.START()) + epoch * BigInt(TIMES.epoch))
}
