import { expect } from 'chai'
import { AbiCoder, encodeBytes32String, id, parseEther } from 'ethers'
import type { Hex } from 'viem'
import { changesBy } from '../utils/books.js'
import { loadFixture, nextAt, now } from '../utils/chain.js'
import { BURN, LOCK, MIN_PRICE, jobOf, makeDeal, type Deal, type DealOptions } from '../utils/deal.js'
import { accept, claimOf, committedClaim, drawFor, openingOf, reveal } from '../utils/jobs.js'
import { addressOf, openMarket, type Market, type Worker } from '../utils/market.js'
import { LIMITS, MAX_PRICE, TIMES } from '../utils/protocol.js'

const DAY = 24 * 3600
/** From the opening of the market to the accept that each refusal tries, in seconds. */
const LATER = 60
/** ⌊(98304 − 8192) / (800 + 64)⌋ for proofs of 800 bytes. */
const MAX_SAMPLES = 104

/** One request that no worker may take: how it differs from a usual one, and what the refusal says. */
type Refusal = {
  readonly name: string
  readonly options?: (market: Market, opened: number) => DealOptions
  /** Made from the signed deal: what is sent in its place. */
  readonly sent?: (deal: Deal) => Deal
  readonly worker?: (market: Market) => Worker
  readonly shards?: number[]
  readonly by?: (market: Market) => {
    interface: Market['escrow']['interface'] | Market['registry']['interface'] | Market['matmul8']['interface']
  }
  readonly error: string
  readonly args: (facts: { market: Market; deal: Deal; at: number }) => readonly unknown[]
}

const word = encodeBytes32String

/** A term or a part of the work that is out of its bounds. */
function outOfRange(
  name: string,
  options: (market: Market, opened: number) => DealOptions,
  [have, least, most]: readonly [Fact, Fact, Fact],
): Refusal {
  const value = (fact: Fact, at: number) => (typeof fact === 'function' ? fact(at) : fact)
  return {
    name: typeof have === 'function' ? `${name} too late` : `${name} = ${have}`,
    options,
    error: 'TermOutOfRange',
    args: ({ at }) => [word(name), value(have, at), value(least, at), value(most, at)],
  }
}
type Fact = number | bigint | ((at: number) => number)

const terms = (changed: Partial<Deal['request']['terms']>) => () => ({ terms: changed })
const work = (changed: Partial<Deal['request']['work']>) => () => ({ work: changed })
const shape = (m: bigint, n: bigint, k: bigint) =>
  AbiCoder.defaultAbiCoder().encode(['uint256', 'uint256', 'uint256'], [m, n, k]) as Hex

const signatures: Refusal[] = [
  {
    name: 'a signature of a stranger',
    options: ({ stranger }) => ({ signer: stranger }),
    error: 'SignatureMismatch',
    args: ({ market, deal }) => [deal.requestId, market.requester.address],
  },
  {
    name: 'a signature that is cut short',
    sent: (deal) => ({ ...deal, signature: deal.signature.slice(0, -2) }),
    error: 'SignatureMismatch',
    args: ({ market, deal }) => [deal.requestId, market.requester.address],
  },
  {
    name: 'no signature',
    sent: (deal) => ({ ...deal, signature: '0x' }),
    error: 'SignatureMismatch',
    args: ({ market, deal }) => [deal.requestId, market.requester.address],
  },
]

const times: Refusal[] = [
  {
    name: 'the last accept a second ago',
    options: (_market, opened) => ({ terms: { acceptBy: opened + LATER - 1 } }),
    error: 'RequestExpired',
    args: ({ at }) => [at - 1, at],
  },
  outOfRange('acceptBy', (_market, opened) => ({ terms: { acceptBy: opened + LATER + 30 * DAY + 1 } }), [
    (at) => at + 30 * DAY + 1,
    (at) => at,
    (at) => at + 30 * DAY,
  ]),
  outOfRange('duration', terms({ duration: 59 }), [59, 60, TIMES.maxDuration]),
  outOfRange('duration', terms({ duration: 2 * DAY + 1 }), [2 * DAY + 1, 60, TIMES.maxDuration]),
  outOfRange('challengeWindow', terms({ challengeWindow: 7199 }), [7199, TIMES.minChallengeWindow, 2 * DAY]),
  outOfRange('challengeWindow', terms({ challengeWindow: 2 * DAY + 1 }), [2 * DAY + 1, 7200, 2 * DAY]),
]

