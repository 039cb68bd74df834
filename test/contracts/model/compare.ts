import { idsOf } from './chain.js'
import { KERNELS, type KnownKernel, type Limits } from './kernels.js'
import type { Chain } from './outputs.js'
import {
  PARTIES,
  TOKENS,
  WORKERS,
  type Account,
  type ModelJob,
  type ModelRequest,
  type ModelState,
  type ModelWorker,
  type Place,
  type TokenRule,
} from './state.js'

/** Everything that both sides know, by name, as text. */
export type Facts = Readonly<Record<string, string>>

const KNOWN_KERNELS = Object.keys(KERNELS) as KnownKernel[]

/** The model's side. */
export function factsOfModel(chain: Chain, state: ModelState): Facts {
  const facts: Record<string, string> = {}
  for (const token of TOKENS) {
    facts[token] = ruleText(state.tokens[token])
    for (const party of PARTIES) facts[`${party}'s ${token}`] = accountText(state.ledger[token][party])
  }
  for (const name of KNOWN_KERNELS) facts[name] = limitsText(state.kernels[name])
  for (const worker of WORKERS) facts[`worker ${worker}`] = workerText(state.workers[worker])
  for (const deal of chain.deals.keys()) {
    facts[`request ${deal}`] = requestText(state.requests[deal] as ModelRequest)
    for (const [shard, job] of (state.jobs[deal] ?? []).entries()) {
      facts[`job ${deal}/${shard}`] = jobText(job, job.worker ?? 'nobody', storedIn(chain, { deal, shard }, job))
    }
  }
  const { held, running, wallets } = state
  facts['running'] = `epoch ${running.epoch} burned ${running.burned} burnable ${running.burnable}`
  facts['held'] = heldText(held)
  facts['wallet'] = `${wallets.copycat.qrn.amount} QRN ${wallets.copycat.usd.amount} usd`
  facts['disputer'] = idsOf(chain).account(state.disputer ?? 'nobody')
  return facts
}

/** What the job's second slot holds. */
function storedIn(chain: Chain, place: Place, job: ModelJob): string {
  if (job.stored === 'nothing' || job.variant === undefined) return `0x${'0'.repeat(64)}`
  const ids = idsOf(chain)
  return job.stored === 'seal' ? ids.seal(place, job) : ids.root(place, job.variant)
}

export function accountText({ amount, lockedUntil, minNonce }: Account): string {
  return `${amount} until ${lockedUntil} from nonce ${minNonce}`
}

export function ruleText({ allowed, paused, maxPrice }: TokenRule): string {
  return `allowed ${allowed} paused ${paused} at most ${maxPrice}`
}

export function limitsText({ retired, minSampleBps, minSamples, unitBurn, minLock, maxLock }: Limits): string {
  return `retired ${retired} from ${minSampleBps} bps ${minSamples} samples burn ${unitBurn} lock ${minLock} to ${maxLock}`
}

export function requestText({ posted, cancelled, openShards }: ModelRequest): string {
  return `posted ${posted} cancelled ${cancelled} open ${openShards}`
}

export function heldText({ coins, qrn, usd, staked, supply }: ModelState['held']): string {
  return `${coins} coins ${qrn} QRN ${usd} usd ${staked} staked ${supply} in all`
}

export function workerText({ active, ring, locked, epoch, burned, owed }: ModelWorker): string {
  const unbonding = ring.flatMap((entry, index) => (entry ? [`${index}: ${entry.amount} until ${entry.endsAt}`] : []))
  const stake = `active ${active} locked ${locked} unbonding [${unbonding.join(', ')}]`
  return `${stake} epoch ${epoch} burned ${burned} owed ${owed}`
}

export function jobText(job: Omit<ModelJob, 'worker' | 'variant' | 'stored'>, worker: string, stored: string): string {
  const { state, attempt, step, deadline, aux, royalty, witness } = job
  const flags = `${royalty ? 'royalty ' : ''}${witness ? 'witness ' : ''}`
  return `${state} attempt ${attempt} by ${worker} step ${step} deadline ${deadline} aux ${aux} ${flags}slot ${stored}`
}
