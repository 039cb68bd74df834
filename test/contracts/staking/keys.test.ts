import { expect } from 'chai'
import { changesBy } from '../utils/books.js'
import { ethers, loadFixture, nextAt, now } from '../utils/chain.js'
import { DURATION, LOCK, makeDeal } from '../utils/deal.js'
import { accept, claimOf, commit, reveal } from '../utils/jobs.js'
import { BOND, openMarket } from '../utils/market.js'
import { TIMES } from '../utils/protocol.js'

describe('a cold owner with a hot operator', () => {
  it('works by the operator alone, and only the owner reaches the stake and the pay', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, staking, requester, alice, cold } = market
    const deal = await makeDeal(market)
    await accept(market, deal, { worker: alice, shards: [0] })
    const claim = await claimOf(market, deal, { worker: alice, shard: 0 })
    await commit(market, claim, alice.operator)
    await reveal(market, claim, alice.operator)
    await escrow.connect(requester).approve(deal.request.terms, deal.workHash, [0])

    // What the operator calls is about the operator's own stake and ledger, which are empty.
    const hot = { staking: staking.connect(alice.operator), escrow: escrow.connect(alice.operator) }
    const none = alice.operator.address
    await expect(hot.staking.unbond(1)).to.be.revertedWithCustomError(staking, 'StakeTooLow').withArgs(none, 0, 1)
    await expect(hot.staking.withdraw(0, cold)).to.be.revertedWithCustomError(staking, 'NoUnbonding')
    await expect(hot.staking.claimRewards(cold)).to.be.revertedWithCustomError(staking, 'NothingToClaim').withArgs(none)
    await expect(hot.escrow.withdraw(ethers.ZeroAddress, cold, 1)).to.be.revertedWithCustomError(escrow, 'LedgerTooLow')
    await hot.staking.setOperator(cold)
    await hot.staking.setLockCap(1)
    expect(await staking.operatorOf(alice.owner)).to.equal(none)
    expect((await staking.workerView(alice.owner)).lockCap).to.equal(0)

    const pay = await escrow.ledgerOf(ethers.ZeroAddress, alice.owner)
    const withdraw = escrow.connect(alice.owner).withdraw(ethers.ZeroAddress, cold, pay)
    await expect(withdraw).to.changeEtherBalance(ethers, cold, pay)
  })

  it('loses to a thief of the operator key what the lock cap allows, and no more after the key is replaced', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, staking, alice, stranger } = market
    const owner = staking.connect(alice.owner)
    await owner.setLockCap(2n * LOCK)
    const deal = await makeDeal(market, { shards: 3 })
    await accept(market, deal, { worker: alice, shards: [0, 1] })
    await owner.setOperator(stranger)
    await expect(accept(market, deal, { worker: alice, shards: [2] }))
      .to.be.revertedWithCustomError(staking, 'NotOwnerOrOperator')
      .withArgs(alice.owner.address, alice.operator.address)

    // The successor saves one job; the other is lost.
    const saved = await claimOf(market, deal, { worker: alice, shard: 0 })
    await commit(market, saved, stranger)
    await reveal(market, saved, stranger)
    await nextAt((await now()) + DURATION + 1)
    const lost = LOCK / 20n
    const noShow = () => escrow.noShow(deal.request.terms, deal.workHash, [1])
    expect(await changesBy(market, noShow)).to.include({ 'alice bonded': -lost, 'alice locked': -LOCK })
    expect((await staking.workerView(alice.owner)).lockCap).to.equal(2n * LOCK - lost)
  })
})

describe('a second locker', () => {
  it('gets nothing of a worker that did not switch it on', async () => {
    const market = await loadFixture(marketWithLocker)
    const { staking, alice, locker } = market
    const owner = locker.connect(alice.owner)
    await expect(owner.lock(alice.owner, 1))
      .to.be.revertedWithCustomError(staking, 'LockerOff')
      .withArgs(alice.owner.address, locker.target)
    expect(await changesBy(market, () => locker.slash(alice.owner, BOND, 5000))).to.deep.equal({})
  })

  it('shares the capacity with the first, holds the stake, slashes it, and leaves when it holds nothing', async () => {
    const market = await loadFixture(marketWithLocker)
    const { escrow, staking, alice, locker } = market
    const owner = staking.connect(alice.owner)
    await expect(owner.setLocker(locker, true))
      .to.emit(staking, 'LockerSet')
      .withArgs(alice.owner.address, locker.target, true)
    const held = BOND - LOCK
    await locker.connect(alice.operator).lock(alice.owner, held)

    // The escrow has what the other locker leaves, and the other what the escrow leaves.
    const deal = await makeDeal(market, { shards: 2 })
    await accept(market, deal, { worker: alice, shards: [0] })
    await expect(accept(market, deal, { worker: alice, shards: [1] }))
      .to.be.revertedWithCustomError(escrow, 'CapacityExceeded')
      .withArgs(alice.owner.address, LOCK, 2n * LOCK)
    await expect(locker.connect(alice.owner).lock(alice.owner, 1))
      .to.be.revertedWithCustomError(locker, 'CapacityExceeded')
      .withArgs(alice.owner.address, held, held + 1n)
    await expect(owner.unbond(1)).to.be.revertedWithCustomError(staking, 'StakeTooLow').withArgs(alice.owner, 0, 1)
    for (const [one, locked] of [[locker, held] as const, [escrow, LOCK] as const])
      await expect(owner.setLocker(one, false))
        .to.be.revertedWithCustomError(staking, 'LockerInUse')
        .withArgs(alice.owner.address, one.target, locked)

    expect(await changesBy(market, () => locker.slash(alice.owner, LOCK, 0))).to.deep.equal({
      'alice bonded': -LOCK,
      'staking wallet': -LOCK,
      'QRN supply': -LOCK,
    })
    await locker.release(alice.owner)
    await owner.setLocker(locker, false)
    expect(await changesBy(market, () => locker.slash(alice.owner, LOCK, 0))).to.deep.equal({})
    await accept(market, deal, { worker: alice, shards: [1] })
    await owner.unbond(BOND - 3n * LOCK)
  })

  it('cannot hold up a worker that is not with it, whatever it claims to hold', async () => {
    const market = await loadFixture(marketWithLocker)
    const { staking, alice, bob, cold, locker } = market
    await staking.connect(bob.owner).setLocker(locker, true)
    await locker.connect(bob.owner).lock(bob.owner, BOND)
    await staking.connect(alice.owner).unbond(BOND)
    await nextAt((await now()) + TIMES.unbonding)
    expect(await changesBy(market, () => staking.connect(alice.owner).withdraw(0, cold))).to.include({
      'cold wallet': BOND,
    })
  })
})

/** The market with one more locker, which nobody has switched on. */
async function marketWithLocker() {
  const market = await openMarket()
  const locker = await ethers.deployContract('OpenLocker', [market.staking])
  await market.staking.addLocker(locker)
  return { ...market, locker }
}
