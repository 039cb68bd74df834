import { expect } from 'chai'
import { parseEther } from 'ethers'
import { booksOf, changesBy, changesSince } from '../utils/books.js'
import { ethers, loadFixture, nextAt, now } from '../utils/chain.js'
import { BURN, LOCK, MIN_PRICE } from '../utils/deal.js'
import { challengeFor, proveFraud, revealedCheat } from '../utils/jobs.js'
import { BOND, delegate, openMarket, type Market } from '../utils/market.js'
import { TIMES } from '../utils/protocol.js'

const ELEMENT = 3n
const STAKE = parseEther('200')
const LEAVING = parseEther('50')

/** Of a lock of 100, a bond of 500 and a pool of 200 pay 500 : 200, the odd base unit by the bond. */
const FROM_POOL = (LOCK * STAKE) / (BOND + STAKE)
const FROM_SELF = LOCK - FROM_POOL
const PAYOUT = FROM_SELF / 2n
const TO_REQUESTER = (PAYOUT * 2n) / 5n

/** What the stranger has behind alice: active, and in its unbondings. */
async function behindAlice({ staking, alice, stranger }: Market): Promise<[active: bigint, unbonding: bigint]> {
  const { active, unbondings } = await staking.delegationView(alice.owner, stranger)
  return [active, unbondings.reduce((sum, { amount }) => sum + amount, 0n)]
}

/** A cheat of alice's while the stranger has 150 active and 50 unbonding behind it. */
async function cheatWithPool() {
  const market = await openMarket()
  const { staking, stranger, alice } = market
  await delegate(market, { delegator: stranger, worker: alice, amount: STAKE })
  const claim = await revealedCheat(market, { worker: alice, element: ELEMENT })
  await staking.connect(stranger).undelegate(alice.owner, LEAVING)
  return { ...market, claim }
}

describe("a delegator's life", () => {
  it('begins with capacity for its worker and a part of what the stake earns', async () => {
    const market = await loadFixture(openMarket)
    const { staking, emission, alice, stranger } = market
    await delegate(market, { delegator: stranger, worker: alice, amount: STAKE })
    expect((await staking.workerView(alice.owner)).capacity).to.equal(BOND + STAKE)
    const joined = await now()
    await nextAt(joined + 3600)
    await ethers.provider.send('evm_mine', [])
    const emitted = (await emission.stakersEmittedBy(joined + 3600)) - (await emission.stakersEmittedBy(joined))
    const { rewards } = await staking.delegationView(alice.owner, stranger)
    // 200 of 1,200 earn, up to the unit in which the stream is shared out.
    expect(rewards).to.be.within(emitted / 6n - (1n << 45n), emitted / 6n + (1n << 45n))
  })

  it('shares the slash of a job that is proved wrong: every party, to the base unit', async () => {
    const market = await loadFixture(cheatWithPool)
    const { escrow, staking, alice, challenger, claim } = market
    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await escrow.connect(challenger).registerChallenge(challenge.c)
    const changes = await changesBy(market, async () => {
      await expect(proveFraud(market, claim, { ...challenge, by: challenger }))
        .to.emit(staking, 'Slashed')
        .withArgs(alice.owner.address, market.escrowAddress, LOCK, LOCK, FROM_POOL, PAYOUT)
    })
    const { "alice's pool": active = 0n, "alice's pool unbonding": unbonding = 0n, ...others } = changes
    expect(others).to.deep.equal({
      'requester coins': MIN_PRICE,
      'requester QRN': BURN + TO_REQUESTER,
      'challenger QRN': PAYOUT - TO_REQUESTER,
      'alice bonded': -FROM_SELF,
      'alice locked': -LOCK,
      'staking wallet': -LOCK,
      'escrow wallet': PAYOUT,
      'QRN supply': PAYOUT - LOCK,
    })
    // What unbonds pays a quarter of the pool's part: it is a quarter of the pool.
    expect(active + unbonding).to.equal(-FROM_POOL)
    expect(unbonding).to.be.within(-FROM_POOL / 4n - 1n, -FROM_POOL / 4n + 1n)
    // All that the pool bore is burned; requester and challenger live on what the worker itself lost.
    expect(PAYOUT * 2n).to.be.at.most(FROM_SELF)
  })

  it('ends with what the slash left and all rewards in its wallet, and nothing behind the worker', async () => {
    const market = await loadFixture(cheatWithPool)
    const { escrow, staking, alice, challenger, stranger, cold, claim } = market
    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await escrow.connect(challenger).registerChallenge(challenge.c)
    await proveFraud(market, claim, { ...challenge, by: challenger })
    const [active, unbonding] = await behindAlice(market)
    expect(active + unbonding).to.be.within(STAKE - FROM_POOL - 1n, STAKE - FROM_POOL)

    const delegator = staking.connect(stranger)
    const before = await booksOf(market)
    await delegator.undelegate(alice.owner, active)
    const left = await now()
    await delegator.claimDelegationRewards([alice.owner], cold)
    await expect(delegator.withdrawDelegation(alice.owner, 1, cold))
      .to.be.revertedWithCustomError(staking, 'StillUnbonding')
      .withArgs(left + TIMES.unbonding, (at: bigint) => at < BigInt(left + TIMES.unbonding))
    await nextAt(left + TIMES.unbonding)
    for (const place of [0, 1]) await delegator.withdrawDelegation(alice.owner, place, cold)

    const changes = await changesSince(market, before)
    const minted = changes['QRN supply'] ?? 0n
    expect(minted).to.be.greaterThan(0n)
    expect(changes['cold wallet']).to.equal(active + unbonding + minted)
    expect(changes['staking wallet']).to.equal(-active - unbonding)
    expect(await behindAlice(market)).to.deep.equal([0n, 0n])
    await expect(delegator.claimDelegationRewards([alice.owner], cold))
      .to.be.revertedWithCustomError(staking, 'NothingToClaim')
      .withArgs(stranger.address)
  })
})

