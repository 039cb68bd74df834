import { checkRequest, maxTransactionGas, type RequestDocument, type RequestLimits } from '@quern/sdk'
import { isAddressEqual, zeroAddress, type Address } from 'viem'
import type { WorkerConfig } from '../config/schema.js'
import type { Action } from '../runtime/requests.js'
import { gasOfJobs, gasOfWorst, gasShapeOf } from './gas.js'
import { fitting, type Due } from './schedule.js'
import type { WorkFacts } from './work.js'

/** Seconds kept free before a deadline, for the transaction that meets it to be mined. */
export const miningReserveS = 5

/** What an accept of a posted request looks at again. */
const boundsOfPosted: ReadonlySet<string> = new Set(['sampleBps', 'samples', 'burn', 'lock'])

/**
 * How the requester agreed: by a posted request, by its signature, or not at all. `unposted` was once seen posted; `unknown`
 * could not be told.
 */
export type Consent = 'posted' | 'signed' | 'forged' | 'unposted' | 'unknown'

export interface PricingFacts {
  readonly document: RequestDocument
  /** Unix time of the head block. */
  readonly nowS: number
  readonly consent: Consent
  readonly isCancelled: boolean
  readonly work: WorkFacts
  /** What the escrow allows; undefined when it was looked at before. */
  readonly limits?: RequestLimits
  /** Price of a shard accepted now. */
  readonly price: bigint
  /** Part of the price that the kernel's author gets; 0 when the profit guard is off. */
  readonly royaltyBps: number
  /** Fee per gas at the head, tip included. */
  readonly gasPrice: bigint
  /** QRN that new locks may use. */
  readonly freeStake: bigint
  readonly liveJobs: number
  /** Shards that may be open. */
  readonly offered: number
  /** Bytes that an output and its tree may take. */
  readonly memoryBytes: number
  /** Milliseconds that the device needs for a shard. */
  readonly jobMs: number
  /** What the device has to compute already. */
  readonly queue: readonly Due[]
  readonly inputs: 'ready' | 'unread'
  readonly device: 'ready' | 'missing' | 'failing'
}

export interface Decision {
  readonly action: Action
  /** Stable, in snake_case: what `status` and the journal show. */
  readonly reason: string
  /** Most shards to take now; 0 unless the action is take. */
  readonly shards: number
  readonly facts: Readonly<Record<string, string | number | bigint>>
}

type Check = (facts: PricingFacts, config: WorkerConfig) => Decision | undefined

const pass = (reason: string, facts: Decision['facts'] = {}): Decision => ({ action: 'pass', reason, shards: 0, facts })
const wait = (reason: string, facts: Decision['facts'] = {}): Decision => ({ action: 'wait', reason, shards: 0, facts })

/** In order: what can never become right comes before what may. */
const checks: readonly Check[] = [
  checkPlace,
  checkTime,
  checkAuthor,
  checkWork,
  checkContent,
  checkTerms,
  checkDuration,
  checkPrice,
  checkGas,
  checkReadiness,
]

/** Take, wait or pass, and why. Pure. */
export function decide(facts: PricingFacts, config: WorkerConfig): Decision {
  for (const check of checks) {
    const decision = check(facts, config)
    if (decision !== undefined) return decision
  }
  return decideShards(facts, config)
}

function checkPlace({ document }: PricingFacts, { chain, contracts }: WorkerConfig): Decision | undefined {
  if (document.chainId !== chain.id) return pass('wrong_chain', { have: document.chainId, need: chain.id })
  if (!isAddressEqual(document.escrow, contracts.escrow)) return pass('wrong_escrow', { have: document.escrow })
  return undefined
}

function checkTime({ document, nowS }: PricingFacts, { pricing }: WorkerConfig): Decision | undefined {
  const { acceptBy, duration } = document.request.terms
  if (nowS > acceptBy) return pass('expired', { accept_by: acceptBy, now: nowS })
  if (duration < pricing.min_duration_s)
    return pass('duration_too_short', { have: duration, need: pricing.min_duration_s })
  return undefined
}

function checkAuthor({ document, consent, isCancelled }: PricingFacts, { worker }: WorkerConfig): Decision | undefined {
  const { assignee, requester } = document.request.terms
  if (isCancelled) return pass('cancelled')
  if (!isAddressEqual(assignee, zeroAddress) && !isAddressEqual(assignee, worker.address))
    return pass('not_assignee', { assignee })
  if (consent === 'forged') return pass('signature_mismatch', { requester })
  if (consent === 'unposted') return wait('not_posted')
  return consent === 'unknown' ? wait('signature_unknown') : undefined
}

function checkWork({ document, work, memoryBytes }: PricingFacts, { content }: WorkerConfig): Decision | undefined {
  if ('problem' in work) return pass(work.problem, { kernel_id: document.request.terms.kernelId })
  const { samples } = document.request.terms
  if (samples > work.maxSamples) return pass('too_many_samples', { have: samples, most: work.maxSamples })
  const gas = gasOfWorst(gasShapeOf(document, { ...work, isPosted: false }))
  if (gas > maxTransactionGas) return pass('transaction_gas_too_high', { have: gas, most: maxTransactionGas })
  if (work.inputBytes > content.max_input_bytes) {
    return pass('input_too_large', { have: work.inputBytes, most: content.max_input_bytes })
  }
  if (work.outputBytes > content.max_output_bytes) {
    return pass('output_too_large', { have: work.outputBytes, most: content.max_output_bytes })
  }
  if (work.heldBytes > memoryBytes) return pass('memory_too_small', { have: memoryBytes, need: work.heldBytes })
  return undefined
}

