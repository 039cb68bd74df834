import { size, zeroAddress } from 'viem'
import type { RequestProblem } from '../errors/local.js'
import type { Request } from '../types.js'
import { maxUriBytes } from './document.js'

/** What an escrow allows now, for one pay token, kernel and size of work. Times in seconds, amounts in base units. */
export type RequestLimits = {
  minDuration: number
  maxDuration: number
  minChallengeWindow: number
  maxChallengeWindow: number
  token: { allowed: boolean; paused: boolean; maxPrice: bigint }
  kernel: {
    retired: boolean
    /** Whether jobs commit and reveal; those of other kernels end by `submitWitness`, and are never sampled. */
    flat: boolean
    minSampleBps: number
    minSamples: number
    /** The most samples that fit in one reveal, for these params. */
    maxSamples: number
    /** Work of the largest shard. */
    units: bigint
    unitBurn: bigint
    minLock: bigint
    maxLock: bigint
  }
}

const maxShards = 65_535
const maxParamsBytes = 4096
const maxOpenS = 30 * 24 * 3600
const maxBps = 10_000
const maxAmount = 2n ** 96n - 1n

type Bounds = readonly [field: string, have: bigint | number, least: bigint | number, most: bigint | number]

/**
 * Everything the escrow would refuse in a request accepted at Unix time `now`; empty when it would take it.
 *
 * @example
 * ```ts
 * import { checkRequest, type Request, type RequestLimits } from '@quern/sdk'
 *
 * export const isGood = (request: Request, limits: RequestLimits) =>
 *   checkRequest({ request, limits, now: Math.floor(Date.now() / 1000) }).length === 0
 * ```
 */
export function checkRequest({
  request,
  limits,
  now,
}: {
  request: Request
  limits: RequestLimits
  now: number
}): RequestProblem[] {
  const bounds = [...boundsOfTerms(request, limits, now), ...boundsOfWork(request), ...boundsOfSafety(request, limits)]
  const outside = bounds.filter(([, have, least, most]) => have < least || have > most).map(problemOf)
  return [...refusals(request, limits), ...outside]
}

/** What no other number would mend. */
function refusals({ terms, work }: Request, { token, kernel }: RequestLimits): RequestProblem[] {
  const refuse = (field: string, have: string | number, message: string) => ({ field, have, message })
  const problems: RequestProblem[] = []
  if (terms.requester === zeroAddress) problems.push(refuse('requester', zeroAddress, 'requester is the zero address.'))
  if (!token.allowed) problems.push(refuse('payToken', terms.payToken, `payToken ${terms.payToken} is not allowed.`))
  if (token.paused) problems.push(refuse('payToken', terms.payToken, `payToken ${terms.payToken} is paused.`))
  if (kernel.retired) problems.push(refuse('kernelId', terms.kernelId, `kernel ${terms.kernelId} is retired.`))
  if (!/^[\x21-\x7e]*$/.test(work.inputUri)) {
    problems.push(refuse('inputUri', work.inputUri, 'inputUri has spaces or characters outside ASCII.'))
  }
  return problems
}

function boundsOfTerms({ terms }: Request, limits: RequestLimits, now: number): Bounds[] {
  return [
    ['minPrice', terms.minPrice, 0n, maxAmount],
    ['maxPrice', terms.maxPrice, terms.minPrice, limits.token.maxPrice],
    ['acceptBy', terms.acceptBy, now, now + maxOpenS],
    ['duration', terms.duration, limits.minDuration, limits.maxDuration],
    ['challengeWindow', terms.challengeWindow, limits.minChallengeWindow, limits.maxChallengeWindow],
  ]
}

function boundsOfWork({ work }: Request): Bounds[] {
  return [
    ['shards', work.shards, 1, maxShards],
    ['params', size(work.params), 0, maxParamsBytes],
    ['inputUri', new TextEncoder().encode(work.inputUri).length, 0, maxUriBytes],
  ]
}

/** Sampling, lock and burn; an unsampled request takes no samples, a sampled one at least one. */
function boundsOfSafety({ terms }: Request, { kernel }: RequestLimits): Bounds[] {
  const least = Math.max(1, Math.min(kernel.minSamples, kernel.maxSamples))
  const samples = terms.sampleBps === 0 ? ([0, 0] as const) : ([least, kernel.maxSamples] as const)
  const bounds: Bounds[] = [
    ['sampleBps', terms.sampleBps, kernel.minSampleBps, maxBps],
    ['samples', terms.samples, ...samples],
    ['lock', terms.lock, kernel.minLock, kernel.maxLock],
  ]
  if (terms.burn !== 0n) bounds.push(['burn', terms.burn, kernel.units * kernel.unitBurn, maxAmount])
  return bounds
}

function problemOf([field, have, least, most]: Bounds): RequestProblem {
  return { field, have, least, most, message: `${field} is ${have}, allowed are ${least}..${most}.` }
}
