import { expect } from 'chai'
import { parseEther } from 'ethers'
import { ethers, loadFixture, nextAt, now, timeOf } from '../utils/chain.js'
import { makeDeal } from '../utils/deal.js'
import { accept, committedClaim, reveal } from '../utils/jobs.js'
import { BOND, bond, giveQrn, openMarket, type Market, type Worker } from '../utils/market.js'
import { TIMES } from '../utils/protocol.js'

const GAMMA_BPS = 9000n
const BPS = 10_000n

/** The share of an epoch that a worker may claim: min(E·B/ΣB, γB), rounded down. */
function shareOf({ stream, burned, sum }: { stream: bigint; burned: bigint; sum: bigint }): bigint {
  const byShare = (stream * burned) / sum
  const byBurn = (burned * GAMMA_BPS) / BPS
  return byShare < byBurn ? byShare : byBurn
}

/** Runs one job of `worker` that burns `burn` until its payment; returns the epoch of the payment. */
async function runJob(market: Market, worker: Worker, burn: bigint): Promise<bigint> {
  const deal = await makeDeal(market, { terms: { burn } })
  await reveal(market, await committedClaim(market, deal, { worker, shard: 0 }))
  await market.escrow.connect(market.requester).approve(deal.request.terms, deal.workHash, [0])
  return market.emission.currentEpoch()
}

/** Begins an epoch, so that no job of a test runs over its end. */
async function beginEpoch({ emission }: Market): Promise<bigint> {
  const next = (await emission.currentEpoch()) + 1n
  await nextAt((await emission.START()) + next * BigInt(TIMES.epoch))
  await ethers.provider.send('evm_mine', [])
  return next
}

async function fund({ escrow, qrn, treasury, requester }: Market, amount: bigint): Promise<void> {
  await qrn.connect(treasury).approve(escrow, amount)
  await escrow.connect(treasury).deposit(qrn, requester, amount)
}

describe('work emission', () => {
  it('pays two workers over two epochs min(E·B/ΣB, γB) each', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, emission, qrn, alice, bob, stranger } = market
    await fund(market, parseEther('10000000'))

    // In the first epoch the burn is small, so γ binds; in the second it is far above what the epoch emits.
    const first = await beginEpoch(market)
    const small = { alice: parseEther('30'), bob: parseEther('10') }
    expect(await runJob(market, alice, small.alice)).to.equal(first)
    expect(await runJob(market, bob, small.bob)).to.equal(first)
    const second = await beginEpoch(market)
    const large = { alice: parseEther('1000000'), bob: parseEther('3000001') }
    expect(await runJob(market, alice, large.alice)).to.equal(second)
    expect(await runJob(market, bob, large.bob)).to.equal(second)
    await beginEpoch(market)

    const streams = [await emission.workOf(escrow, first), await emission.workOf(escrow, second)] as const
    const sums = [small.alice + small.bob, large.alice + large.bob] as const
    for (const name of ['alice', 'bob'] as const) {
      const [inFirst, inSecond] = [
        shareOf({ stream: streams[0], burned: small[name], sum: sums[0] }),
        shareOf({ stream: streams[1], burned: large[name], sum: sums[1] }),
      ]
      expect(inFirst, 'γ binds in the first epoch').to.equal((small[name] * GAMMA_BPS) / BPS)
      expect(inSecond, 'the stream binds in the second').to.be.lessThan((large[name] * GAMMA_BPS) / BPS)
      const { owner } = market[name]
      const claim = emission.connect(stranger).claimWork(owner)
      await expect(claim).to.changeTokenBalance(ethers, qrn, owner, inFirst + inSecond)
      await expect(claim)
        .to.emit(emission, 'WorkClaimed')
        .withArgs(market.escrowAddress, owner.address, inFirst + inSecond)
    }
    expect(await emission.burnedTotal()).to.equal(sums[0] + sums[1])
    expect(await emission.workMinted()).to.be.at.most(((sums[0] + sums[1]) * GAMMA_BPS) / BPS)
  })

  it('of an epoch that still runs cannot be claimed', async () => {
    const market = await loadFixture(openMarket)
    const { emission, alice } = market
    await beginEpoch(market)
    await runJob(market, alice, parseEther('5'))
    await expect(emission.claimWork(alice.owner))
      .to.be.revertedWithCustomError(emission, 'NothingToClaim')
      .withArgs(alice.owner.address)
    await beginEpoch(market)
    await expect(emission.claimWork(alice.owner)).to.changeTokenBalance(
      ethers,
      market.qrn,
      alice.owner,
      parseEther('4.5'),
    )
    await expect(emission.claimWork(alice.owner))
      .to.be.revertedWithCustomError(emission, 'NothingToClaim')
      .withArgs(alice.owner.address)
  })

  it('pays nothing for a job that ended without payment', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, emission, alice } = market
    await beginEpoch(market)
    const deal = await makeDeal(market)
    await accept(market, deal, { worker: alice, shards: [0] })
    await nextAt((await now()) + deal.request.terms.duration + 1)
    await escrow.noShow(deal.request.terms, deal.workHash, [0])
    await beginEpoch(market)
    await expect(emission.claimWork(alice.owner))
      .to.be.revertedWithCustomError(emission, 'NothingToClaim')
      .withArgs(alice.owner.address)
  })
})

