import { expect } from 'chai'
import { parseEther } from 'ethers'
import { ethers, loadFixture } from '../utils/chain.js'
import { BURN, MIN_PRICE, makeDeal } from '../utils/deal.js'
import { accept, committedClaim, reveal } from '../utils/jobs.js'
import { giveQrn, openMarket, type Market } from '../utils/market.js'
import { NATIVE } from '../utils/protocol.js'

/** A smart account that `owner` signs for, with coins and QRN in the ledger. */
async function openAccount(market: Market) {
  const { escrow, qrn, requester: owner } = market
  const coins = parseEther('10')
  const account = await ethers.deployContract('SmartAccount', [owner], { value: coins })
  const address = (await account.getAddress()) as `0x${string}`
  await giveQrn(market, owner, coins)
  await qrn.connect(owner).approve(escrow, coins)
  await escrow.connect(owner).deposit(qrn, account, coins)
  const run = async (callData: string, value = 0n) => account.connect(owner).execute(escrow, value, callData)
  await run(escrow.interface.encodeFunctionData('deposit', [NATIVE, address, coins]), coins)
  return { account, address, run, coins }
}

describe('a smart account that requests', () => {
  it('pays for a job that its owner signed, approves it, and withdraws the rest', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, cold } = market
    const { account, address, run, coins } = await openAccount(market)
    const deal = await makeDeal(market, { terms: { requester: address } })
    const claim = await committedClaim(market, deal, { worker: alice, shard: 0 })
    await reveal(market, claim)
    expect(await escrow.ledgerOf(NATIVE, account)).to.equal(coins - MIN_PRICE)
    expect(await escrow.ledgerOf(market.qrn, account)).to.equal(coins - BURN)

    await run(escrow.interface.encodeFunctionData('approve', [deal.request.terms, deal.workHash, [0]]))
    expect((await escrow.jobOf(claim.jobId)).state).to.equal(4)
    const rest = coins - MIN_PRICE
    await expect(
      run(escrow.interface.encodeFunctionData('withdraw', [NATIVE, cold.address, rest])),
    ).to.changeEtherBalances(ethers, [cold, escrow], [rest, -rest])
  })

  it('is not bound by what another key signed', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, stranger } = market
    const { address } = await openAccount(market)
    const deal = await makeDeal(market, { terms: { requester: address }, signer: stranger })
    await expect(accept(market, deal, { worker: alice, shards: [0] }))
      .to.be.revertedWithCustomError(escrow, 'SignatureMismatch')
      .withArgs(deal.requestId, address)
    expect(await escrow.lockedOf(alice.owner)).to.equal(0)
  })
})
