import { expect } from 'chai'
import { parseEther } from 'ethers'
import { changesBy } from '../utils/books.js'
import { ethers, loadFixture, nextAt, now, timeOf } from '../utils/chain.js'
import { BURN, DURATION, LOCK, MAX_PRICE, MIN_PRICE, WINDOW, jobOf, makeDeal } from '../utils/deal.js'
import { OUTPUT_URI, accept, claimOf, commit, reveal, revealedClaim } from '../utils/jobs.js'
import { addressOf, openMarket } from '../utils/market.js'
import { NATIVE, TIMES } from '../utils/protocol.js'

/** 2.5 % of `MIN_PRICE`. */
const ROYALTY = parseEther('0.025')

describe('a job from signature to payment', () => {
  it('says in events what each step did', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, requester } = market
    const deal = await makeDeal(market, { shards: 2 })
    const jobId = jobOf(deal, 1)

    const accepted = await accept(market, deal, { worker: alice, shards: [1] })
    await expect(accepted)
      .to.emit(escrow, 'RequestPublished')
      .withArgs(deal.requestId, requester.address, [
        Object.values(deal.request.terms),
        Object.values(deal.request.work),
      ])
    await expect(accepted)
      .to.emit(escrow, 'JobAccepted')
      .withArgs(jobId, deal.requestId, alice.owner.address, 1, 0, MIN_PRICE, (await timeOf(accepted)) + DURATION)

    const claim = await claimOf(market, deal, { worker: alice, shard: 1 })
    const committed = await commit(market, claim)
    const revealBy = (await timeOf(committed)) + TIMES.beaconDelay + TIMES.revealWindow
    await expect(committed)
      .to.emit(escrow, 'JobCommitted')
      .withArgs(jobId, alice.owner.address, claim.seal, (committed.blockNumber ?? 0) + 1, revealBy)

    const revealed = await reveal(market, claim)
    const windowEnd = (await timeOf(revealed)) + WINDOW
    await expect(revealed)
      .to.emit(escrow, 'JobRevealed')
      .withArgs(jobId, alice.owner.address, claim.witness.root, OUTPUT_URI, windowEnd)

    await nextAt(windowEnd + 1)
    await expect(escrow.connect(market.stranger).finalize(deal.request.terms, deal.workHash, [1]))
      .to.emit(escrow, 'JobFinalized')
      .withArgs(jobId, alice.owner.address, MIN_PRICE - ROYALTY, ROYALTY, BURN)
  })

  it('moves exactly the named amounts between the parties', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice } = market
    const deal = await makeDeal(market)

    expect(await changesBy(market, () => accept(market, deal, { worker: alice, shards: [0] }))).to.deep.equal({
      'requester coins': -MIN_PRICE,
      'requester QRN': -BURN,
      'alice locked': LOCK,
    })
    const claim = await claimOf(market, deal, { worker: alice, shard: 0 })
    expect(await changesBy(market, () => commit(market, claim))).to.deep.equal({})
    expect(await changesBy(market, () => reveal(market, claim))).to.deep.equal({})

    await nextAt((await now()) + WINDOW + 1)
    const finalize = () => escrow.finalize(deal.request.terms, deal.workHash, [0])
    expect(await changesBy(market, finalize)).to.deep.equal({
      'alice coins': MIN_PRICE - ROYALTY,
      'author coins': ROYALTY,
      'alice locked': -LOCK,
      'burn to flush': BURN,
    })
    expect(await changesBy(market, () => escrow.connect(market.stranger).flushBurn())).to.deep.equal({
      'escrow wallet': -BURN,
      'burn to flush': -BURN,
      'QRN supply': -BURN,
    })
  })

  it('is paid at once when the requester approves, and only then before the window ends', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, requester, stranger } = market
    const deal = await makeDeal(market)
    await revealedClaim(market, deal, { worker: alice, shard: 0 })
    const { terms } = deal.request

    await expect(escrow.finalize(terms, deal.workHash, [0])).to.be.revertedWithCustomError(escrow, 'NothingDue')
    await expect(escrow.connect(stranger).approve(terms, deal.workHash, [0]))
      .to.be.revertedWithCustomError(escrow, 'NotRequester')
      .withArgs(stranger.address, requester.address)
    const approve = () => escrow.connect(requester).approve(terms, deal.workHash, [0])
    expect(await changesBy(market, approve)).to.deep.equal({
      'alice coins': MIN_PRICE - ROYALTY,
      'author coins': ROYALTY,
      'alice locked': -LOCK,
      'burn to flush': BURN,
    })
  })

  it('costs what the ramp says at the second of its accept', async () => {
    const market = await loadFixture(openMarket)
    const rampStart = (await now()) + 1000
    const deal = await makeDeal(market, { terms: { rampStart, rampPeriod: 700 } })

    await nextAt(rampStart + 100)
    // A seventh of the ramp: step ⌊65535 / 7⌋.
    const price = MIN_PRICE + ((MAX_PRICE - MIN_PRICE) * 9362n) / 65535n
    expect(await changesBy(market, () => accept(market, deal, { worker: market.alice, shards: [0] }))).to.deep.equal({
      'requester coins': -price,
      'requester QRN': -BURN,
      'alice locked': LOCK,
    })
  })

  it('paid in QRN takes price and burn from one balance', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, requester } = market
    const deal = await makeDeal(market, { terms: { payToken: market.qrnAddress } })
    await revealedClaim(market, deal, { worker: alice, shard: 0 })
    expect(await escrow.ledgerOf(market.qrn, requester)).to.equal(parseEther('1000') - MIN_PRICE - BURN)

    const approve = () => escrow.connect(requester).approve(deal.request.terms, deal.workHash, [0])
    expect(await changesBy(market, approve)).to.deep.equal({
      'alice QRN': MIN_PRICE - ROYALTY,
      'author QRN': ROYALTY,
      'alice locked': -LOCK,
      'burn to flush': BURN,
    })
  })
})

