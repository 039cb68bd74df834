import { dealOf, type Call, type DealCall } from './call.js'
import { charge, giveBack } from './money.js'
import { refuseIf } from './refused.js'
import type { ModelRequest } from './state.js'
import { requireBounds } from './terms.js'

/** Where an event carries the whole request. */
export const WHOLE = 'the request'

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
  call.emit('RequestPosted', id, world.ids.account('requester'), WHOLE)
}

export function cancel(call: Call<'cancel'>): void {
  const request = requestIn(call)
  const id = call.world.ids.requestId(call.action.deal)
  requireRequester(call)
  refuseIf(request.cancelled, 'RequestIsCancelled', id)
  request.cancelled = true
  close(call, request)
  call.emit('RequestCancelled', id, call.world.ids.account('requester'))
}

export function expire(call: Call<'expire'>): void {
  const { world, action } = call
  const [{ terms }, request] = [dealOf(call), requestIn(call)]
  refuseIf(world.at <= terms.acceptBy, 'RequestNotExpired', terms.acceptBy, world.at)
  refuseIf(!request.posted, 'RequestNotPosted', world.ids.requestId(action.deal))
  refuseIf(request.openShards === 0, 'NothingDue')
  close(call, request)
}

export function cancelBefore({ world, state, action, emit }: Call<'cancelBefore'>): void {
  const account = state.ledger[action.token][action.by]
  refuseIf(action.nonce <= account.minNonce, 'NonceNotRaised', action.nonce, account.minNonce)
  account.minNonce = action.nonce
  emit('NonceRaised', world.ids.token(action.token), world.ids.account(action.by), action.nonce)
}

/** What is set aside for open shards returns, once. */
function close(call: DealCall, request: ModelRequest): void {
  const { ids } = call.world
  const deal = dealOf(call)
  if (request.openShards === 0) return
  call.emit('RequestClosed', ids.requestId(call.action.deal), ids.account('requester'), request.openShards)
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