const amounts: Refusal[] = [
  outOfRange('maxPrice', terms({ maxPrice: MAX_PRICE + 1n }), [MAX_PRICE + 1n, MIN_PRICE, MAX_PRICE]),
  outOfRange('maxPrice', terms({ maxPrice: MIN_PRICE - 1n }), [MIN_PRICE - 1n, MIN_PRICE, MAX_PRICE]),
  outOfRange('lock', terms({ lock: LIMITS.minLock - 1n }), [LIMITS.minLock - 1n, LIMITS.minLock, LIMITS.maxLock]),
  outOfRange('lock', terms({ lock: LIMITS.maxLock + 1n }), [LIMITS.maxLock + 1n, LIMITS.minLock, LIMITS.maxLock]),
  outOfRange('burn', terms({ burn: LIMITS.unitBurn - 1n }), [LIMITS.unitBurn - 1n, LIMITS.unitBurn, 2n ** 96n - 1n]),
  outOfRange('sampleBps', terms({ sampleBps: 2499 }), [2499, 2500, 10_000]),
  outOfRange('sampleBps', terms({ sampleBps: 10_001 }), [10_001, 2500, 10_000]),
  outOfRange('samples', terms({ samples: 3 }), [3, 4, MAX_SAMPLES]),
  outOfRange('samples', terms({ samples: MAX_SAMPLES + 1 }), [MAX_SAMPLES + 1, 4, MAX_SAMPLES]),
  {
    name: 'a price in a token that was never listed, whose highest price is zero',
    options: ({ staking }) => ({ terms: { payToken: staking.target as Hex } }),
    error: 'TermOutOfRange',
    args: ({ deal }) => [word('maxPrice'), deal.request.terms.maxPrice, MIN_PRICE, 0],
  },
  {
    name: 'a price above what its requester has',
    options: () => ({ terms: { minPrice: parseEther('101'), maxPrice: parseEther('101') } }),
    error: 'LedgerTooLow',
    args: ({ market, deal }) => [
      deal.request.terms.payToken,
      market.requester.address,
      parseEther('100'),
      parseEther('101'),
    ],
  },
]

const works: Refusal[] = [
  outOfRange('shards', work({ shards: 0 }), [0, 1, 65_535]),
  outOfRange('shards', work({ shards: 65_536 }), [65_536, 1, 65_535]),
  outOfRange('params', work({ params: `0x${'00'.repeat(4097)}` }), [4097, 0, 4096]),
  {
    name: 'a URI above 256 bytes',
    options: work({ inputUri: 'é'.repeat(129) }),
    error: 'UriTooLong',
    args: () => [258, 256],
  },
  {
    name: 'a kernel that nobody registered',
    options: terms({ kernelId: 2 }),
    by: ({ registry }) => registry,
    error: 'KernelUnknown',
    args: () => [2],
  },
  ...(
    [
      ['m', shape(2n ** 24n + 1n, 40n, 70n), [2n ** 24n + 1n, 1, 2 ** 24]],
      ['m', shape(2n ** 256n - 1n, 40n, 70n), [2n ** 256n - 1n, 1, 2 ** 24]],
      ['n', shape(6n, 2n ** 32n, 70n), [2n ** 32n, 1, 2 ** 24]],
      ['n', shape(6n, 0n, 70n), [0, 1, 2 ** 24]],
      ['k', shape(6n, 40n, 16_385n), [16_385, 1, 16_384]],
      ['paramsLength', `${shape(6n, 40n, 70n)}00`, [97, 96, 96]],
      ['paramsLength', '0x', [0, 96, 96]],
    ] as const
  ).map(([name, params, facts]): Refusal =>
    shapeRefusal(`the shape ${name} = ${facts[0]}`, { params }, [name, ...facts]),
  ),
  shapeRefusal('more shards than rows', { shards: 7 }, ['shards', 7, 1, 6]),
  shapeRefusal('a last shard without rows', { shards: 5 }, ['shards', 5, 1, 3]),
]

function shapeRefusal(
  name: string,
  changed: Partial<Deal['request']['work']>,
  [field, ...facts]: readonly [string, ...unknown[]],
): Refusal {
  const args = () => [word(field), ...facts]
  return { name, options: work(changed), by: ({ matmul8 }) => matmul8, error: 'ShapeOutOfBounds', args }
}