describe('a raise of the commission', () => {
  it('is known seven days ahead: who leaves in time never pays it, who stays pays it from then on only', async () => {
    const market = await loadFixture(openMarket)
    const { staking, alice, stranger, copycat } = market
    for (const delegator of [stranger, copycat]) await delegate(market, { delegator, worker: alice, amount: STAKE })
    await expect(staking.connect(alice.owner).setCommission(2000))
      .to.emit(staking, 'CommissionAnnounced')
      .withArgs(alice.owner.address, 2000, (from: bigint) => from > 0n)
    const from = (await now()) + TIMES.unbonding
    const lead = (await staking.rewardsOf(alice.owner)) - (await staking.rewardsOf(market.bob.owner))
    const rewardsOf = async ({ address }: { address: string }) =>
      (await staking.delegationView(alice.owner, address)).rewards

    await nextAt(from - 1)
    await staking.connect(copycat).undelegate(alice.owner, STAKE)
    await nextAt(from)
    await expect(staking.connect(stranger).applyCommission(alice.owner))
      .to.emit(staking, 'CommissionSet')
      .withArgs(alice.owner.address, 2000)
    const [left, stayed, own] = [
      await rewardsOf(copycat),
      await rewardsOf(stranger),
      await staking.rewardsOf(alice.owner),
    ]
    // Both earned the same until one left a second ago; the worker earned by its bond alone, as bob did.
    expectClose(stayed, left)
    expectClose(own - (await staking.rewardsOf(market.bob.owner)), lead)

    await nextAt(from + 24 * 3600)
    await ethers.provider.send('evm_mine', [])
    expect(await rewardsOf(copycat)).to.equal(left)
    const gained = (await rewardsOf(stranger)) - stayed
    const workers = (await staking.rewardsOf(alice.owner)) - own
    // Per QRN of stake, the pool gets 80 % of what the bond gets; 20 % of the pool's 200 go to the worker's 500.
    expectShare(gained, { part: 160n, of: workers, whole: 540n })
  })

  it('does not hold a second early, and cannot be sprung on whoever joins later', async () => {
    const market = await loadFixture(openMarket)
    const { staking, alice, stranger } = market
    await staking.connect(alice.owner).setCommission(5000)
    const from = (await now()) + TIMES.unbonding
    await nextAt(from - 1)
    await expect(staking.applyCommission(alice.owner))
      .to.be.revertedWithCustomError(staking, 'CommissionNotDue')
      .withArgs(alice.owner.address, from, from - 1)
    await delegate(market, { delegator: stranger, worker: alice, amount: STAKE })
    // Sent after the due second, so the raise held before the stake was in.
    expect((await staking.poolView(alice.owner)).commissionBps).to.equal(5000)
  })
})

/** Rewards are shared out in units of 2^45 base units, and a second of the stream is about 5e18 of them all. */
function expectClose(have: bigint, need: bigint): void {
  const second = parseEther('5')
  expect(have).to.be.within(need - second, need + second)
}

/** `have` is `part / whole` of `of`, to a millionth. */
function expectShare(have: bigint, { part, of, whole }: { part: bigint; of: bigint; whole: bigint }): void {
  const need = (of * part) / whole
  expect(have).to.be.within(need - need / 1_000_000n, need + need / 1_000_000n)
}
