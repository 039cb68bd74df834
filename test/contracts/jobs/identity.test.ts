import { encodeInputRoots, hashRequest, hashTerms, hashWork, jobIdOf, sealOf, type Request } from '@quern/sdk'
import { expect } from 'chai'
import { AbiCoder, TypedDataEncoder, id, keccak256, verifyTypedData } from 'ethers'
import type { Hex } from 'viem'
import { loadFixture } from '../utils/chain.js'
import { CHAIN_ID, REQUEST_TYPES, domainOf, makeDeal } from '../utils/deal.js'
import { claimOf } from '../utils/jobs.js'
import { addressOf, openMarket, type Market } from '../utils/market.js'

const MOST = {
  requester: `0x${'ff'.repeat(20)}`,
  nonce: 2n ** 64n - 1n,
  payToken: `0x${'ee'.repeat(20)}`,
  minPrice: 2n ** 96n - 1n,
  maxPrice: 2n ** 96n - 2n,
  rampStart: 2 ** 40 - 1,
  rampPeriod: 2 ** 32 - 1,
  burn: 2n ** 96n - 3n,
  lock: 2n ** 96n - 4n,
  acceptBy: 2 ** 40 - 2,
  duration: 2 ** 32 - 2,
  challengeWindow: 2 ** 32 - 3,
  sampleBps: 2 ** 16 - 1,
  samples: 2 ** 8 - 1,
  assignee: `0x${'dd'.repeat(20)}`,
  kernelId: 2 ** 32 - 4,
} as const

/** Requests at the ends of every field, beside a usual one. */
async function requests(market: Market): Promise<Request[]> {
  const { request } = await makeDeal(market, { shards: 3 })
  const zeros = Object.fromEntries(
    Object.entries(MOST).map(([name, most]) => [
      name,
      typeof most === 'string' ? `0x${'00'.repeat(20)}` : typeof most === 'bigint' ? 0n : 0,
    ]),
  ) as Request['terms']
  return [
    request,
    {
      terms: MOST,
      work: {
        shards: 2 ** 32 - 1,
        inputRoot: `0x${'cc'.repeat(32)}`,
        params: `0x${'ab'.repeat(4096)}`,
        inputUri: 'é'.repeat(128),
      },
    },
    { terms: zeros, work: { shards: 0, inputRoot: `0x${'00'.repeat(32)}`, params: '0x', inputUri: '' } },
  ]
}

describe("a request's id", () => {
  it("is ethers' EIP-712 digest, the SDK's hash and the escrow's answer", async () => {
    const market = await loadFixture(openMarket)
    for (const request of await requests(market)) {
      const digest = TypedDataEncoder.hash(domainOf(market), REQUEST_TYPES, request)
      expect(hashRequest({ chainId: CHAIN_ID, escrow: market.escrowAddress, request })).to.equal(digest)
      expect(await market.escrow.requestIdOf(request)).to.equal(digest)
    }
  })

  it('is made of struct hashes that ethers agrees with', async () => {
    const market = await loadFixture(openMarket)
    const { Request: _request, Terms, Work } = REQUEST_TYPES
    expect(await market.escrow.domainSeparator()).to.equal(TypedDataEncoder.hashDomain(domainOf(market)))
    for (const { terms, work } of await requests(market)) {
      expect(hashWork(work)).to.equal(TypedDataEncoder.hashStruct('Work', { Work }, work))
      expect(hashTerms(terms)).to.equal(TypedDataEncoder.hashStruct('Terms', { Terms }, terms))
    }
  })

  it('differs for every field, and the signature stands for one id alone', async () => {
    const market = await loadFixture(openMarket)
    const deal = await makeDeal(market)
    const { terms, work } = deal.request
    const digest = (request: Request) => TypedDataEncoder.hash(domainOf(market), REQUEST_TYPES, request)
    const changed = [
      ...Object.keys(MOST).map((name) => ({ work, terms: { ...terms, [name]: MOST[name as keyof typeof MOST] } })),
      { terms, work: { ...work, shards: work.shards + 1 } },
      { terms, work: { ...work, inputRoot: id('other') as Hex } },
      { terms, work: { ...work, params: `${work.params}00` as Hex } },
      { terms, work: { ...work, inputUri: `${work.inputUri}/` } },
    ]
    const ids = await Promise.all(changed.map((request) => market.escrow.requestIdOf(request)))
    expect(ids).to.deep.equal(changed.map(digest))
    expect(new Set([deal.requestId, ...ids]).size).to.equal(changed.length + 1)
    const signer = verifyTypedData(domainOf(market), REQUEST_TYPES, deal.request, deal.signature)
    expect(signer).to.equal(market.requester.address)
  })
})

describe('ids and seals of a job', () => {
  it('follow from the request as the protocol spells them', async () => {
    const market = await loadFixture(openMarket)
    const { escrow, alice } = market
    const deal = await makeDeal(market, { shards: 2 })
    const coder = AbiCoder.defaultAbiCoder()
    const jobId = keccak256(coder.encode(['bytes32', 'uint32'], [deal.requestId, 1]))
    expect(jobIdOf({ requestId: deal.requestId, shard: 1 })).to.equal(jobId)

    const claim = await claimOf(market, deal, { worker: alice, shard: 1 })
    const typeHash = id(
      'Seal(uint256 chainId,address escrow,bytes32 jobId,uint8 attempt,address worker,bytes32 root,bytes32 salt)',
    )
    const types = ['bytes32', 'uint256', 'address', 'bytes32', 'uint8', 'address', 'bytes32', 'bytes32']
    const { root } = claim.witness
    const values = [typeHash, CHAIN_ID, market.escrowAddress, jobId, 0, alice.owner.address, root, claim.salt]
    const seal = keccak256(coder.encode(types, values))
    const scope = { chainId: CHAIN_ID, escrow: market.escrowAddress, jobId: jobId as Hex, attempt: 0 }
    expect(sealOf({ ...scope, worker: addressOf(alice.owner), root, salt: claim.salt })).to.equal(seal)

    // The escrow has no view of it: what opens with it shows that they agree.
    const sender = escrow.connect(alice.operator)
    await sender.acceptAndCommit(deal.request, [1], alice.owner, deal.signature, [seal])
    expect((await escrow.jobOf(jobId)).sealOrRoot).to.equal(seal)
    const roots = encodeInputRoots(deal.product.inputRoots)
    expect(keccak256(roots)).to.equal(deal.request.work.inputRoot)
  })
})
