import { priceAt } from '@quern/sdk'
import { expect } from 'chai'
import { loadFixture, networkHelpers, nextAt, now } from '../utils/chain.js'
import { DURATION, LOCK, MIN_PRICE, WINDOW, jobOf, makeDeal, type Deal } from '../utils/deal.js'
import { accept, claimDrawn, committedClaim, reveal, revealedClaim } from '../utils/jobs.js'
import { BOND, openMarket, type Market } from '../utils/market.js'
import { LIMITS, MATMUL8, MAX_PRICE, NATIVE, TIMES } from '../utils/protocol.js'

const ZERO_WORD = `0x${'00'.repeat(32)}`
const [OPEN, ASSIGNED, COMMITTED, REVEALED, FINALIZED, SLASHED] = [0n, 1n, 2n, 3n, 4n, 5n]

/** The page of shard 0, and what the escrow stores of it. */
async function pageOf({ lens, escrow }: Market, deal: Deal) {
  const page = await lens.jobPage(deal.request, 0)
  const job = await escrow.jobOf(jobOf(deal, 0))
  expect(page.requestId).to.equal(deal.requestId)
  expect(page.jobId).to.equal(jobOf(deal, 0))
  expect(page.elements).to.equal(deal.product.layout.elements(0))
  for (const field of ['state', 'attempt', 'worker', 'deadline', 'sealOrRoot'] as const) {
    expect(page[field], field).to.equal(job[field])
  }
  const { state, attempt, worker, price, deadline, overdue, sealOrRoot, cancelled } = page
  const { beaconId, beaconReady, drawn, drawnElements } = page
  const draw = { beaconId, beaconReady, drawn, drawnElements: [...drawnElements] }
  return { state, attempt, worker, price, deadline, overdue, sealOrRoot, cancelled, ...draw }
}

