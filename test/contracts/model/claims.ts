import { priceOf } from './call.js'
import { TOKENS, type ModelDeal, type ModelJob, type ModelState, type Token } from './state.js'

/**
 * Invariant J1: what all parties have in the ledger, what open shards of posted requests and live jobs hold, and the burn that
 * awaits its flush. It must be what the escrow has.
 */
export function claimsOn(state: ModelState, deals: readonly ModelDeal[]): Record<Token, bigint> {
  const claims = { coins: 0n, qrn: state.running.burnable, usd: 0n }
  for (const token of TOKENS) {
    for (const { amount } of Object.values(state.ledger[token])) claims[token] += amount
  }
  for (const [index, deal] of deals.entries()) {
    const openShards = BigInt(state.requests[index]?.openShards ?? 0)
    const live = (state.jobs[index] ?? []).filter(isLive)
    claims[deal.token] += openShards * deal.terms.maxPrice
    for (const { step } of live) claims[deal.token] += priceOf(deal, step)
    claims.qrn += (openShards + BigInt(live.length)) * deal.terms.burn
  }
  return claims
}

function isLive({ state }: ModelJob): boolean {
  return state === 'assigned' || state === 'committed' || state === 'revealed'
}
