import { LIMITS, MATMUL8, MAX_PRICE, TIMES } from '../utils/protocol.js'
import { actsFor, dealOf, jobIn, priceOf, stepOf, type Call } from './call.js'
import { WRONG_ELEMENT, refuseIf, type ModelJob, type ModelState } from './state.js'

const MAX_ATTEMPT = 15

/** What every accept of a request checks before it looks at shards. */
function requireTakeable(call: Call<'accept' | 'acceptAndCommit'>): void {
  const { world, state, action } = call
  const deal = dealOf(call)
  const { terms } = deal
  refuseIf(action.shards.length === 0, 'ListMismatch')
  refuseIf(state.cancelled[action.deal] === true, 'RequestIsCancelled')
  refuseIf(world.at > terms.acceptBy, 'RequestExpired')
  refuseIf(deal.assignee !== undefined && deal.assignee !== action.worker, 'NotAssignee')
  refuseIf(deal.forged, 'SignatureMismatch')
  refuseIf(terms.maxPrice < terms.minPrice || terms.maxPrice > MAX_PRICE, 'TermOutOfRange')
  refuseIf(terms.duration < 60 || terms.duration > TIMES.maxDuration, 'TermOutOfRange')
  refuseIf(terms.kernelId !== MATMUL8, 'KernelUnknown')
  refuseIf(terms.lock < LIMITS.minLock || terms.lock > LIMITS.maxLock, 'TermOutOfRange')
  refuseIf(terms.burn !== 0n && terms.burn < LIMITS.unitBurn, 'TermOutOfRange')
}

/** Takes money and locks for all shards; returns the jobs, still open. */
function take(call: Call<'accept' | 'acceptAndCommit'>): ModelJob[] {
  const { world, state, action } = call
  requireTakeable(call)
  const deal = dealOf(call)
  const count = BigInt(action.shards.length)
  const prices = count * priceOf(deal, stepOf(deal, world.at))
  const burns = count * deal.terms.burn
  charge(state, { coins: deal.token === 'coins' ? prices : 0n, qrn: (deal.token === 'qrn' ? prices : 0n) + burns })
  const worker = state.workers[action.worker]
  refuseIf(!actsFor(action.worker, action.by), 'NotOwnerOrOperator')
  worker.locked += count * deal.terms.lock
  refuseIf(worker.locked > worker.active, 'CapacityExceeded')
  return action.shards.map((shard) => openShard(call, shard))
}

function charge({ ledger }: ModelState, { coins, qrn }: { coins: bigint; qrn: bigint }): void {
  refuseIf(ledger.coins.requester < coins || ledger.qrn.requester < qrn, 'LedgerTooLow')
  ledger.coins.requester -= coins
  ledger.qrn.requester -= qrn
}

/** Marks a shard as held, so that a list that names it twice is refused. */
function openShard(call: Call<'accept' | 'acceptAndCommit'>, shard: number): ModelJob {
  const { world, state, action } = call
  const deal = dealOf(call)
  refuseIf(shard >= deal.shards, 'ShardUnknown')
  const job = state.jobs[action.deal]?.[shard] as ModelJob
  refuseIf(job.state !== 'open', 'JobInState')
  refuseIf(job.attempt === MAX_ATTEMPT, 'AttemptsExhausted')
  const held = { state: 'assigned', worker: action.worker, step: stepOf(deal, world.at), aux: world.block } as const
  return Object.assign(job, { ...held, deadline: world.at + deal.terms.duration })
}

export function accept(call: Call<'accept'>): void {
  take(call)
}

export function acceptAndCommit(call: Call<'acceptAndCommit'>): void {
  for (const job of take(call)) seal(call, job)
}

export function commit(call: Call<'commit'>): void {
  const { world, state, action } = call
  refuseIf(action.shards.length === 0, 'ListMismatch')
  for (const shard of action.shards) {
    const job = jobIn(state, { ...action, shard }, 'assigned')
    refuseIf(!actsFor(job.worker, action.by), 'NotWorker')
    refuseIf(world.at > job.deadline, 'DeadlinePassed')
    seal(call, job)
  }
}

function seal({ world, action }: Call<'commit' | 'acceptAndCommit'>, job: ModelJob): void {
  const deadline = world.at + TIMES.beaconDelay + TIMES.revealWindow
  Object.assign(job, { state: 'committed', deadline, aux: world.block + 1n, variant: action.variant })
}

export function reveal(call: Call<'reveal' | 'revealSampled'>): void {
  const { world, state, action } = call
  const job = jobIn(state, action, 'committed')
  refuseIf(world.at > job.deadline, 'DeadlinePassed')
  refuseIf(action.variant !== job.variant, 'SealMismatch')
  refuseIf(!actsFor(job.worker, action.by), 'NotWorker')
  requireDraw(call)
  const deadline = world.at + dealOf(call).terms.challengeWindow
  Object.assign(job, { state: 'revealed', deadline, aux: 0n })
}

/** The draw allows this way to reveal, and no drawn element is wrong. */
function requireDraw({ world: { draw }, action }: Call<'reveal' | 'revealSampled'>): void {
  refuseIf(draw === undefined, 'BeaconNotReady')
  if (action.kind === 'reveal') return refuseIf(draw?.sampled === true, 'SamplesRequired')
  refuseIf(draw?.sampled === false, 'SamplesNotRequired')
  refuseIf(action.variant === 'wrong' && draw?.elements.includes(WRONG_ELEMENT) === true, 'SampleNotCorrect')
}