describe("stakers' rewards", () => {
  it('are split by stake and time', async () => {
    const market = await loadFixture(openMarket)
    const { emission, staking, qrn, alice, bob, cold } = market
    const start = await emission.START()
    const claimedAt = async (worker: Worker) => timeOf(await staking.connect(worker.owner).claimRewards(cold))
    // Both bonded 500 at the opening; from here on bob has thrice as much as alice.
    await giveQrn(market, bob.owner, 2n * BOND)
    await qrn.connect(bob.owner).approve(staking, 2n * BOND)
    await nextAt((await now()) + 3600)
    const raised = await timeOf(await staking.connect(bob.owner).bond(2n * BOND))
    const before = { alice: await staking.rewardsOf(alice.owner), bob: await staking.rewardsOf(bob.owner) }

    await nextAt(raised + 40 * 3600)
    const balance = await qrn.balanceOf(cold)
    const end = await claimedAt(alice)
    const earned = (await qrn.balanceOf(cold)) - balance - before.alice
    const emitted = (await emission.stakersEmittedBy(end)) - (await emission.stakersEmittedBy(raised))
    expectClose(earned, emitted / 4n)
    const atSameSecond = await rewardsAt(market, bob, end)
    expectClose(atSameSecond - before.bob, (emitted * 3n) / 4n)
    expect(await emission.stakersMinted()).to.be.at.most(await emission.stakersEmittedBy(end))
    expect(BigInt(raised)).to.be.greaterThan(start)
  })

  it('stop for what unbonds, and a newcomer earns nothing for the time before it', async () => {
    const market = await loadFixture(openMarket)
    const { emission, staking, alice, bob, stranger } = market
    const newcomer: Worker = { name: 'newcomer', owner: stranger, operator: stranger }
    await nextAt((await now()) + 3600)
    await ethers.provider.send('evm_mine', [])
    const earned = await staking.rewardsOf(bob.owner)
    expect(earned).to.be.greaterThan(0n)
    await nextAt((await now()) + 1)
    await staking.connect(bob.owner).unbond(BOND)
    const unbonded = await now()
    const bobs = await staking.rewardsOf(bob.owner)
    // Unbonding takes nothing of what was earned: one more second was, by half of all stake, and a unit may wait.
    const lastSecond = (await emission.stakersEmittedBy(unbonded)) - (await emission.stakersEmittedBy(unbonded - 1))
    expectClose(bobs, earned + lastSecond / 2n)
    const alices = await staking.rewardsOf(alice.owner)
    await nextAt(unbonded + 10 * 3600)
    await bond(market, newcomer, BOND)
    const joined = await joinedAt(market, stranger.address)
    const end = joined + 5 * 3600
    await nextAt(end)
    await ethers.provider.send('evm_mine', [])

    const emittedBy = (time: number) => emission.stakersEmittedBy(time)
    const alone = (await emittedBy(joined)) - (await emittedBy(unbonded))
    const shared = (await emittedBy(end)) - (await emittedBy(joined))
    expect(await staking.rewardsOf(bob.owner)).to.equal(bobs)
    expectClose((await staking.rewardsOf(alice.owner)) - alices, alone + shared / 2n)
    expectClose(await staking.rewardsOf(stranger), shared / 2n)
  })
})

/** Rewards are shared out in units of 2^45 base units, so an amount may be off by a few of them. */
function expectClose(have: bigint, need: bigint): void {
  const units = 4n << 45n
  expect(have).to.be.within(need - units, need + units)
}

/** What `worker` could have claimed at the time of the latest block. */
async function rewardsAt({ staking }: Market, worker: Worker, time: number): Promise<bigint> {
  expect(await now()).to.equal(time)
  return staking.rewardsOf(worker.owner)
}

async function joinedAt({ staking }: Market, worker: string): Promise<number> {
  const [event] = await staking.queryFilter(staking.filters.Bonded(worker))
  return (await event?.getBlock())?.timestamp ?? expect.fail()
}
