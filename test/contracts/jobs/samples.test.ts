import { expect } from 'chai'
import { changesBy } from '../utils/books.js'
import { headerOf, loadFixture, nextAt, now } from '../utils/chain.js'
import { BURN, LOCK, MIN_PRICE, jobOf, makeDeal } from '../utils/deal.js'
import { claimDrawn, claimOf, drawFor, openingOf, revealDrawn, revealUndrawn } from '../utils/jobs.js'
import { openMarket } from '../utils/market.js'
import { TIMES } from '../utils/protocol.js'

describe('a drawn job', () => {
  it('is revealed with proofs of the drawn elements and the header of the drawing block', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, beacon, alice } = market
    const { claim, drawn } = await claimDrawn(market, { worker: alice, wanted: ({ sampled }) => sampled })
    expect(drawn.elements).to.have.length(4)
    const { mixHash } = await headerOf(drawn.beaconId)

    const revealed = await revealDrawn(market, claim, { drawn })
    await expect(revealed).to.emit(beacon, 'BeaconPosted').withArgs(drawn.beaconId, mixHash)
    await expect(revealed).to.emit(escrow, 'JobSampled').withArgs(claim.jobId, drawn.elements)
    expect((await escrow.jobOf(claim.jobId)).sealOrRoot).to.equal(claim.witness.root)
    expect(await beacon.value(drawn.beaconId)).to.equal(mixHash)
  })

  it('is not revealed without proofs', async () => {
    const market = await loadFixture(openMarket)
    const { claim, drawn } = await claimDrawn(market, { worker: market.alice, wanted: ({ sampled }) => sampled })
    await expect(revealUndrawn(market, claim, { drawn }))
      .to.be.revertedWithCustomError(market.escrow, 'SamplesRequired')
      .withArgs(claim.jobId)
  })

  it('catches a worker whose output is wrong where it is drawn: it cannot reveal, and loses its lock', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, bob } = market
    const { claim, drawn } = await claimDrawn(market, {
      worker: bob,
      output: (deal) => deal.product.output(0).map((value) => value - 1),
      wanted: ({ sampled }) => sampled,
    })
    await expect(revealDrawn(market, claim, { drawn }))
      .to.be.revertedWithCustomError(escrow, 'SampleNotCorrect')
      .withArgs(0, drawn.elements[0])

    await nextAt((await now()) + TIMES.beaconDelay + TIMES.revealWindow + 1)
    const slash = () => escrow.slashTimeout(claim.deal.request.terms, claim.deal.workHash, [0])
    expect(await changesBy(market, slash)).to.deep.equal({
      'requester coins': MIN_PRICE,
      'requester QRN': BURN + LOCK / 20n,
      'bob bonded': -LOCK,
      'bob locked': -LOCK,
      'staking wallet': -LOCK,
      'escrow wallet': LOCK / 20n,
      'QRN supply': -(LOCK - LOCK / 20n),
    })
  })
})

describe('a job that was not drawn', () => {
  it('is revealed without proofs, and proofs are not taken', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, beacon, alice } = market
    const { claim, drawn } = await claimDrawn(market, { worker: alice, wanted: ({ sampled }) => !sampled })
    await expect(revealDrawn(market, claim, { drawn }))
      .to.be.revertedWithCustomError(escrow, 'SamplesNotRequired')
      .withArgs(claim.jobId)
    const revealed = await revealUndrawn(market, claim, { drawn })
    await expect(revealed).to.emit(beacon, 'BeaconPosted')
    await expect(revealed).not.to.emit(escrow, 'JobSampled')
  })
})

describe('one header', () => {
  it('posted by anybody serves every job committed in the same block', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, beacon, alice, stranger } = market
    const deal = await makeDeal(market, { shards: 3 })
    const claims = await Promise.all([0, 1, 2].map((shard) => claimOf(market, deal, { worker: alice, shard })))
    const seals = claims.map(({ seal }) => seal)
    const sender = escrow.connect(alice.operator)
    await sender.acceptAndCommit(deal.request, [0, 1, 2], alice.owner, deal.signature, seals)

    const draws = await Promise.all(claims.map((claim) => drawFor(market, claim)))
    const [first] = draws
    if (first === undefined) expect.fail()
    expect(draws.map(({ beaconId }) => beaconId)).to.deep.equal([first.beaconId, first.beaconId, first.beaconId])
    await expect(sender.reveal(deal.request.terms, deal.workHash, claims.map(openingOf), '0x'))
      .to.be.revertedWithCustomError(beacon, 'BeaconNotReady')
      .withArgs(first.beaconId)
    await beacon.connect(stranger).post(first.beaconId, first.header)
    for (const [shard, claim] of claims.entries()) {
      const drawn = { ...(draws[shard] ?? first), header: '0x' as const }
      await (drawn.sampled ? revealDrawn : revealUndrawn)(market, claim, { drawn })
      expect((await escrow.jobOf(jobOf(deal, shard))).state).to.equal(3)
    }
  })

  it('of another block is refused', async () => {
    const market = await loadFixture(openMarket)
    const { claim, drawn } = await claimDrawn(market, { worker: market.alice, wanted: ({ sampled }) => !sampled })
    const other = await headerOf(drawn.beaconId - 1n)
    const { hash } = await headerOf(drawn.beaconId)
    await expect(revealUndrawn(market, claim, { drawn: { ...drawn, header: other.header } }))
      .to.be.revertedWithCustomError(market.beacon, 'HeaderMismatch')
      .withArgs(drawn.beaconId, other.hash, hash)
  })
})
