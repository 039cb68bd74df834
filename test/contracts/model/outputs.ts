import type { WitnessBuilder } from '@quern/kernels'
import { keccak256, type Hex } from 'viem'
import type { Deal } from '../utils/deal.js'
import { corrupted } from '../utils/product.js'
import { saltFor } from '../utils/witness.js'
import { KERNELS } from './kernels.js'
import type { Stage } from './stage.js'
import { WRONG_ELEMENT, type Place, type Variant } from './state.js'

/** The contracts, and the requests of one sequence. */
export type Chain = { readonly stage: Stage; readonly deals: readonly Deal[] }

/** Request number `index` of the sequence. */
export function dealIn({ deals }: Pick<Chain, 'deals'>, index: number): Deal {
  return deals[index] as Deal
}

/** A shard that the request does not have is refused, whatever is said about it: the last one stands for it. */
function shardIn({ request }: Deal, shard: number): number {
  return Math.min(shard, request.work.shards - 1)
}

export function isSearch({ request }: Deal): boolean {
  return request.terms.kernelId === KERNELS.search.id
}

const witnesses = new Map<string, WitnessBuilder>()

/** The trees of a shard; the same for all products of as many shards. */
export function witnessOf(deal: Deal, shard: number, variant: Variant): WitnessBuilder {
  const { product } = deal
  const place = shardIn(deal, shard)
  return kept(witnesses, `${product.layout.shards}/${place}/${variant}`, () => {
    const output = product.output(place)
    return product.witness(place, variant === 'wrong' ? corrupted(output, WRONG_ELEMENT) : output)
  })
}

const salts = new Map<string, Hex>()

/** The output of a shard that a search asks for. */
export function saltOf({ stage, deals }: Chain, { deal, shard }: Place, variant: Variant): Hex {
  const place = shardIn(dealIn({ deals }, deal), shard)
  return kept(salts, `${stage.escrowAddress}/${place}/${variant}`, () => saltFor(stage, variant === 'right', place))
}

export function rootOf(chain: Chain, place: Place, variant: Variant): Hex {
  const deal = dealIn(chain, place.deal)
  return isSearch(deal) ? keccak256(saltOf(chain, place, variant)) : witnessOf(deal, place.shard, variant).root
}

/** The proof of an element of a shard's output. */
export function proofOf(chain: Chain, place: Place, part: { variant: Variant; element: bigint }): Hex {
  const deal = dealIn(chain, place.deal)
  if (isSearch(deal)) return saltOf(chain, place, part.variant)
  return witnessOf(deal, place.shard, part.variant).proof(part.element)
}

/** The roots of a request's inputs; a search has none. */
export function inputRootsOf(deal: Deal): Hex[] {
  return isSearch(deal) ? [] : [...deal.product.inputRoots]
}

function kept<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}
