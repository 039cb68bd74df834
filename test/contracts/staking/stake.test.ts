import { expect } from 'chai'
import { changesBy } from '../utils/books.js'
import { loadFixture, nextAt, now } from '../utils/chain.js'
import { LOCK, makeDeal } from '../utils/deal.js'
import {
  accept,
  challengeFor,
  claimOf,
  commit,
  committedClaim,
  drawFor,
  openingOf,
  proveFraud,
  reveal,
  revealDrawn,
  revealUndrawn,
  revealedCheat,
} from '../utils/jobs.js'
import { BOND, openMarket } from '../utils/market.js'
import { TIMES } from '../utils/protocol.js'

const ELEMENT = 3n

describe('stake behind a job', () => {
  it('does not unbond while a job holds it; what unbonds is slashed too, and only the rest is withdrawn', async () => {
    const market = await loadFixture(openMarket)
    const { staking, alice, challenger, cold } = market
    const claim = await revealedCheat(market, { worker: alice, element: ELEMENT })
    const owner = staking.connect(alice.owner)

    await expect(owner.unbond(BOND))
      .to.be.revertedWithCustomError(staking, 'StakeTooLow')
      .withArgs(alice.owner.address, BOND - LOCK, BOND)
    expect(await changesBy(market, () => owner.unbond(BOND - LOCK))).to.deep.equal({
      'alice bonded': -(BOND - LOCK),
      'alice unbonding': BOND - LOCK,
    })

    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await market.escrow.connect(challenger).registerChallenge(challenge.c)
    const changes = await changesBy(market, () => proveFraud(market, claim, { ...challenge, by: challenger }))
    // The lock is a fifth of all assets, so each side pays a fifth of what it has.
    expect(changes['alice bonded']).to.equal(-LOCK / 5n)
    expect(changes['alice unbonding']).to.equal((-(BOND - LOCK) * LOCK) / BOND)

    await nextAt((await now()) + TIMES.unbonding + 1)
    const rest = ((BOND - LOCK) * 4n) / 5n
    expect(await changesBy(market, () => owner.withdraw(0, cold))).to.deep.equal({
      'alice unbonding': -rest,
      'cold wallet': rest,
      'staking wallet': -rest,
    })
    await expect(owner.withdraw(0, cold))
      .to.be.revertedWithCustomError(staking, 'NoUnbonding')
      .withArgs(alice.owner.address, alice.owner.address, 0)
    expect(await staking.assetsOf(alice.owner)).to.deep.equal([LOCK - LOCK / 5n, 0n])
  })

  it('cannot leave before its time', async () => {
    const market = await loadFixture(openMarket)
    const { staking, alice, cold } = market
    const owner = staking.connect(alice.owner)
    await owner.unbond(BOND)
    const endsAt = (await now()) + TIMES.unbonding
    await nextAt(endsAt - 1)
    await expect(owner.withdraw(0, cold))
      .to.be.revertedWithCustomError(staking, 'StillUnbonding')
      .withArgs(endsAt, endsAt - 1)
    await nextAt(endsAt)
    expect(await changesBy(market, () => owner.withdraw(0, cold))).to.include({ 'cold wallet': BOND })
  })

  it('that unbonds holds no new job, until it is rebonded', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, staking, alice } = market
    const deal = await makeDeal(market)
    await staking.connect(alice.owner).unbond(BOND - LOCK + 1n)
    await expect(accept(market, deal, { worker: alice, shards: [0] }))
      .to.be.revertedWithCustomError(escrow, 'CapacityExceeded')
      .withArgs(alice.owner.address, LOCK - 1n, LOCK)
    await staking.connect(alice.owner).rebond(0)
    await accept(market, deal, { worker: alice, shards: [0] })
    expect(await escrow.lockedOf(alice.owner)).to.equal(LOCK)
  })

  it('is exposed to its operator up to the lock cap only', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, staking, alice } = market
    await staking.connect(alice.owner).setLockCap(2n * LOCK)
    const deal = await makeDeal(market, { shards: 3 })
    await expect(accept(market, deal, { worker: alice, shards: [0, 1, 2] }))
      .to.be.revertedWithCustomError(escrow, 'CapacityExceeded')
      .withArgs(alice.owner.address, 2n * LOCK, 3n * LOCK)
    await accept(market, deal, { worker: alice, shards: [0, 1] })
  })

  it('that a slash used up ends the worker: it takes no further job', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, staking, alice, challenger } = market
    await staking.connect(alice.owner).unbond(BOND - LOCK)
    await nextAt((await now()) + TIMES.unbonding)
    await staking.connect(alice.owner).withdraw(0, alice.owner)
    const claim = await revealedCheat(market, { worker: alice, element: ELEMENT })
    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await escrow.connect(challenger).registerChallenge(challenge.c)
    await proveFraud(market, claim, { ...challenge, by: challenger })

    expect(await staking.assetsOf(alice.owner)).to.deep.equal([0n, 0n])
    await expect(accept(market, await makeDeal(market), { worker: alice, shards: [0] }))
      .to.be.revertedWithCustomError(escrow, 'CapacityExceeded')
      .withArgs(alice.owner.address, 0, LOCK)
  })
})

