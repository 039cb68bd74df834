import type { Signer } from 'ethers'
import { parseEther } from 'ethers'
import { hashRequest, hashWork, jobIdOf, type Request, type Terms, type Work } from '@quern/sdk'
import type { Hex } from 'viem'
import { now } from './chain.js'
import { addressOf, type Market } from './market.js'
import { productOf, type Product } from './product.js'
import { MATMUL8, NATIVE } from './protocol.js'

export const CHAIN_ID = 31337
export const MIN_PRICE = parseEther('1')
export const MAX_PRICE = parseEther('2')
export const BURN = parseEther('2')
export const LOCK = parseEther('100')
export const DURATION = 3600
export const WINDOW = 7200

/** A signed request, with the product that it asks for. */
export type Deal = {
  readonly product: Product
  readonly request: Request
  readonly requestId: Hex
  readonly workHash: Hex
  readonly signature: string
}

export type DealOptions = {
  readonly shards?: number
  readonly terms?: Partial<Terms>
  readonly work?: Partial<Work>
  /** Whose key signs; the requester's by default. */
  readonly signer?: Signer
}

/** What wallets sign, spelled out: the contracts' and the SDK's hashes are compared with what follows from it. */
export const REQUEST_TYPES = {
  Request: [
    { name: 'terms', type: 'Terms' },
    { name: 'work', type: 'Work' },
  ],
  Terms: [
    { name: 'requester', type: 'address' },
    { name: 'nonce', type: 'uint64' },
    { name: 'payToken', type: 'address' },
    { name: 'minPrice', type: 'uint96' },
    { name: 'maxPrice', type: 'uint96' },
    { name: 'rampStart', type: 'uint40' },
    { name: 'rampPeriod', type: 'uint32' },
    { name: 'burn', type: 'uint96' },
    { name: 'lock', type: 'uint96' },
    { name: 'acceptBy', type: 'uint40' },
    { name: 'duration', type: 'uint32' },
    { name: 'challengeWindow', type: 'uint32' },
    { name: 'sampleBps', type: 'uint16' },
    { name: 'samples', type: 'uint8' },
    { name: 'assignee', type: 'address' },
    { name: 'kernelId', type: 'uint32' },
  ],
  Work: [
    { name: 'shards', type: 'uint32' },
    { name: 'inputRoot', type: 'bytes32' },
    { name: 'params', type: 'bytes' },
    { name: 'inputUri', type: 'string' },
  ],
}

/** What a requester signs to settle revealed jobs at once. */
export const APPROVAL_TYPES = {
  Approval: [
    { name: 'requestId', type: 'bytes32' },
    { name: 'shards', type: 'uint32[]' },
    { name: 'roots', type: 'bytes32[]' },
  ],
}

export function domainOf({ escrowAddress }: Market) {
  return { name: 'Quern', version: '1', chainId: CHAIN_ID, verifyingContract: escrowAddress }
}

let nonces = 0n

/** A request of the market's requester, open for a week at `MIN_PRICE`; `terms` and `work` replace what they name. */
export async function makeDeal(market: Market, options: DealOptions = {}): Promise<Deal> {
  const product = productOf(options.shards ?? 1)
  const request = {
    terms: { ...(await usualTerms(market)), ...options.terms },
    work: { ...product.work, ...options.work },
  }
  const signer = options.signer ?? market.requester
  return {
    product,
    request,
    requestId: hashRequest({ chainId: CHAIN_ID, escrow: market.escrowAddress, request }),
    workHash: hashWork(request.work),
    signature: await signer.signTypedData(domainOf(market), REQUEST_TYPES, request),
  }
}

async function usualTerms({ requester }: Market): Promise<Terms> {
  nonces += 1n
  const week = 7 * 24 * 3600
  const opened = await now()
  return {
    requester: addressOf(requester),
    nonce: nonces,
    payToken: NATIVE as Hex,
    minPrice: MIN_PRICE,
    maxPrice: MAX_PRICE,
    // The ramp begins when nobody can accept any more, so that the price does not depend on the clock.
    rampStart: opened + week,
    rampPeriod: 3600,
    burn: BURN,
    lock: LOCK,
    acceptBy: opened + week,
    duration: DURATION,
    challengeWindow: WINDOW,
    sampleBps: 5000,
    samples: 4,
    assignee: NATIVE as Hex,
    kernelId: MATMUL8,
  }
}

/** The id of one job. */
export function jobOf(deal: Deal, shard: number): Hex {
  return jobIdOf({ requestId: deal.requestId, shard })
}
