import type { RequestDocument } from '@quern/sdk'
import { isAddressEqual, zeroAddress, type Address } from 'viem'
import type { WorkerConfig } from '../config/schema.js'
import type { Action } from '../runtime/requests.js'

/** What the pricer needs to know of the kernel's work; an unknown kernel or bad parameters have a problem instead. */
export type WorkFacts =
  | { readonly inputBytes: number; readonly outputBytes: number; readonly maxSamples: number }
  | { readonly problem: 'kernel_unknown' | 'kernel_parameters' }

export interface PricingFacts {
  readonly document: RequestDocument
  /** Unix time of the head block. */
  readonly nowS: number
  /** Whether the requester signed it; undefined while unknown. */
  readonly isSigned: boolean | undefined
  readonly isCancelled: boolean
  readonly work: WorkFacts
  /** Price of a shard accepted now. */
  readonly price: bigint
  /** Fee per gas at the head, tip included. */
  readonly gasPrice: bigint
  /** QRN that new locks may use. */
  readonly freeStake: bigint
  readonly liveJobs: number
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

/** More gas than one job costs its worker from accept to finalize when it is proved at a few elements of a small K. */
export const gasOfJob = 900_000n

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

function checkAuthor(
  { document, isSigned, isCancelled }: PricingFacts,
  { worker }: WorkerConfig,
): Decision | undefined {
  const { assignee } = document.request.terms
  if (isCancelled) return pass('cancelled')
  if (!isAddressEqual(assignee, zeroAddress) && !isAddressEqual(assignee, worker.address))
    return pass('not_assignee', { assignee })
  if (isSigned === false) return pass('signature_mismatch', { requester: document.request.terms.requester })
  return isSigned === undefined ? wait('signature_unknown') : undefined
}

function checkWork({ document, work }: PricingFacts, { content }: WorkerConfig): Decision | undefined {
  if ('problem' in work) return pass(work.problem, { kernel_id: document.request.terms.kernelId })
  const { samples } = document.request.terms
  if (samples > work.maxSamples) return pass('too_many_samples', { have: samples, most: work.maxSamples })
  if (work.inputBytes > content.max_input_bytes) {
    return pass('input_too_large', { have: work.inputBytes, most: content.max_input_bytes })
  }
  if (work.outputBytes > content.max_output_bytes) {
    return pass('output_too_large', { have: work.outputBytes, most: content.max_output_bytes })
  }
  return undefined
}

function checkContent({ document }: PricingFacts, { content }: WorkerConfig): Decision | undefined {
  const scheme = document.request.work.inputUri.split(':')[0]?.toLowerCase() ?? ''
  const isAllowed =
    (scheme === 'file' && content.allow_file) || ((scheme === 'http' || scheme === 'https') && content.allow_http)
  return isAllowed ? undefined : pass('input_scheme_refused', { scheme })
}

function checkPrice({ document, price, gasPrice }: PricingFacts, { pricing }: WorkerConfig): Decision | undefined {
  const { payToken, minPrice, maxPrice } = document.request.terms
  if (minPrice > maxPrice) return pass('price_falls', { min_price: minPrice, max_price: maxPrice })
  if (!includesAddress(pricing.pay_tokens, payToken)) return pass('pay_token_refused', { pay_token: payToken })
  if (maxPrice < pricing.min_price_wei)
    return pass('price_below_floor', { max_price: maxPrice, floor: pricing.min_price_wei })
  if (price < pricing.min_price_wei) return wait('price_below_floor_yet', { price, floor: pricing.min_price_wei })
  const isGuarded = pricing.profit_guard && isAddressEqual(payToken, zeroAddress)
  const needed = gasPrice * gasOfJob + pricing.min_profit_wei
  if (isGuarded && price <= needed) return wait('price_below_gas', { price, needed })
  return undefined
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

function decideShards({ document, freeStake, liveJobs, price }: PricingFacts, config: WorkerConfig): Decision {
  const { lock } = document.request.terms
  const places = config.worker.max_jobs - liveJobs
  if (places <= 0) return wait('max_jobs_reached', { max_jobs: config.worker.max_jobs })
  const most = BigInt(Math.min(places, config.pricing.shards_per_accept))
  const affordable = lock === 0n ? most : freeStake / lock
  if (affordable === 0n) return wait('stake_too_low', { free: freeStake, lock })
  const shards = Number(affordable < most ? affordable : most)
  return { action: 'take', reason: 'good', shards, facts: { price, shards } }
}

function includesAddress(list: readonly Address[], address: Address): boolean {
  return list.some((candidate) => isAddressEqual(candidate, address))
}

/** Gwei of the configuration, which may have a fraction, in wei. */
export function gweiToWei(gwei: number): bigint {
  return BigInt(Math.round(gwei * 1e9))
}
