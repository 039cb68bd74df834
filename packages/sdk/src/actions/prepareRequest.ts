import { bytesToBigInt, zeroAddress, type Account, type Address, type Client, type Hex } from 'viem'
import { getBlock } from 'viem/actions'
import { addressOf, decoded, resolveAccount, resolveAddresses, type ReadParameters } from '../client.js'
import { RequestOutOfBoundsError } from '../errors/local.js'
import { termFields } from '../protocol/fields.js'
import { checkRequest, type RequestLimits } from '../protocol/limits.js'
import { hashRequest } from '../protocol/request.js'
import type { ProtocolAddresses, Request, Terms, Work } from '../types.js'
import { getRequestLimits } from './getRequestLimits.js'

export type PrepareRequestParameters = ReadParameters & {
  work: Work
  /** The most a shard may cost, in base units of the pay token. */
  maxPrice: bigint
  /** The requester; by default the client's account. */
  account?: Account | Address | undefined
} & Partial<Omit<Terms, 'requester' | 'maxPrice'>>

export type PrepareRequestReturnType = {
  request: Request
  requestId: Hex
  limits: RequestLimits
  /** What the ledger needs for all shards at the highest price: of the pay token, and of QRN to burn. */
  cost: { pay: bigint; burn: bigint }
}

const defaults = { kernelId: 1, duration: 3600, openS: 3600, sampleBps: 2500, samples: 4, lockPrices: 6n } as const

/**
 * Fills in what the caller leaves open, and refuses what the escrow would refuse. Nothing is sent.
 *
 * Left open, the price is fixed at `maxPrice`, a worker has an hour to accept and an hour to commit, a quarter of the
 * jobs is sampled at four elements (none of a witness kernel, which must be named by `kernelId`), results can be
 * challenged for the shortest window, each shard burns what earns its worker full emission, and locks six times its price
 * when paid in QRN, else the least the kernel asks for.
 *
 * A request whose price rises (`minPrice` below `maxPrice`) stays open for `duration`, or until its price has risen where
 * that is later. A shard that was accepted and let lapse comes back at the price of that time, and whoever lapses can
 * take it again: with `rampPeriod` up to `duration`, and no later `acceptBy`, none comes back.
 *
 * Throws `REQUEST_OUT_OF_BOUNDS` with every field the escrow would refuse, `KERNEL_UNKNOWN`, `ACCOUNT_MISSING`.
 *
 * @example
 * ```ts
 * const { cost, ...prepared } = await prepareRequest(client, { work: request.work, maxPrice: parseUnits('1', 18) })
 * const signature = await signRequest(client, { request: prepared.request })
 * ```
 */
export async function prepareRequest(
  client: Client,
  parameters: PrepareRequestParameters,
): Promise<PrepareRequestReturnType> {
  const addresses = resolveAddresses(client, parameters.addresses)
  const requester = addressOf(resolveAccount(client, parameters.account))
  const { work, kernelId = defaults.kernelId, payToken = zeroAddress } = parameters
  const { params, shards } = work
  const [limits, block] = await Promise.all([
    getRequestLimits(client, { addresses, kernelId, payToken, params, shards }),
    decoded(getBlock(client)),
  ])
  const now = Number(block.timestamp)
  const request = { terms: fillTerms({ parameters, requester, limits, now, addresses }), work }
  const problems = checkRequest({ request, limits, now })
  if (problems.length > 0) throw new RequestOutOfBoundsError(problems)
  const { chainId, escrow } = addresses
  const cost = { pay: request.terms.maxPrice * BigInt(shards), burn: request.terms.burn * BigInt(shards) }
  return { request, requestId: hashRequest({ chainId, escrow, request }), limits, cost }
}

type FillParameters = {
  parameters: PrepareRequestParameters
  requester: Address
  limits: RequestLimits
  now: number
  addresses: ProtocolAddresses
}

function fillTerms({ parameters, requester, limits, now, addresses }: FillParameters): Terms {
  const { kernel } = limits
  const given = givenTerms(parameters)
  const { maxPrice } = parameters
  const unasked = kernel.flat ? Math.max(defaults.sampleBps, kernel.minSampleBps) : 0
  const { payToken = zeroAddress, sampleBps = unasked } = given
  const samples = Math.min(Math.max(defaults.samples, kernel.minSamples), kernel.maxSamples)
  const inQrn = payToken.toLowerCase() === addresses.token.toLowerCase()
  const { duration = Math.min(defaults.duration, limits.maxDuration) } = given
  const { minPrice = maxPrice, rampStart = now, rampPeriod = 0 } = given
  const closesAt = minPrice === maxPrice ? now + defaults.openS : Math.max(now + duration, rampStart + rampPeriod)
  return {
    requester,
    nonce: freshNonce(),
    payToken,
    minPrice,
    maxPrice,
    rampStart,
    rampPeriod,
    burn: kernel.units * kernel.unitBurn,
    lock: clamp(inQrn ? maxPrice * defaults.lockPrices : kernel.minLock, kernel),
    acceptBy: closesAt,
    duration,
    challengeWindow: limits.minChallengeWindow,
    sampleBps,
    samples: sampleBps === 0 ? 0 : samples,
    assignee: zeroAddress,
    kernelId: defaults.kernelId,
    ...given,
  }
}

function givenTerms(parameters: PrepareRequestParameters): Partial<Omit<Terms, 'requester'>> {
  const fields = termFields.filter(({ name }) => name !== 'requester')
  const entries = fields.map(({ name }) => [name, (parameters as Partial<Terms>)[name]])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function clamp(amount: bigint, { minLock, maxLock }: { minLock: bigint; maxLock: bigint }): bigint {
  return amount < minLock ? minLock : amount > maxLock ? maxLock : amount
}

/** Milliseconds above 20 random bits: later requests have larger nonces, and no two are equal. */
function freshNonce(): bigint {
  const random = bytesToBigInt(crypto.getRandomValues(new Uint8Array(3))) & 0xfffffn
  return (BigInt(Date.now()) << 20n) | random
}
