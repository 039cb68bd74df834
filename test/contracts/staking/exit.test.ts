import { expect } from 'chai'
import { parseEther } from 'ethers'
import { booksOf } from '../utils/books.js'
import { loadFixture, nextAt, now } from '../utils/chain.js'
import { WINDOW, makeDeal } from '../utils/deal.js'
import { challengeFor, committedClaim, proveFraud, revealedCheat, revealedClaim } from '../utils/jobs.js'
import { BOND, delegate, openMarket, type Market } from '../utils/market.js'
import { NATIVE, TIMES } from '../utils/protocol.js'
import { stopEverything } from '../utils/stop.js'

const STAKE = parseEther('123.456789012345678901')
const ELEMENT = 9n

/** Jobs in every state, pools behind both workers, and then everything stopped. */
async function busyMarket() {
  const market = await openMarket()
  const { stranger, copycat, alice, bob } = market
  await delegate(market, { delegator: stranger, worker: alice, amount: STAKE })
  await delegate(market, { delegator: copycat, worker: alice, amount: STAKE / 7n })
  await delegate(market, { delegator: stranger, worker: bob, amount: STAKE / 3n })
  const cheat = await revealedCheat(market, { worker: bob, element: ELEMENT })
  const honest = await revealedClaim(market, await makeDeal(market), { worker: alice, shard: 0 })
  const late = await committedClaim(market, await makeDeal(market), { worker: alice, shard: 0 })
  await stopEverything(market)
  return { ...market, cheat, honest, late }
}

/** Ends every job: one by proof, one by its window, one by its deadline. */
async function endJobs(market: Awaited<ReturnType<typeof busyMarket>>): Promise<void> {
  const { escrow, challenger, cheat, honest, late } = market
  const challenge = challengeFor(market, cheat, { element: ELEMENT, challenger })
  await escrow.connect(challenger).registerChallenge(challenge.c)
  await proveFraud(market, cheat, { ...challenge, by: challenger })
  await nextAt((await now()) + TIMES.beaconDelay + TIMES.revealWindow + WINDOW + 1)
  await escrow.finalize(honest.deal.request.terms, honest.deal.workHash, [0])
  await escrow.slashTimeout(late.deal.request.terms, late.deal.workHash, [0])
}

/** Everybody unbonds all there is, waits, withdraws and claims. */
async function leaveStake({ staking, stranger, copycat, cold, ...market }: Market): Promise<void> {
  const workers = [market.alice, market.bob]
  for (const { owner } of workers) await staking.connect(owner).unbond((await staking.assetsOf(owner)).active)
  const delegations = [stranger, copycat].flatMap((delegator) => workers.map(({ owner }) => ({ delegator, owner })))
  const held: typeof delegations = []
  for (const { delegator, owner } of delegations) {
    const { active } = await staking.delegationView(owner, delegator)
    if (active === 0n) continue
    await staking.connect(delegator).undelegate(owner, active)
    held.push({ delegator, owner })
  }
  await nextAt((await now()) + TIMES.unbonding)
  for (const { owner } of workers) {
    await staking.connect(owner).withdraw(0, cold)
    await staking.connect(owner).claimRewards(cold)
  }
  for (const { delegator, owner } of held) await staking.connect(delegator).withdrawDelegation(owner, 0, cold)
  const owners = workers.map(({ owner }) => owner.address)
  for (const delegator of [stranger, copycat]) await staking.connect(delegator).claimDelegationRewards(owners, cold)
}

/** Everybody takes all it has in the ledger. */
async function leaveLedger(market: Market): Promise<void> {
  const { escrow, qrn, cold, requester, challenger, author, alice, bob } = market
  for (const account of [requester, challenger, author, alice.owner, bob.owner]) {
    for (const token of [NATIVE, await qrn.getAddress()]) {
      const amount = await escrow.ledgerOf(token, account)
      if (amount > 0n) await escrow.connect(account).withdraw(token, cold, amount)
    }
  }
}

describe('when everything is stopped', () => {
  it('everybody leaves, with all that is theirs: the contracts end empty', async () => {
    const market = await loadFixture(busyMarket)
    const { emission, staking, alice, bob, qrn } = market
    const before = await booksOf(market)
    await endJobs(market)
    await leaveStake(market)
    await nextAt((await now()) + TIMES.epoch)
    await emission.claimWork(alice.owner)
    await leaveLedger(market)

    const after = await booksOf(market)
    for (const { name } of [alice, bob])
      for (const what of ['bonded', 'unbonding', 'locked']) expect(after[`${name} ${what}`], what).to.equal(0n)
    expect(after['escrow coins']).to.equal(0n)
    expect(after['escrow wallet']).to.equal(0n)
    expect(after['burn to flush']).to.equal(0n)
    expect(after['emission wallet']).to.equal(0n)
    // Each withdrawal of a delegator may leave less than a base unit, which belongs to nobody.
    expect(await qrn.balanceOf(staking)).to.be.at.most(3n)
    // All QRN that left the contracts, and all that was minted, is in wallets, less what was burned.
    const moved = (name: string) => (after[name] ?? 0n) - (before[name] ?? 0n)
    const intoWallets = moved('cold wallet') + moved('alice wallet')
    expect(intoWallets + moved('staking wallet') + moved('escrow wallet')).to.equal(moved('QRN supply'))
    expect(intoWallets).to.be.greaterThan(BOND)
  })
})
