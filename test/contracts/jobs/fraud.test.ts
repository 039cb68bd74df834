import { expect } from 'chai'
import { changesBy } from '../utils/books.js'
import { inOneBlock, loadFixture, networkHelpers, nextAt, now } from '../utils/chain.js'
import { BURN, LOCK, MIN_PRICE, WINDOW, makeDeal } from '../utils/deal.js'
import { challengeFor, proveFraud, revealedCheat, revealedClaim } from '../utils/jobs.js'
import { openMarket } from '../utils/market.js'

const ELEMENT = 77n
const FIFTH = LOCK / 5n
const BOUNTY = (LOCK * 3n) / 10n

describe('a wrong result', () => {
  it('costs its worker the lock when a stranger proves one element', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, staking, alice, challenger, cold } = market
    const claim = await revealedCheat(market, { worker: alice, element: ELEMENT })
    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await expect(escrow.connect(challenger).registerChallenge(challenge.c))
      .to.emit(escrow, 'ChallengeRegistered')
      .withArgs(challenge.c, challenger.address)

    const changes = await changesBy(market, async () => {
      const proven = await proveFraud(market, claim, { ...challenge, by: challenger })
      await expect(proven)
        .to.emit(escrow, 'FraudProven')
        .withArgs(claim.jobId, alice.owner.address, challenger.address, ELEMENT, MIN_PRICE, BURN, LOCK, FIFTH, BOUNTY)
      await expect(proven)
        .to.emit(staking, 'Slashed')
        .withArgs(alice.owner.address, market.escrowAddress, LOCK, LOCK, 0n, LOCK / 2n)
    })
    expect(changes).to.deep.equal({
      'requester coins': MIN_PRICE,
      'requester QRN': BURN + FIFTH,
      'challenger QRN': BOUNTY,
      'alice bonded': -LOCK,
      'alice locked': -LOCK,
      'staking wallet': -LOCK,
      'escrow wallet': LOCK / 2n,
      'QRN supply': -LOCK / 2n,
    })
    expect(await changesBy(market, () => escrow.connect(challenger).withdraw(market.qrn, cold, BOUNTY))).to.deep.equal({
      'challenger QRN': -BOUNTY,
      'cold wallet': BOUNTY,
      'escrow wallet': -BOUNTY,
    })
  })

  it('earns nothing once it is proven, and cannot be finalized', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, challenger } = market
    const claim = await revealedCheat(market, { worker: alice, element: ELEMENT })
    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await escrow.connect(challenger).registerChallenge(challenge.c)
    await proveFraud(market, claim, { ...challenge, by: challenger })

    const { request, workHash } = claim.deal
    await nextAt((await now()) + WINDOW + 1)
    await expect(escrow.finalize(request.terms, workHash, [0])).to.be.revertedWithCustomError(escrow, 'NothingDue')
    await expect(escrow.connect(market.requester).approve(request.terms, workHash, [0]))
      .to.be.revertedWithCustomError(escrow, 'JobInState')
      .withArgs(claim.jobId, 5, 3)
  })

  it('is beyond proof once its requester has approved it', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, challenger, requester } = market
    const claim = await revealedCheat(market, { worker: market.alice, element: ELEMENT })
    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await escrow.connect(challenger).registerChallenge(challenge.c)
    await escrow.connect(requester).approve(claim.deal.request.terms, claim.deal.workHash, [0])
    await expect(proveFraud(market, claim, { ...challenge, by: challenger }))
      .to.be.revertedWithCustomError(escrow, 'JobInState')
      .withArgs(claim.jobId, 4, 3)
  })
})

describe('a challenger that copies a proof', () => {
  it('cannot use the challenge of another', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, challenger, copycat } = market
    const claim = await revealedCheat(market, { worker: market.alice, element: ELEMENT })
    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await escrow.connect(challenger).registerChallenge(challenge.c)
    const copied = challengeFor(market, claim, { element: ELEMENT, challenger: copycat })
    await expect(proveFraud(market, claim, { ...copied, by: copycat }))
      .to.be.revertedWithCustomError(escrow, 'ChallengeUnknown')
      .withArgs(copied.c)
  })

  it('is too late with its own, even at the head of the block that holds the original', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, challenger, copycat } = market
    const claim = await revealedCheat(market, { worker: market.alice, element: ELEMENT })
    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await escrow.connect(challenger).registerChallenge(challenge.c)
    const copied = challengeFor(market, claim, { element: ELEMENT, challenger: copycat })
    const roots = [...claim.deal.product.inputRoots]
    const prove = ({ element, nonce, proof }: typeof copied) =>
      [claim.deal.request, 0, element, nonce, roots, proof] as const

    const changes = await changesBy(market, async () => {
      const succeeded = await inOneBlock([
        (o) => escrow.connect(copycat).registerChallenge(copied.c, o),
        (o) => escrow.connect(copycat).proveFraud(...prove(copied), o),
        (o) => escrow.connect(challenger).proveFraud(...prove(challenge), o),
      ])
      expect(succeeded).to.deep.equal([true, false, true])
    })
    expect(changes['challenger QRN']).to.equal(BOUNTY)
    expect(changes).not.to.have.property('copycat QRN')
    await networkHelpers.mine()
    await expect(proveFraud(market, claim, { ...copied, by: copycat }))
      .to.be.revertedWithCustomError(escrow, 'JobInState')
      .withArgs(claim.jobId, 5, 3)
  })
})

describe('a right result', () => {
  it('cannot be proven wrong, and the attempt changes nothing', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, challenger, alice } = market
    const deal = await makeDeal(market)
    const claim = await revealedClaim(market, deal, { worker: alice, shard: 0 })
    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await escrow.connect(challenger).registerChallenge(challenge.c)
    const attempt = () =>
      expect(proveFraud(market, claim, { ...challenge, by: challenger }))
        .to.be.revertedWithCustomError(escrow, 'ResultCorrect')
        .withArgs(claim.jobId, ELEMENT)
    expect(await changesBy(market, attempt)).to.deep.equal({})
  })

  it('stays right in the padding of its tensor', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, challenger, alice } = market
    const claim = await revealedClaim(market, await makeDeal(market), { worker: alice, shard: 0 })
    // Rows 6 and 7 of the tree are padding: their first leaf is number 12.
    const padding = claim.deal.product.layout.elements(0) + 12n
    const challenge = challengeFor(market, claim, { element: padding, challenger })
    await escrow.connect(challenger).registerChallenge(challenge.c)
    await expect(proveFraud(market, claim, { ...challenge, by: challenger }))
      .to.be.revertedWithCustomError(escrow, 'ResultCorrect')
      .withArgs(claim.jobId, padding)
  })
})
