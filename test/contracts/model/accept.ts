import { actsFor, dealOf, jobIn, priceOf, requireSameLength, requireShards, stepOf, type Call } from './call.js'
import { charge, credit, requireWithin } from './money.js'
import { refuseIf } from './refused.js'
import { WHOLE, requestIn } from './requests.js'
import type { ModelJob, Place } from './state.js'
import { commonOf, requireBounds, requireOpen, requireStillTakeable } from './terms.js'
import { committed, seal, sealsIn } from './work.js'

const MAX_ATTEMPT = 15

type Taking = Call<'acceptSigned' | 'accept' | 'acceptAndCommit'>

export function acceptSigned(call: Call<'acceptSigned'>): void {
  beginSigned(call)
  openAll(call)
}

export function accept(call: Call<'accept'>): void {
  beginPosted(call)
  payPosted(call, openAll(call))
}

/** Whether the request is posted selects how it is taken. */
export function acceptAndCommit(call: Call<'acceptAndCommit'>): void {
  requireSameLength(sealsIn(call.action), call.action.shards.length)
  const { posted } = requestIn(call)
  if (posted) beginPosted(call)
  else beginSigned(call)
  const deal = dealOf(call)
  refuseIf(commonOf(call, deal).witness, 'KernelNotFlat', deal.terms.kernelId)
  const fresh = openAll(call)
  if (posted) payPosted(call, fresh)
}

/** Money and locks of a signed request are taken before its shards are looked at. */
function beginSigned(call: Taking): void {
  const { world, state, action } = call
  const deal = dealOf(call)
  requireShards(action.shards)
  const [id, requester] = [world.ids.requestId(action.deal), world.ids.account('requester')]
  refuseIf(requestIn(call).posted, 'RequestIsPosted', id)
  requireOpen(call, deal)
  const { minNonce } = state.ledger[deal.token].requester
  refuseIf(deal.terms.nonce < minNonce, 'NonceCancelled', deal.terms.nonce, minNonce)
  refuseIf(deal.forged, 'SignatureMismatch', id, requester)
  requireBounds(call, deal)
  call.emit('RequestPublished', id, requester, WHOLE)
  chargeFor(call, BigInt(action.shards.length))
  lock(call)
}

function beginPosted(call: Taking): void {
  const { world, action } = call
  const deal = dealOf(call)
  requireShards(action.shards)
  refuseIf(!requestIn(call).posted, 'RequestNotPosted', world.ids.requestId(action.deal))
  requireOpen(call, deal)
  requireStillTakeable(call, deal)
  lock(call)
}

function lock(call: Taking): void {
  const { world, state, action } = call
  const { ids } = world
  const { terms } = dealOf(call)
  const [owner, caller] = [ids.account(action.worker), ids.account(action.by)]
  refuseIf(!actsFor(action.worker, action.by), 'NotOwnerOrOperator', owner, caller)
  const worker = state.workers[action.worker]
  const needed = worker.locked + BigInt(action.shards.length) * terms.lock
  refuseIf(needed > worker.active, 'CapacityExceeded', owner, worker.active, needed)
  worker.locked = needed
}

/** Takes the shards one by one, so that a list that names one twice is refused; returns how many nobody took before. */
function openAll(call: Taking | Call<'acceptAndCommit'>): bigint {
  let fresh = 0n
  for (const shard of call.action.shards) {
    const job = openShard(call, shard)
    if (job.attempt === 0) fresh += 1n
    const place = { deal: call.action.deal, shard }
    if (call.action.kind === 'acceptAndCommit') seal(call as Call<'acceptAndCommit'>, job)
    accepted(call, place, job)
    if (call.action.kind === 'acceptAndCommit') committed(call, place, job)
  }
  return fresh
}

/** The deadline is that of the state in which the call leaves the job. */
function accepted(call: Taking, place: Place, { attempt, step, deadline }: ModelJob): void {
  const { ids } = call.world
  const [worker, price] = [ids.account(call.action.worker), priceOf(dealOf(call), step)]
  const names = [ids.jobId(place), ids.requestId(place.deal), worker] as const
  call.emit('JobAccepted', ...names, place.shard, attempt, price, deadline)
}

function openShard(call: Taking, shard: number): ModelJob {
  const { world, action } = call
  const deal = dealOf(call)
  refuseIf(shard >= deal.shards, 'ShardUnknown', shard, deal.shards)
  const place = { deal: action.deal, shard }
  const job = jobIn(call, place, 'open')
  refuseIf(job.attempt === MAX_ATTEMPT, 'AttemptsExhausted', world.ids.jobId(place))
  const held = { state: 'assigned', worker: action.worker, aux: world.block, ...commonOf(call, deal) } as const
  return Object.assign(job, { ...held, deadline: world.at + deal.terms.duration })
}

/** What is set aside pays the first accept of a shard, and the rest of the ramp returns; the ledger pays later ones. */
function payPosted(call: Taking, fresh: bigint): void {
  const { world, action } = call
  const deal = dealOf(call)
  const { minPrice, maxPrice } = deal.terms
  const later = action.shards.length > Number(fresh)
  if (later) requireWithin('maxPrice', maxPrice, [minPrice, call.state.tokens[deal.token].maxPrice])
  const rest = maxPrice - priceOf(deal, stepOf(deal, world.at))
  requestIn(call).openShards -= Number(fresh)
  credit(call, { token: deal.token, party: 'requester', amount: fresh * rest })
  chargeFor(call, BigInt(action.shards.length) - fresh)
}

function chargeFor(call: Taking, count: bigint): void {
  const deal = dealOf(call)
  const price = priceOf(deal, stepOf(deal, call.world.at))
  charge(call, deal, { prices: count * price, burns: count * deal.terms.burn })
}