describe('an operator that is replaced in the middle of a job', () => {
  it('can no longer commit, and its successor can', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, staking, alice, stranger } = market
    const deal = await makeDeal(market)
    await accept(market, deal, { worker: alice, shards: [0] })
    const claim = await claimOf(market, deal, { worker: alice, shard: 0 })
    await expect(staking.connect(alice.owner).setOperator(stranger))
      .to.emit(staking, 'OperatorSet')
      .withArgs(alice.owner.address, stranger.address)

    await expect(commit(market, claim, alice.operator))
      .to.be.revertedWithCustomError(escrow, 'NotWorker')
      .withArgs(alice.operator.address, alice.owner.address)
    await commit(market, claim, stranger)
    expect((await escrow.jobOf(claim.jobId)).state).to.equal(2)
  })

  it('can no longer reveal, and its successor reveals what it had sealed', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, staking, alice, stranger } = market
    const claim = await committedClaim(market, await makeDeal(market), { worker: alice, shard: 0 })
    await staking.connect(alice.owner).setOperator(stranger)
    const drawn = await drawFor(market, claim)
    const send = drawn.sampled ? revealDrawn : revealUndrawn

    await expect(send(market, claim, { drawn, by: alice.operator }))
      .to.be.revertedWithCustomError(escrow, 'NotWorker')
      .withArgs(alice.operator.address, alice.owner.address)
    await send(market, claim, { drawn, by: stranger })
    expect((await escrow.jobOf(claim.jobId)).sealOrRoot).to.equal(openingOf(claim).root)
  })

  it('can no longer accept, while the owner always can act by itself', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, staking, alice, stranger } = market
    const deal = await makeDeal(market)
    await staking.connect(alice.owner).setOperator(stranger)
    await expect(accept(market, deal, { worker: alice, shards: [0] }))
      .to.be.revertedWithCustomError(staking, 'NotOwnerOrOperator')
      .withArgs(alice.owner.address, alice.operator.address)
    await escrow.connect(alice.owner).acceptSigned(deal.request, [0], alice.owner, deal.signature)
    const claim = await claimOf(market, deal, { worker: alice, shard: 0 })
    await commit(market, claim, alice.owner)
    await reveal(market, claim, alice.owner)
    expect((await escrow.jobOf(claim.jobId)).state).to.equal(3)
  })
})

describe('one operator of two workers', () => {
  it('acts for both in their own names', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, staking, alice, bob } = market
    await staking.connect(bob.owner).setOperator(alice.operator)
    const deal = await makeDeal(market, { shards: 2 })
    const shared = { ...bob, operator: alice.operator }
    await accept(market, deal, { worker: alice, shards: [0] })
    await accept(market, deal, { worker: shared, shards: [1] })
    const seals = [
      await claimOf(market, deal, { worker: alice, shard: 0 }),
      await claimOf(market, deal, { worker: shared, shard: 1 }),
    ].map(({ seal }) => seal)
    await escrow.connect(alice.operator).commit(deal.request.terms, deal.workHash, [0, 1], seals)
    expect(await escrow.lockedOf(alice.owner)).to.equal(LOCK)
    expect(await escrow.lockedOf(bob.owner)).to.equal(LOCK)
  })
})
