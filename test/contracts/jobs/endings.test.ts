import { expect } from 'chai'
import { changesBy } from '../utils/books.js'
import { inOneBlock, loadFixture, nextAt, now } from '../utils/chain.js'
import { BURN, DURATION, LOCK, MIN_PRICE, jobOf, makeDeal } from '../utils/deal.js'
import { accept, claimOf, commit, committedClaim, openingOf, reveal, revealedClaim } from '../utils/jobs.js'
import { openMarket } from '../utils/market.js'
import { TIMES } from '../utils/protocol.js'

/** 5 % of the lock, half of it for the requester. */
const NO_SHOW = LOCK / 20n

describe('a worker that never commits', () => {
  it('pays 5 % of its lock, and another worker takes the shard', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, bob, requester, stranger } = market
    const deal = await makeDeal(market)
    await accept(market, deal, { worker: alice, shards: [0] })
    await nextAt((await now()) + DURATION + 1)

    const noShow = () => escrow.connect(stranger).noShow(deal.request.terms, deal.workHash, [0])
    expect(await changesBy(market, noShow)).to.deep.equal({
      'requester coins': MIN_PRICE,
      'requester QRN': BURN + NO_SHOW / 2n,
      'alice bonded': -NO_SHOW,
      'alice locked': -LOCK,
      'staking wallet': -NO_SHOW,
      'escrow wallet': NO_SHOW / 2n,
      'QRN supply': -NO_SHOW / 2n,
    })
    await expect(accept(market, deal, { worker: bob, shards: [0] }))
      .to.emit(escrow, 'JobAccepted')
      .withArgs(jobOf(deal, 0), deal.requestId, bob.owner.address, 0, 1, MIN_PRICE, (deadline: bigint) => deadline > 0n)
    const claim = await claimOf(market, deal, { worker: bob, shard: 0 })
    expect(claim.attempt).to.equal(1)
    await commit(market, claim)
    await reveal(market, claim)
    await escrow.connect(requester).approve(deal.request.terms, deal.workHash, [0])
    expect((await escrow.jobOf(claim.jobId)).state).to.equal(4)
  })

  it('cannot open the seal of its lost attempt in the next one', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice } = market
    const deal = await makeDeal(market)
    await accept(market, deal, { worker: alice, shards: [0] })
    const lost = await claimOf(market, deal, { worker: alice, shard: 0 })
    await nextAt((await now()) + DURATION + 1)
    await escrow.noShow(deal.request.terms, deal.workHash, [0])

    await accept(market, deal, { worker: alice, shards: [0] })
    await commit(market, lost)
    const fresh = await claimOf(market, deal, { worker: alice, shard: 0 })
    const sender = escrow.connect(alice.operator)
    await expect(sender.reveal(deal.request.terms, deal.workHash, [openingOf(lost)], '0x'))
      .to.be.revertedWithCustomError(escrow, 'SealMismatch')
      .withArgs(lost.jobId, fresh.seal, lost.seal)
  })
})

describe('a worker that commits and never reveals', () => {
  it('loses the whole lock, of which the requester gets 5 %', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice } = market
    const deal = await makeDeal(market)
    const claim = await committedClaim(market, deal, { worker: alice, shard: 0 })
    await nextAt((await now()) + TIMES.beaconDelay + TIMES.revealWindow + 1)
    await expect(reveal(market, claim)).to.be.revertedWithCustomError(escrow, 'DeadlinePassed')

    const changes = await changesBy(market, () =>
      expect(escrow.connect(market.stranger).slashTimeout(deal.request.terms, deal.workHash, [0]))
        .to.emit(escrow, 'JobTimedOut')
        .withArgs(claim.jobId, alice.owner.address, MIN_PRICE, BURN, LOCK, LOCK / 20n),
    )
    expect(changes).to.deep.equal({
      'requester coins': MIN_PRICE,
      'requester QRN': BURN + LOCK / 20n,
      'alice bonded': -LOCK,
      'alice locked': -LOCK,
      'staking wallet': -LOCK,
      'escrow wallet': LOCK / 20n,
      'QRN supply': -(LOCK - LOCK / 20n),
    })
  })
})

