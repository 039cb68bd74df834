import { dealOf, type Call, type DealCall } from './call.js'
import { charge, giveBack } from './money.js'
import { refuseIf } from './refused.js'
import type { ModelRequest } from './state.js'
import { requireBounds } from './terms.js'

export function post(call: Call<'post'>): void {
  const { world, state, action } = call
  const [deal, request] = [dealOf(call), requestIn(call)]
  const id = world.ids.requestId(action.deal)
  requireRequester(call)
  refuseIf(request.cancelled, 'RequestIsCancelled', id)
  refuseIf(request.posted, 'RequestIsPosted', id)
  requireBounds(call, deal)
  const shards = BigInt(deal.shards)
  charge(call, deal, { prices: shards * deal.terms.maxPrice, burns: shards * deal.terms.burn })
  state.requests[action.deal] = { ...request, posted: true, openShards: deal.shards }
}

export function cancel(call: Call<'cancel'>): void {
  const request = requestIn(call)
  requireRequester(call)
  refuseIf(request.cancelled, 'RequestIsCancelled', call.world.ids.requestId(call.action.deal))
  request.cancelled = true
  close(call, request)
}

export function expire(call: Call<'expire'>): void {
  const { world, action } = call
  const [{ terms }, request] = [dealOf(call), requestIn(call)]
  refuseIf(world.at <= terms.acceptBy, 'RequestNotExpired', terms.acceptBy, world.at)
  refuseIf(!request.posted, 'RequestNotPosted', world.ids.requestId(action.deal))
  refuseIf(request.openShards === 0, 'NothingDue')
  close(call, request)
}

export function cancelBefore({ state, action }: Call<'cancelBefore'>): void {
  const account = state.ledger[action.token][action.by]
  refuseIf(action.nonce <= account.minNonce, 'NonceNotRaised', action.nonce, account.minNonce)
  account.minNonce = action.nonce
}

/** What is set aside for open shards returns, once. */
function close(call: DealCall, request: ModelRequest): void {
  const deal = dealOf(call)
  const shards = BigInt(request.openShards)
  giveBack(call, deal, { prices: shards * deal.terms.maxPrice, burns: shards * deal.terms.burn })
  request.openShards = 0
}

export function requestIn({ state, action }: DealCall): ModelRequest {
  return state.requests[action.deal] as ModelRequest
}

export function requireRequester({ world: { ids }, action: { by } }: DealCall): void {
  refuseIf(by !== 'requester', 'NotRequester', ids.account(by), ids.account('requester'))
}
