import { expect } from 'chai'
import { ethers, loadFixture, nextAt, now } from '../utils/chain.js'
import { APPROVAL_TYPES, BURN, LOCK, MAX_PRICE, MIN_PRICE, WINDOW, domainOf, makeDeal } from '../utils/deal.js'
import { accept, revealedClaim } from '../utils/jobs.js'
import { openMarket } from '../utils/market.js'
import { NATIVE } from '../utils/protocol.js'
import { stopEverything } from '../utils/stop.js'
import { registerSearch, saltFor, searchDeal } from '../utils/witness.js'

const [FINALIZED, SLASHED] = [4n, 5n]

/** A job of alice's that is revealed, with the contract that decides disputes played by the stranger. */
async function disputedMarket() {
  const market = await openMarket()
  await market.escrow.setDisputer(market.stranger)
  const claim = await revealedClaim(market, await makeDeal(market), { worker: market.alice, shard: 0 })
  await stopEverything(market)
  return { ...market, claim }
}

describe('with everything stopped, the rare calls work:', () => {
  it('a posted request expires, and what is set aside for its open shards returns', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, qrn, requester, alice } = market
    const [coins, tokens] = [await escrow.ledgerOf(NATIVE, requester), await escrow.ledgerOf(qrn, requester)]
    const { request, requestId, workHash } = await makeDeal(market, { shards: 2 })
    await escrow.connect(requester).post(request)
    expect(await escrow.ledgerOf(NATIVE, requester)).to.equal(coins - 2n * MAX_PRICE)
    await escrow.connect(alice.operator).accept(request.terms, workHash, [1], alice.owner)
    await stopEverything(market)
    await nextAt(request.terms.acceptBy + 1)
    await escrow.expire(request)
    expect(await escrow.ledgerOf(NATIVE, requester)).to.equal(coins - MIN_PRICE)
    expect(await escrow.ledgerOf(qrn, requester)).to.equal(tokens - BURN)
    expect((await escrow.requestOf(requestId)).openShards).to.equal(0)
  })

  it('credit is bound for a while, and signed requests are cancelled by their nonce', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, requester, alice } = market
    const deal = await makeDeal(market)
    await stopEverything(market)
    const until = (await now()) + 100
    await escrow.connect(requester).lockBalance(NATIVE, until)
    const withdraw = escrow.connect(requester).withdraw(NATIVE, requester, 1)
    await expect(withdraw).to.be.revertedWithCustomError(escrow, 'BalanceBound')
    await nextAt(until)
    await escrow.connect(requester).withdraw(NATIVE, requester, 1)
    await escrow.connect(requester).cancelBefore(NATIVE, deal.request.terms.nonce + 1n)
    const cancelled = accept(market, deal, { worker: alice, shards: [0] })
    await expect(cancelled).to.be.revertedWithCustomError(escrow, 'NonceCancelled')
  })

  it('a result is approved by a signature that anybody sends', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, requester, alice, stranger } = market
    const { deal, jobId, witness } = await revealedClaim(market, await makeDeal(market), { worker: alice, shard: 0 })
    await stopEverything(market)
    const approval = { requestId: deal.requestId, shards: [0], roots: [witness.root] }
    const signature = await requester.signTypedData(domainOf(market), APPROVAL_TYPES, approval)
    const { request, workHash } = deal
    await escrow.connect(stranger).approveSigned(request.terms, workHash, [0], [witness.root], signature)
    expect((await escrow.jobOf(jobId)).state).to.equal(FINALIZED)
  })

  it('a witness ends its job, is paid at once and stays on chain', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice } = market
    await registerSearch(market)
    const { request, requestId, signature } = await searchDeal(market)
    const worker = escrow.connect(alice.operator)
    await worker.acceptSigned(request, [0], alice.owner, signature)
    await stopEverything(market)
    const wrong = worker.submitWitness(request, 0, [], saltFor(market, false))
    await expect(wrong).to.be.revertedWithCustomError(escrow, 'WitnessNotCorrect')
    const salt = saltFor(market, true)
    const jobId = ethers.keccak256(ethers.AbiCoder.defaultAbiCoder().encode(['bytes32', 'uint32'], [requestId, 0]))
    await expect(worker.submitWitness(request, 0, [], salt))
      .to.emit(escrow, 'WitnessSubmitted')
      .withArgs(jobId, alice.owner, salt)
    expect(await escrow.ledgerOf(NATIVE, alice.owner)).to.equal(MIN_PRICE)
    expect((await escrow.jobOf(jobId)).sealOrRoot).to.equal(ethers.keccak256(salt))
  })

  it('a dispute holds up the payment of a job, and ends it', async () => {
    const { escrow, stranger, challenger, claim, qrn, alice, lens } = await loadFixture(disputedMarket)
    const disputer = escrow.connect(stranger)
    const { terms } = claim.deal.request
    await disputer.openDispute(claim.jobId)
    await nextAt((await now()) + WINDOW + 1)
    expect((await lens.jobPage(claim.deal.request, 0)).overdue).to.equal(false)
    const early = escrow.finalize(terms, claim.deal.workHash, [0])
    await expect(early).to.be.revertedWithCustomError(escrow, 'NothingDue')
    await disputer.slashByDispute(terms, claim.deal.workHash, 0, challenger)
    expect((await escrow.jobOf(claim.jobId)).state).to.equal(SLASHED)
    expect(await escrow.ledgerOf(qrn, challenger)).to.equal((LOCK * 30n) / 100n)
    expect(await escrow.lockedOf(alice.owner)).to.equal(0n)
  })

  it('a dispute that is closed lets the job be paid, by one of several calls made as one', async () => {
    const { escrow, stranger, claim } = await loadFixture(disputedMarket)
    const disputer = escrow.connect(stranger)
    await disputer.openDispute(claim.jobId)
    await disputer.closeDispute(claim.jobId)
    await nextAt((await now()) + WINDOW + 1)
    const { request, workHash } = claim.deal
    const finalize = escrow.interface.encodeFunctionData('finalize', [request.terms, workHash, [0]])
    await escrow.multicall([finalize, escrow.interface.encodeFunctionData('flushBurn')])
    expect((await escrow.jobOf(claim.jobId)).state).to.equal(FINALIZED)
    expect((await escrow.running()).burnable).to.equal(0n)
  })
})