describe('a cancelled request', () => {
  it('takes no accept that comes behind the cancellation in its block', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, requester } = market
    const deal = await makeDeal(market)
    const changes = await changesBy(market, async () => {
      const succeeded = await inOneBlock([
        (o) => escrow.connect(requester).cancel(deal.request, o),
        (o) => escrow.connect(alice.operator).acceptSigned(deal.request, [0], alice.owner, deal.signature, o),
      ])
      expect(succeeded).to.deep.equal([true, false])
    })
    expect(changes).to.deep.equal({})
    await expect(accept(market, deal, { worker: alice, shards: [0] }))
      .to.be.revertedWithCustomError(escrow, 'RequestIsCancelled')
      .withArgs(deal.requestId)
  })

  it('lets the job that was accepted before it run on to its payment, and closes the other shards', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, bob, requester } = market
    const deal = await makeDeal(market, { shards: 2 })
    const succeeded = await inOneBlock([
      (o) => escrow.connect(alice.operator).acceptSigned(deal.request, [0], alice.owner, deal.signature, o),
      (o) => escrow.connect(requester).cancel(deal.request, o),
    ])
    expect(succeeded).to.deep.equal([true, true])
    await expect(accept(market, deal, { worker: bob, shards: [1] }))
      .to.be.revertedWithCustomError(escrow, 'RequestIsCancelled')
      .withArgs(deal.requestId)
    const claim = await claimOf(market, deal, { worker: alice, shard: 0 })
    await commit(market, claim)
    await reveal(market, claim)
    await escrow.connect(requester).approve(deal.request.terms, deal.workHash, [0])
    expect((await escrow.jobOf(claim.jobId)).state).to.equal(4)
  })

  it('is cancelled by its requester alone, once', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, requester, stranger } = market
    const deal = await makeDeal(market)
    await expect(escrow.connect(stranger).cancel(deal.request))
      .to.be.revertedWithCustomError(escrow, 'NotRequester')
      .withArgs(stranger.address, requester.address)
    await expect(escrow.connect(requester).cancel(deal.request))
      .to.emit(escrow, 'RequestCancelled')
      .withArgs(deal.requestId, requester.address)
    await expect(escrow.connect(requester).cancel(deal.request))
      .to.be.revertedWithCustomError(escrow, 'RequestIsCancelled')
      .withArgs(deal.requestId)
  })
})

describe('an expired request', () => {
  it('is accepted in its last second and not after it, while its jobs run on', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, bob, requester } = market
    const acceptBy = (await now()) + 5000
    const deal = await makeDeal(market, { shards: 2, terms: { acceptBy } })
    await nextAt(acceptBy)
    await accept(market, deal, { worker: alice, shards: [0] })
    const claim = await claimOf(market, deal, { worker: alice, shard: 0 })
    await nextAt(acceptBy + 1)
    await expect(accept(market, deal, { worker: bob, shards: [1] }))
      .to.be.revertedWithCustomError(escrow, 'RequestExpired')
      .withArgs(acceptBy, acceptBy + 1)
    await commit(market, claim)
    await reveal(market, claim)
    await escrow.connect(requester).approve(deal.request.terms, deal.workHash, [0])
    expect((await escrow.jobOf(claim.jobId)).state).to.equal(4)
  })
})

describe('a request whose money is gone', () => {
  it('is not accepted, and costs the worker nothing', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, requester, alice, cold } = market
    const deal = await makeDeal(market)
    await revealedClaim(market, await makeDeal(market), { worker: alice, shard: 0 })
    const rest = await escrow.ledgerOf(market.qrn, requester)
    await escrow.connect(requester).withdraw(market.qrn, cold, rest - 1n)
    const attempt = () =>
      expect(accept(market, deal, { worker: alice, shards: [0] }))
        .to.be.revertedWithCustomError(escrow, 'LedgerTooLow')
        .withArgs(market.qrnAddress, requester.address, 1, BURN)
    expect(await changesBy(market, attempt)).to.deep.equal({})
  })
})
