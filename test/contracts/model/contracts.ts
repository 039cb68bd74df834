import type { WitnessBuilder } from '@quern/kernels'
import { drawOf, sealOf, type Draw } from '@quern/sdk'
import { id } from 'ethers'
import type { Address, Hex } from 'viem'
import { headerOf } from '../utils/chain.js'
import { CHAIN_ID, jobOf, type Deal } from '../utils/deal.js'
import { addressOf, type Market } from '../utils/market.js'
import { corrupted } from '../utils/product.js'
import { WRONG_ELEMENT, type ModelJob, type ModelState, type Sender, type Variant, type WorkerName } from './state.js'

export const SALT = id('salt of the model') as Hex
export const NONCE = id('nonce of the model') as Hex

/** The contracts, and the signed requests of one sequence. */
export type Chain = { readonly market: Market; readonly deals: readonly Deal[] }

/** The drawing block of a committed job, once it is mined. */
export type KnownDraw = { readonly header: Hex; readonly draw: Draw }

/** Request number `index` of the sequence. */
export function dealIn({ deals }: Pick<Chain, 'deals'>, index: number): Deal {
  return deals[index] as Deal
}

export function addressIn({ alice, bob, ...people }: Market, who: Sender): Address {
  if (who === 'alice' || who === 'bob') return addressOf((who === 'alice' ? alice : bob).owner)
  if (who === "alice's operator") return addressOf(alice.operator)
  return addressOf(who === "bob's operator" ? bob.operator : people[who])
}

const witnesses = new Map<string, WitnessBuilder>()

/** The trees of a shard; the same for all requests of as many shards. */
export function witnessOf({ product }: Deal, shard: number, variant: Variant): WitnessBuilder {
  const key = `${product.layout.shards}/${shard}/${variant}`
  const known = witnesses.get(key)
  if (known !== undefined) return known
  const output = product.output(shard)
  const made = product.witness(shard, variant === 'wrong' ? corrupted(output, WRONG_ELEMENT) : output)
  witnesses.set(key, made)
  return made
}

export function rootOf(deal: Deal, shard: number, variant: Variant): Hex {
  return witnessOf(deal, shard, variant).root
}

/** Which job attempt a hash is about. */
export function scopeOf(
  { market, deals }: Chain,
  { deal, shard }: { deal: number; shard: number },
  { attempt }: ModelJob,
) {
  return { chainId: CHAIN_ID, escrow: market.escrowAddress, jobId: jobOf(dealIn({ deals }, deal), shard), attempt }
}

type Sealed = { readonly worker: WorkerName; readonly variant: Variant }
type Place = { readonly deal: number; readonly shard: number }

export function sealFor(chain: Chain, place: Place, { job, worker, variant }: Sealed & { job: ModelJob }): Hex {
  const root = rootOf(dealIn(chain, place.deal), place.shard, variant)
  return sealOf({ ...scopeOf(chain, place, job), worker: addressIn(chain.market, worker), root, salt: SALT })
}

/** The header and draw of a committed job; `undefined` while its block is not mined, or for another state. */
export async function drawIn(
  chain: Chain,
  place: Place,
  { job, latest }: { job: ModelJob; latest: bigint },
): Promise<KnownDraw | undefined> {
  const { worker, variant } = job
  if (job.state !== 'committed' || worker === undefined || variant === undefined || latest < job.aux) return undefined
  const { header, mixHash } = await headerOf(job.aux)
  const { product, request } = dealIn(chain, place.deal)
  const { sampleBps, samples } = request.terms
  const seal = sealFor(chain, place, { job, worker, variant })
  const elements = product.layout.elements(place.shard)
  const drawn = { seal, beaconValue: mixHash, sampleBps, samples, elements }
  return { header, draw: drawOf({ ...scopeOf(chain, place, job), ...drawn }) }
}

/** The job of the model; one that was never touched for a shard that no request has. */
export function jobIn(state: ModelState, { deal, shard }: Place): ModelJob {
  const job = state.jobs[deal]?.[shard]
  return job ?? { state: 'open', attempt: 0, worker: undefined, step: 0n, deadline: 0, aux: 0n, variant: undefined }
}
