import { expect } from 'chai'
import { Interface, parseEther, type BaseContract } from 'ethers'
import { changesBy } from '../utils/books.js'
import { ethers, headerOf, loadFixture, mineThrough, nextAt, now } from '../utils/chain.js'
import { LOCK, MIN_PRICE, WINDOW, makeDeal, type Deal } from '../utils/deal.js'
import {
  accept,
  challengeFor,
  claimDrawn,
  claimOf,
  commit,
  committedClaim,
  drawFor,
  proveFraud,
  revealDrawn,
  revealUndrawn,
  revealedCheat,
  revealedClaim,
  type Claim,
  type Drawn,
} from '../utils/jobs.js'
import { BOND, delegate, openMarket, type Market } from '../utils/market.js'
import { MATMUL8, NATIVE, TIMES } from '../utils/protocol.js'
import { stopEverything } from '../utils/stop.js'

const ELEMENT = 5n
const STAKE = parseEther('100')
const STOPPED_STAKING = ['bond', 'bondWithPermit', 'delegate', 'delegateWithPermit']
const STOPPED_ESCROW = ['deposit', 'depositWithPermit', 'post', 'accept', 'acceptSigned', 'acceptAndCommit']
const POWERS = [
  'setStaking',
  'addCrediter',
  'addLocker',
  'setDisputer',
  'setBondingPaused',
  'setToken',
  'setTokenPaused',
  'register',
  'setLimits',
  'retire',
  'setAuthority',
]
/** Contracts call these on one another, as parts of the calls below. */
const BETWEEN_CONTRACTS = ['slash', 'closeEpoch', 'credit', 'burn', 'mintToStaker']
/** Everything that anybody may do while the guardian stopped all it can stop; each has a test here or in rare.test.ts. */
const NEVER_STOPPED = `
  cancel cancelBefore expire lockBalance approve approveSigned finalize noShow slashTimeout commit reveal revealSampled registerChallenge proveFraud submitWitness
  openDispute closeDispute slashByDispute multicall withdraw flushBurn roll post claimWork unbond rebond claimRewards undelegate rebondDelegation withdrawDelegation claimDelegationRewards
  claimPastRewards setOperator setLockCap setLocker setCommission applyCommission
`
  .trim()
  .split(/\s+/)

/** A market in which the stranger delegated to alice. */
async function marketWithDelegator() {
  const market = await openMarket()
  await delegate(market, { delegator: market.stranger, worker: market.alice, amount: STAKE })
  return market
}

/** The same with everything stopped. */
async function stoppedMarket() {
  const market = await marketWithDelegator()
  await stopEverything(market)
  return market
}

async function stateOf({ escrow }: Market, { jobId }: Claim): Promise<bigint> {
  return (await escrow.jobOf(jobId)).state
}