describe("the lens's page of a job", () => {
  it('agrees with the escrow in every state on the way to payment', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, requester } = market
    const deal = await makeDeal(market, { shards: 2 })
    const open = await pageOf(market, deal)
    expect(open).to.include({ state: OPEN, price: MIN_PRICE, deadline: 0n, overdue: false, cancelled: false })
    expect(open.sealOrRoot).to.equal(ZERO_WORD)

    await accept(market, deal, { worker: alice, shards: [0] })
    const assigned = await pageOf(market, deal)
    expect(assigned).to.include({ state: ASSIGNED, worker: alice.owner.address, price: MIN_PRICE, overdue: false })
    expect(assigned.deadline).to.equal((await now()) + DURATION)

    await networkHelpers.mine()
    const fresh = await makeDeal(market)
    const claim = await committedClaim(market, fresh, { worker: alice, shard: 0 })
    const committed = await pageOf(market, fresh)
    expect(committed).to.include({ state: COMMITTED, sealOrRoot: claim.seal, beaconReady: false, drawn: false })
    expect(committed.beaconId).to.equal((await escrow.jobOf(claim.jobId)).aux)

    await reveal(market, claim)
    const revealed = await pageOf(market, fresh)
    expect(revealed).to.include({ state: REVEALED, sealOrRoot: claim.witness.root, overdue: false, beaconId: 0n })
    await escrow.connect(requester).approve(fresh.request.terms, fresh.workHash, [0])
    const finalized = await pageOf(market, fresh)
    expect(finalized).to.include({ state: FINALIZED, sealOrRoot: claim.witness.root, price: MIN_PRICE, overdue: false })
  })

  it("shows the drawn elements that the SDK's drawOf finds, once the header is posted", async () => {
    const market = await loadFixture(openMarket)
    for (const sampled of [true, false]) {
      const { claim, drawn } = await claimDrawn(market, {
        worker: market.bob,
        wanted: (draw) => draw.sampled === sampled,
      })
      const before = await pageOf(market, claim.deal)
      expect(before).to.include({ state: COMMITTED, beaconId: drawn.beaconId, beaconReady: false, drawn: false })
      await market.beacon.connect(market.stranger).post(drawn.beaconId, drawn.header)
      const after = await pageOf(market, claim.deal)
      expect(after).to.include({ beaconReady: true, drawn: sampled })
      expect(after.drawnElements).to.deep.equal(drawn.elements)
      expect(drawn.elements).to.have.length(sampled ? 4 : 0)
    }
  })

  it('says when anyone may end the state, to the second', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice } = market
    const deal = await makeDeal(market)
    await accept(market, deal, { worker: alice, shards: [0] })
    await expectOverdueAfter(market, deal, DURATION)
    await escrow.noShow(deal.request.terms, deal.workHash, [0])
    expect(await pageOf(market, deal)).to.include({ state: OPEN, attempt: 1n, overdue: false, deadline: 0n })

    const claim = await committedClaim(market, deal, { worker: alice, shard: 0 })
    await expectOverdueAfter(market, deal, TIMES.beaconDelay + TIMES.revealWindow)
    await escrow.slashTimeout(deal.request.terms, deal.workHash, [0])
    expect(await pageOf(market, deal)).to.include({ state: SLASHED, sealOrRoot: claim.seal, overdue: false })

    const next = await makeDeal(market)
    await revealedClaim(market, next, { worker: alice, shard: 0 })
    await expectOverdueAfter(market, next, WINDOW)
  })

  it('shows the price of an accept right now while open, and the agreed price from then on', async () => {
    const market = await loadFixture(openMarket)
    const rampStart = (await now()) + 1000
    const deal = await makeDeal(market, { terms: { rampStart, rampPeriod: 997 } })
    for (const at of [rampStart - 1, rampStart, rampStart + 331, rampStart + 997, rampStart + 2000]) {
      await networkHelpers.time.increaseTo(at)
      expect((await pageOf(market, deal)).price, `at ${at}`).to.equal(priceAt(deal.request.terms, at))
    }
    const later = await makeDeal(market, { terms: { rampStart: await now(), rampPeriod: 5000 } })
    await nextAt((await now()) + 1234)
    await accept(market, later, { worker: market.alice, shards: [0] })
    const agreed = priceAt(later.request.terms, await now())
    await networkHelpers.time.increase(500)
    expect((await pageOf(market, later)).price).to.equal(agreed)
  })

  it('tells that a request was cancelled', async () => {
    const market = await loadFixture(openMarket)
    const deal = await makeDeal(market)
    await market.escrow.connect(market.requester).cancel(deal.request)
    expect((await pageOf(market, deal)).cancelled).to.equal(true)
  })

  it('tells the elements of every shard, and refuses a shard that is none', async () => {
    const market = await loadFixture(openMarket)
    const { lens, matmul8 } = market
    const deal = await makeDeal(market, { shards: 3 })
    for (const shard of [0, 1, 2]) {
      expect((await lens.jobPage(deal.request, shard)).elements).to.equal(deal.product.layout.elements(shard))
    }
    await expect(lens.jobPage(deal.request, 3)).to.be.revertedWithCustomError(matmul8, 'ShapeOutOfBounds')
  })
})