describe('what was earned', () => {
  it('is withdrawn by the owner to any address, and not by the operator', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, cold, requester } = market
    const deal = await makeDeal(market)
    await revealedClaim(market, deal, { worker: alice, shard: 0 })
    await escrow.connect(requester).approve(deal.request.terms, deal.workHash, [0])
    const earned = MIN_PRICE - ROYALTY

    await expect(escrow.connect(alice.operator).withdraw(NATIVE, cold, earned))
      .to.be.revertedWithCustomError(escrow, 'LedgerTooLow')
      .withArgs(NATIVE, alice.operator.address, 0, earned)
    const withdrawal = escrow.connect(alice.owner).withdraw(NATIVE, cold, earned)
    await expect(withdrawal).to.changeEtherBalances(ethers, [cold, escrow], [earned, -earned])
    await expect(withdrawal).to.emit(escrow, 'Withdrawn').withArgs(NATIVE, alice.owner.address, cold.address, earned)
    await expect(escrow.connect(alice.owner).withdraw(NATIVE, cold, 1n))
      .to.be.revertedWithCustomError(escrow, 'LedgerTooLow')
      .withArgs(NATIVE, alice.owner.address, 0, 1)
  })

  it('may leave the requester with QRN that it never spent', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, qrn, requester, cold } = market
    const rest = await escrow.ledgerOf(qrn, requester)
    expect(await changesBy(market, () => escrow.connect(requester).withdraw(qrn, cold, rest))).to.deep.equal({
      'requester QRN': -rest,
      'cold wallet': rest,
      'escrow wallet': -rest,
    })
  })
})

describe('a request of several shards', () => {
  it('is shared by two workers, and anybody finalizes what is due in one list', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, bob } = market
    const deal = await makeDeal(market, { shards: 3 })
    await accept(market, deal, { worker: alice, shards: [0, 2] })
    await accept(market, deal, { worker: bob, shards: [1] })
    const claims = await Promise.all([
      claimOf(market, deal, { worker: alice, shard: 0 }),
      claimOf(market, deal, { worker: bob, shard: 1 }),
      claimOf(market, deal, { worker: alice, shard: 2 }),
    ])
    for (const claim of claims) await commit(market, claim)
    for (const claim of claims.slice(0, 2)) await reveal(market, claim)
    await nextAt((await now()) + WINDOW - 60)
    await reveal(market, claims[2] ?? expect.fail())

    await nextAt((await now()) + 120)
    const finalize = () => escrow.connect(market.stranger).finalize(deal.request.terms, deal.workHash, [2, 1, 0])
    expect(await changesBy(market, finalize)).to.deep.equal({
      'alice coins': MIN_PRICE - ROYALTY,
      'bob coins': MIN_PRICE - ROYALTY,
      'author coins': 2n * ROYALTY,
      'alice locked': -LOCK,
      'bob locked': -LOCK,
      'burn to flush': 2n * BURN,
    })
    await expect(finalize()).to.be.revertedWithCustomError(escrow, 'NothingDue')
    await nextAt((await now()) + WINDOW)
    await expect(finalize())
      .to.emit(escrow, 'JobFinalized')
      .withArgs(jobOf(deal, 2), alice.owner.address, MIN_PRICE - ROYALTY, ROYALTY, BURN)
  })

  it('gives a named assignee all shards and nobody else any', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, bob } = market
    const deal = await makeDeal(market, { shards: 2, terms: { assignee: addressOf(bob.owner) } })
    await expect(accept(market, deal, { worker: alice, shards: [0] }))
      .to.be.revertedWithCustomError(escrow, 'NotAssignee')
      .withArgs(alice.owner.address, bob.owner.address)
    await accept(market, deal, { worker: bob, shards: [0, 1] })
    expect(await escrow.lockedOf(bob.owner)).to.equal(2n * LOCK)
  })
})