describe('with everything stopped that can be stopped', () => {
  it('each call of the contracts is stopped, never stopped, a power or between contracts', async () => {
    const { staking, escrow, emission, registry, beacon } = await loadFixture(openMarket)
    const writes = ([staking, escrow, emission, registry, beacon] as BaseContract[]).flatMap(writesOf)
    const known = [...STOPPED_STAKING, ...STOPPED_ESCROW, ...POWERS, ...BETWEEN_CONTRACTS, ...NEVER_STOPPED]
    expect([...new Set(writes)].toSorted()).to.deep.equal([...new Set(known)].toSorted())
  })

  it('nothing new comes in: no deposit, no bond, no delegation, no job', async () => {
    const market = await loadFixture(marketWithDelegator)
    const { escrow, staking, registry, qrn, alice, bob, requester, stranger, treasury } = market
    const deal = await makeDeal(market)
    const inQrn = await makeDeal(market, { terms: { payToken: market.qrnAddress } })
    await qrn.connect(treasury).approve(escrow, STAKE)
    for (const staker of [bob.owner, stranger]) await qrn.connect(staker).approve(staking, STAKE)
    const posted = await makeDeal(market)
    await escrow.connect(requester).post(posted.request)
    const acceptPosted = () =>
      escrow.connect(alice.operator).accept(posted.request.terms, posted.workHash, [0], alice.owner)
    await staking.setBondingPaused(true)
    for (const token of [NATIVE, qrn]) await escrow.setTokenPaused(token, true)

    const paused = (call: Promise<unknown>, contract: BaseContract, error: string) =>
      expect(call).to.be.revertedWithCustomError(contract, error)
    await paused(escrow.deposit(NATIVE, treasury, 1, { value: 1 }), escrow, 'TokenPaused')
    await paused(escrow.connect(treasury).deposit(qrn, treasury, 1), escrow, 'TokenPaused')
    await paused(accept(market, deal, { worker: alice, shards: [0] }), escrow, 'TokenPaused')
    await paused(accept(market, inQrn, { worker: alice, shards: [0] }), escrow, 'TokenPaused')
    await paused(acceptAndCommit(market, deal), escrow, 'TokenPaused')
    await paused(acceptPosted(), escrow, 'TokenPaused')
    await paused(escrow.connect(requester).post(deal.request), escrow, 'TokenPaused')
    await paused(staking.connect(bob.owner).bond(STAKE), staking, 'BondingPaused')
    await paused(staking.connect(stranger).delegate(alice.owner, STAKE), staking, 'BondingPaused')
    const unused = [0, 27, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`] as const
    await paused(escrow.connect(treasury).depositWithPermit(qrn, treasury, 1, ...unused), escrow, 'TokenPaused')
    const permit = [STAKE, ...unused] as const
    await paused(staking.connect(bob.owner).bondWithPermit(...permit), staking, 'BondingPaused')
    await paused(staking.connect(stranger).delegateWithPermit(alice.owner, ...permit), staking, 'BondingPaused')

    for (const token of [NATIVE, qrn]) await escrow.setTokenPaused(token, false)
    await registry.retire(MATMUL8)
    await paused(accept(market, deal, { worker: alice, shards: [0] }), escrow, 'KernelRetired')
    await paused(acceptAndCommit(market, deal), escrow, 'KernelRetired')
    await paused(acceptPosted(), escrow, 'KernelRetired')
    await paused(escrow.connect(requester).post(deal.request), escrow, 'KernelRetired')
  })

  it('a job that was accepted is committed to, revealed and approved', async () => {
    const market = await loadFixture(marketWithDelegator)
    const { escrow, requester, alice } = market
    const deal = await makeDeal(market, { terms: { sampleBps: 10_000 } })
    await accept(market, deal, { worker: alice, shards: [0] })
    await stopEverything(market)
    const claim = await claimOf(market, deal, { worker: alice, shard: 0 })
    await commit(market, claim)
    const drawn = await postedDraw(market, claim)
    expect(drawn.sampled, 'drawn').to.equal(true)
    await revealDrawn(market, claim, { drawn })
    await escrow.connect(requester).approve(deal.request.terms, deal.workHash, [0])
    expect(await stateOf(market, claim)).to.equal(4)
  })

  it('a job that is not drawn is revealed and finalized, and its pay and its coins are withdrawn', async () => {
    const market = await loadFixture(marketWithDelegator)
    const { escrow, qrn, alice, requester, cold } = market
    const { claim, drawn } = await claimDrawn(market, { worker: alice, wanted: ({ sampled }) => !sampled })
    await stopEverything(market)
    await revealUndrawn(market, claim, { drawn })
    const { request, workHash } = claim.deal
    await nextAt((await now()) + WINDOW + 1)
    await escrow.finalize(request.terms, workHash, [0])
    expect(await stateOf(market, claim)).to.equal(4)

    const pay = await escrow.ledgerOf(NATIVE, alice.owner)
    expect(pay).to.be.greaterThan(0n)
    await expect(escrow.connect(alice.owner).withdraw(NATIVE, cold, pay)).to.changeEtherBalance(ethers, cold, pay)
    const rest = await escrow.ledgerOf(qrn, requester)
    const withdrawn = await changesBy(market, () => escrow.connect(requester).withdraw(qrn, cold, rest))
    expect(withdrawn).to.deep.equal({ 'requester QRN': -rest, 'cold wallet': rest, 'escrow wallet': -rest })
  })

  it('a worker that does not act is slashed, before the commit and after it', async () => {
    const market = await loadFixture(marketWithDelegator)
    const { escrow, alice, bob } = market
    const [first, second] = [await makeDeal(market), await makeDeal(market)]
    await accept(market, first, { worker: alice, shards: [0] })
    await committedClaim(market, second, { worker: bob, shard: 0 })
    await stopEverything(market)
    await nextAt((await now()) + TIMES.beaconDelay + TIMES.revealWindow + 1)
    const late = (deal: Deal, name: 'noShow' | 'slashTimeout') => () =>
      escrow[name](deal.request.terms, deal.workHash, [0])
    expect(await changesBy(market, late(first, 'noShow'))).to.include({ 'requester coins': MIN_PRICE })
    expect(await changesBy(market, late(second, 'slashTimeout'))).to.include({ 'bob bonded': -LOCK })
  })

  it('a wrong result is registered against and proved', async () => {
    const market = await loadFixture(marketWithDelegator)
    const { escrow, alice, challenger } = market
    const claim = await revealedCheat(market, { worker: alice, element: ELEMENT })
    await stopEverything(market)
    const challenge = challengeFor(market, claim, { element: ELEMENT, challenger })
    await escrow.connect(challenger).registerChallenge(challenge.c)
    await proveFraud(market, claim, { ...challenge, by: challenger })
    expect(await stateOf(market, claim)).to.equal(5)
  })

  it('a request is cancelled', async () => {
    const market = await loadFixture(stoppedMarket)
    const { request, requestId } = await makeDeal(market)
    await market.escrow.connect(market.requester).cancel(request)
    expect(await market.escrow.isCancelled(requestId)).to.equal(true)
  })

  it('the burn of a job is rolled, flushed and earned', async () => {
    const market = await loadFixture(marketWithDelegator)
    const { escrow, emission, alice, requester } = market
    const { deal } = await revealedClaim(market, await makeDeal(market), { worker: alice, shard: 0 })
    await stopEverything(market)
    await escrow.connect(requester).approve(deal.request.terms, deal.workHash, [0])
    await nextAt((await now()) + TIMES.epoch)
    await escrow.roll([alice.owner])
    await escrow.flushBurn()
    const owed = await emission.owedTo(alice.owner)
    expect(owed).to.be.greaterThan(0n)
    expect(await changesBy(market, () => emission.claimWork(alice.owner))).to.include({ 'alice wallet': owed })
  })

  it('an owner unbonds, thinks again, withdraws and claims', async () => {
    const market = await loadFixture(stoppedMarket)
    const { staking, alice, cold } = market
    const owner = staking.connect(alice.owner)
    await owner.unbond(BOND)
    await owner.rebond(0)
    await owner.unbond(BOND)
    await nextAt((await now()) + TIMES.unbonding)
    expect(await changesBy(market, () => owner.withdraw(0, cold))).to.include({ 'cold wallet': BOND })
    expect((await changesBy(market, () => owner.claimRewards(cold)))['cold wallet']).to.be.greaterThan(0n)
  })

  it('an owner keeps control: operator, cap, lockers and commission', async () => {
    const market = await loadFixture(stoppedMarket)
    const { staking, alice, cold } = market
    const owner = staking.connect(alice.owner)
    await owner.setOperator(cold)
    await owner.setLockCap(1)
    await owner.setLocker(market.escrow, false)
    await owner.setCommission(1000)
    await nextAt((await now()) + TIMES.unbonding)
    await staking.applyCommission(alice.owner)
    const view = await staking.workerView(alice.owner)
    expect([view.operator, view.lockCap, view.lockers.length, view.pool.commissionBps]).to.deep.equal([
      cold.address,
      1n,
      0,
      1000n,
    ])
  })

  it('a delegator unbonds, thinks again, withdraws and claims', async () => {
    const market = await loadFixture(stoppedMarket)
    const { staking, alice, stranger, cold } = market
    const delegator = staking.connect(stranger)
    await delegator.undelegate(alice.owner, STAKE)
    await delegator.rebondDelegation(alice.owner, 0)
    await delegator.undelegate(alice.owner, STAKE)
    await nextAt((await now()) + TIMES.unbonding)
    const [{ index }] = (await staking.delegationView(alice.owner, stranger)).unbondings as unknown as [
      { index: bigint },
    ]
    const withdraw = () => delegator.withdrawDelegation(alice.owner, index, cold)
    expect(await changesBy(market, withdraw)).to.include({ 'cold wallet': STAKE })
    const claim = () => delegator.claimDelegationRewards([alice.owner], cold)
    expect((await changesBy(market, claim))['cold wallet']).to.be.greaterThan(0n)
  })

  it('a delegator whose pool a slash wiped out claims what it had earned', async () => {
    const market = await loadFixture(marketWithDelegator)
    const { staking, alice, stranger, cold } = market
    const locker = await ethers.deployContract('OpenLocker', [staking])
    await staking.addLocker(locker)
    await staking.connect(alice.owner).setLocker(locker, true)
    await locker.slash(alice.owner, BOND + STAKE, 0)
    await stopEverything(market)
    const claim = () => staking.connect(stranger).claimPastRewards(alice.owner, 0, cold)
    expect((await changesBy(market, claim))['cold wallet']).to.be.greaterThan(0n)
  })
})

function acceptAndCommit({ escrow, alice }: Market, { request, signature }: Deal): Promise<unknown> {
  const seal = `0x${'11'.repeat(32)}`
  return escrow.connect(alice.operator).acceptAndCommit(request, [0], alice.owner, signature, [seal])
}

/** The draw, with its header posted by a call of its own. */
async function postedDraw(market: Market, claim: Claim): Promise<Drawn> {
  const { aux } = await market.escrow.jobOf(claim.jobId)
  await mineThrough(aux)
  const { header } = await headerOf(aux)
  await market.beacon.post(aux, header)
  return { ...(await drawFor(market, claim)), header: '0x' }
}

function writesOf({ interface: abi }: BaseContract): string[] {
  const names: string[] = []
  new Interface(abi.fragments).forEachFunction(({ name, stateMutability }) => {
    if (stateMutability !== 'view' && stateMutability !== 'pure') names.push(name)
  })
  return names
}