describe("the lens's lists", () => {
  it("shows a worker's free stake as jobs take and release it", async () => {
    const market = await loadFixture(openMarket)
    const { lens, escrow, staking, alice, requester } = market
    const freeOf = async () => {
      const { stake, free, lockedHere } = await lens.workerPage(alice.owner)
      expect(stake.capacity).to.equal((await staking.workerView(alice.owner)).capacity)
      expect(lockedHere).to.equal(await escrow.lockedOf(alice.owner))
      return free
    }
    expect(await freeOf()).to.equal(BOND)
    const deal = await makeDeal(market, { shards: 2 })
    await accept(market, deal, { worker: alice, shards: [1] })
    expect(await freeOf()).to.equal(BOND - LOCK)
    await revealedClaim(market, deal, { worker: alice, shard: 0 })
    expect(await freeOf()).to.equal(BOND - 2n * LOCK)
    await escrow.connect(requester).approve(deal.request.terms, deal.workHash, [0])
    expect(await freeOf()).to.equal(BOND - LOCK)
    const { burned, epoch } = await lens.workerPage(alice.owner)
    expect(burned).to.equal(deal.request.terms.burn)
    const { running } = await lens.parameters([], [])
    expect([running.epoch, running.burned]).to.deep.equal([epoch, burned])
  })

  it("finds a requester's open jobs by what its events tell, page by page", async () => {
    const market = await loadFixture(openMarket)
    const { lens, escrow, alice, bob, requester } = market
    const deals = [await makeDeal(market, { shards: 3 }), await makeDeal(market, { shards: 2 })]
    const [first, second] = deals as [Deal, Deal]
    await accept(market, first, { worker: alice, shards: [0, 2] })
    await escrow.connect(requester).post(second.request)
    await escrow.connect(bob.operator).accept(second.request.terms, second.workHash, [1], bob.owner)

    const events = [
      ...(await escrow.queryFilter(escrow.filters.RequestPublished(undefined, requester.address))),
      ...(await escrow.queryFilter(escrow.filters.RequestPosted(undefined, requester.address))),
    ]
    const named = events.map(({ args }) => ({ requestId: args.requestId, shards: args.request.work.shards }))
    const found: string[] = []
    let [cursor, waiting] = [0n, 0n]
    do {
      const page = await lens.openJobs(named, cursor, 2)
      found.push(...page.jobs.map(({ jobId, job }) => `${jobId} ${job.worker}`))
      ;[cursor, waiting] = [page.next, waiting + page.waiting]
    } while (cursor !== 0n)
    const [ofAlice, ofBob] = [alice.owner.address, bob.owner.address]
    expect(found).to.deep.equal([
      `${jobOf(first, 0)} ${ofAlice}`,
      `${jobOf(first, 2)} ${ofAlice}`,
      `${jobOf(second, 1)} ${ofBob}`,
    ])
    expect(waiting).to.equal(2n)
  })

  it('names the values that the escrow was deployed with', async () => {
    const market = await loadFixture(openMarket)
    const { lens, escrow, matmul8, qrnAddress, escrowAddress } = market
    const { times, contracts, curve, tokens, kernels } = await lens.parameters([NATIVE, qrnAddress], [MATMUL8])
    for (const name of ['beaconDelay', 'revealWindow', 'minChallengeWindow', 'disputeClock', 'unbonding'] as const) {
      expect(times[name], name).to.equal(TIMES[name])
    }
    expect(curve.epochLength).to.equal(TIMES.epoch)
    const { escrow: at, token, extension } = contracts
    expect([at, token, extension]).to.deep.equal([escrowAddress, qrnAddress, await escrow.EXTENSION()])
    expect(tokens.map(({ rule }) => rule.maxPrice)).to.deep.equal([MAX_PRICE, MAX_PRICE])
    expect(kernels[0]?.kernel.kernel).to.equal(await matmul8.getAddress())
    expect(kernels[0]?.limits.unitBurn).to.equal(LIMITS.unitBurn)
  })
})

/** The state's deadline is `seconds` after the latest block: not over at that second, and over one later. */
async function expectOverdueAfter(market: Market, deal: Deal, seconds: number): Promise<void> {
  const { deadline } = await pageOf(market, deal)
  expect(deadline).to.equal((await now()) + seconds)
  await networkHelpers.time.increaseTo(deadline)
  expect((await pageOf(market, deal)).overdue, 'at the deadline').to.equal(false)
  await networkHelpers.time.increaseTo(deadline + 1n)
  expect((await pageOf(market, deal)).overdue, 'after the deadline').to.equal(true)
}