const workers: Refusal[] = [
  {
    name: 'a worker without stake',
    worker: ({ stranger }) => ({ name: 'stranger', owner: stranger, operator: stranger }),
    error: 'CapacityExceeded',
    args: ({ market }) => [market.stranger.address, 0, LOCK],
  },
  {
    name: 'a worker that would pass its stake',
    options: () => ({ terms: { lock: parseEther('500') + 1n } }),
    error: 'CapacityExceeded',
    args: ({ market }) => [market.alice.owner.address, parseEther('500'), parseEther('500') + 1n],
  },
  {
    name: 'a request for another worker',
    options: ({ bob }) => ({ terms: { assignee: addressOf(bob.owner) } }),
    error: 'NotAssignee',
    args: ({ market }) => [market.alice.owner.address, market.bob.owner.address],
  },
  { name: 'a shard that the request does not have', shards: [0, 1], error: 'ShardUnknown', args: () => [1, 1] },
  {
    name: 'the same shard twice',
    shards: [0, 0],
    error: 'JobInState',
    args: ({ deal }) => [jobOf(deal, 0), 1, 0],
  },
  { name: 'no shard', shards: [], error: 'ListMismatch', args: () => [0, 1] },
]

async function expectRefused(refusal: Refusal): Promise<void> {
  const market = await loadFixture(openMarket)
  const opened = await now()
  const deal = await makeDeal(market, refusal.options?.(market, opened) ?? {})
  const sent = refusal.sent?.(deal) ?? deal
  const worker = refusal.worker?.(market) ?? market.alice
  const at = opened + LATER
  const attempt = async () => {
    await nextAt(at)
    await expect(accept(market, sent, { worker, shards: refusal.shards ?? [0] }))
      .to.be.revertedWithCustomError(refusal.by?.(market) ?? market.escrow, refusal.error)
      .withArgs(...refusal.args({ market, deal, at }))
  }
  expect(await changesBy(market, attempt), 'nothing changed').to.deep.equal({})
}

describe('a request is refused, and nothing changes, for', () => {
  for (const refusal of [...signatures, ...times, ...amounts, ...works, ...workers]) {
    it(refusal.name, () => expectRefused(refusal))
  }

  it('a field that was changed after the signature', async () => {
    const market = await loadFixture(openMarket)
    const deal = await makeDeal(market)
    const { terms: signed, work: asked } = deal.request
    const request = { terms: { ...signed, burn: BURN - 1n }, work: asked }
    const changedId = await market.escrow.requestIdOf(request)
    await expect(accept(market, { ...deal, request }, { worker: market.alice, shards: [0] }))
      .to.be.revertedWithCustomError(market.escrow, 'SignatureMismatch')
      .withArgs(changedId, market.requester.address)
  })
})

describe('a seal is refused, and the job stays committed, when it opens with', () => {
  const cases = {
    'another salt': (claim: Awaited<ReturnType<typeof claimOf>>) => ({ ...openingOf(claim), salt: id('other') }),
    'another root': (claim: Awaited<ReturnType<typeof claimOf>>) => ({ ...openingOf(claim), root: id('other') }),
  }
  for (const [name, opening] of Object.entries(cases)) {
    it(name, async () => {
      const market = await loadFixture(openMarket)
      const { escrow, alice } = market
      const claim = await committedClaim(market, await makeDeal(market), { worker: alice, shard: 0 })
      const { header } = await drawFor(market, claim)
      const { request, workHash } = claim.deal
      const attempt = () =>
        expect(escrow.connect(alice.operator).reveal(request.terms, workHash, [opening(claim)], header))
          .to.be.revertedWithCustomError(escrow, 'SealMismatch')
          .withArgs(claim.jobId, (have: string) => have !== claim.seal, claim.seal)
      expect(await changesBy(market, attempt)).to.deep.equal({})
      await reveal(market, claim)
      expect((await escrow.jobOf(claim.jobId)).state).to.equal(3)
    })
  }

  it("another worker's seal", async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice, bob } = market
    const deal = await makeDeal(market)
    await accept(market, deal, { worker: bob, shards: [0] })
    const copied = await claimOf(market, deal, { worker: alice, shard: 0 })
    const own = await claimOf(market, deal, { worker: bob, shard: 0 })
    await escrow.connect(bob.operator).commit(deal.request.terms, deal.workHash, [0], [copied.seal])
    await expect(reveal(market, { ...own, salt: copied.salt }))
      .to.be.revertedWithCustomError(escrow, 'SealMismatch')
      .withArgs(own.jobId, (have: string) => have !== copied.seal, copied.seal)
  })
})