function checkContent({ document, work }: PricingFacts, { content }: WorkerConfig): Decision | undefined {
  if ('problem' in work || !work.hasInputs) return undefined
  const scheme = document.request.work.inputUri.split(':')[0]?.toLowerCase() ?? ''
  const isAllowed =
    (scheme === 'file' && content.allow_file) || ((scheme === 'http' || scheme === 'https') && content.allow_http)
  return isAllowed ? undefined : pass('input_scheme_refused', { scheme })
}

/** What the escrow would refuse; what a guardian stopped may be let go again. */
function checkTerms({ document, limits, nowS, consent }: PricingFacts): Decision | undefined {
  if (limits === undefined) return undefined
  const { request } = document
  if (limits.token.paused) return wait('token_paused', { pay_token: request.terms.payToken })
  if (limits.kernel.retired) return pass('kernel_retired', { kernel_id: request.terms.kernelId })
  for (const { field, have, least, most } of checkRequest({ request, limits, now: nowS })) {
    if (least === undefined || most === undefined) continue
    if (consent !== 'posted' || boundsOfPosted.has(field)) return pass('terms_refused', { field, have, least, most })
  }
  return undefined
}

function checkDuration(facts: PricingFacts): Decision | undefined {
  const { jobMs, document } = facts
  if (timely({ ...facts, queue: [] }, 1) === 1) return undefined
  return pass('too_much_work', { need_ms: Math.ceil(jobMs), duration: document.request.terms.duration })
}

function timely({ document, nowS, jobMs, queue }: PricingFacts, most: number): number {
  const deadlineS = nowS + document.request.terms.duration - miningReserveS
  return fitting({ queue, job: { deadlineS, ms: jobMs }, nowS, most })
}

function checkPrice(facts: PricingFacts, config: WorkerConfig): Decision | undefined {
  const { document, price } = facts
  const { pricing } = config
  const { payToken, minPrice, maxPrice } = document.request.terms
  if (minPrice > maxPrice) return pass('price_falls', { min_price: minPrice, max_price: maxPrice })
  if (!includesAddress(pricing.pay_tokens, payToken)) return pass('pay_token_refused', { pay_token: payToken })
  if (maxPrice < pricing.min_price_wei)
    return pass('price_below_floor', { max_price: maxPrice, floor: pricing.min_price_wei })
  if (price < pricing.min_price_wei) return wait('price_below_floor_yet', { price, floor: pricing.min_price_wei })
  return checkProfit(facts, config)
}

/** Jobs that are taken together share their transactions. */
function checkProfit(facts: PricingFacts, config: WorkerConfig): Decision | undefined {
  const { document, gasPrice, work, consent } = facts
  const { profit_guard: isOn, min_profit_wei: profit } = config.pricing
  if (!isOn || !isAddressEqual(document.request.terms.payToken, zeroAddress) || 'problem' in work) return undefined
  const jobs = Math.max(1, decideShards(facts, config).shards)
  const shape = gasShapeOf(document, { ...work, isPosted: consent === 'posted' })
  const needed = (gasPrice * gasOfJobs(shape, jobs)) / BigInt(jobs) + profit
  const earned = facts.price - (facts.price * BigInt(facts.royaltyBps)) / 10_000n
  return earned > needed ? undefined : wait('price_below_gas', { earned, needed, shards: jobs })
}

function checkGas({ gasPrice }: PricingFacts, { gas }: WorkerConfig): Decision | undefined {
  const cap = gweiToWei(gas.max_fee_gwei)
  return gasPrice > cap ? wait('gas_above_cap', { gas_price: gasPrice, cap }) : undefined
}

function checkReadiness({ device, inputs }: PricingFacts): Decision | undefined {
  if (device === 'missing') return wait('device_not_ready')
  if (device === 'failing') return wait('device_failing')
  return inputs === 'unread' ? wait('inputs_unread') : undefined
}

function decideShards(facts: PricingFacts, config: WorkerConfig): Decision {
  const { document, freeStake, liveJobs, offered, price } = facts
  const { lock } = document.request.terms
  const places = config.worker.max_jobs - liveJobs
  if (places <= 0) return wait('max_jobs_reached', { max_jobs: config.worker.max_jobs })
  const most = Math.min(places, config.pricing.shards_per_accept, offered)
  const affordable = lock === 0n ? BigInt(most) : freeStake / lock
  if (affordable === 0n) return wait('stake_too_low', { free: freeStake, lock })
  const shards = timely(facts, affordable < BigInt(most) ? Number(affordable) : most)
  if (shards === 0) return wait('queue_too_long', { jobs: facts.queue.length })
  return { action: 'take', reason: 'good', shards, facts: { price, shards } }
}

function includesAddress(list: readonly Address[], address: Address): boolean {
  return list.some((candidate) => isAddressEqual(candidate, address))
}

/** Gwei of the configuration, which may have a fraction, in wei. */
export function gweiToWei(gwei: number): bigint {
  return BigInt(Math.round(gwei * 1e9))
}
