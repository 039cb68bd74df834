import { ROYALTY_BPS, TIMES } from '../utils/protocol.js'
import { dealOf, jobIn, priceOf, type Call, type World } from './call.js'
import { slash } from './stake.js'
import {
  openJob,
  refuseIf,
  type ModelDeal,
  type ModelJob,
  type ModelState,
  type Party,
  type WorkerName,
} from './state.js'

const BPS = 10_000n
const GAMMA_BPS = 9000n

type Listed = Call<'approve' | 'finalize' | 'noShow' | 'slashTimeout'>

export function deposit({ state, action }: Call<'deposit'>): void {
  refuseIf(action.amount === 0n, 'ZeroAmount')
  state.ledger[action.token][action.to] += action.amount
  state.held[action.token] += action.amount
}

export function withdraw({ state, action }: Call<'withdraw'>): void {
  refuseIf(action.amount === 0n, 'ZeroAmount')
  const own = state.ledger[action.token]
  refuseIf(own[action.by] < action.amount, 'LedgerTooLow')
  own[action.by] -= action.amount
  state.held[action.token] -= action.amount
}

export function cancel({ state, action }: Call<'cancel'>): void {
  refuseIf(action.by !== 'requester', 'NotRequester')
  refuseIf(state.cancelled[action.deal] === true, 'RequestIsCancelled')
  state.cancelled[action.deal] = true
}

export function approve(call: Call<'approve'>): void {
  refuseIf(call.action.by !== 'requester', 'NotRequester')
  refuseIf(call.action.shards.length === 0, 'ListMismatch')
  for (const shard of call.action.shards) pay(call, jobIn(call.state, { ...call.action, shard }, 'revealed'))
}

export function finalize(call: Call<'finalize'>): void {
  const { world, state, action } = call
  let paid = 0
  for (const shard of action.shards) {
    const job = state.jobs[action.deal]?.[shard]
    if (job?.state !== 'revealed' || world.at <= job.deadline) continue
    pay(call, job)
    paid += 1
  }
  refuseIf(paid === 0, 'NothingDue')
}

/** The author gets its royalty rounded down, the worker the rest; the burn counts for the running epoch. */
function pay(call: Listed, job: ModelJob): void {
  const { world, state } = call
  const deal = dealOf(call)
  const worker = job.worker as WorkerName
  const price = priceOf(deal, job.step)
  const royalty = (price * ROYALTY_BPS) / BPS
  const own = state.ledger[deal.token]
  own.author += royalty
  own[worker] += price - royalty
  end(call, job, 'finalized')
  if (deal.terms.burn === 0n) return
  rollTo(world, state, [worker])
  state.workers[worker].burned += deal.terms.burn
  state.running.burned += deal.terms.burn
  state.running.burnable += deal.terms.burn
}

export function noShow(call: Call<'noShow'>): void {
  for (const job of overdue(call, 'assigned')) {
    const { lock } = dealOf(call).terms
    const worker = job.worker as WorkerName
    giveBack(call, job)
    Object.assign(job, openJob(job.attempt + 1))
    const payout = slash(call.state, worker, { amount: lock / 20n, payoutBps: 5000n })
    call.state.ledger.qrn.requester += payout
  }
}

export function slashTimeout(call: Call<'slashTimeout'>): void {
  for (const job of overdue(call, 'committed')) {
    giveBack(call, job)
    job.state = 'slashed'
    const { lock } = dealOf(call).terms
    call.state.ledger.qrn.requester += slash(call.state, job.worker as WorkerName, { amount: lock, payoutBps: 500n })
  }
}

/** The listed jobs one by one, each in `need` and past its deadline when its turn comes. */
function* overdue({ world, state, action }: Listed, need: ModelJob['state']): Generator<ModelJob> {
  refuseIf(action.shards.length === 0, 'ListMismatch')
  for (const shard of action.shards) {
    const job = jobIn(state, { ...action, shard }, need)
    refuseIf(world.at <= job.deadline, 'DeadlineNotPassed')
    yield job
  }
}

/** Price and burn return to the requester, and the whole lock is released. */
export function giveBack(call: Listed | Call<'proveFraud'>, job: ModelJob): void {
  const deal = dealOf(call)
  const { ledger } = call.state
  ledger[deal.token].requester += priceOf(deal, job.step)
  ledger.qrn.requester += deal.terms.burn
  unlock(call.state, deal, job)
}

function end(call: Listed, job: ModelJob, state: 'finalized'): void {
  unlock(call.state, dealOf(call), job)
  job.state = state
}

function unlock(state: ModelState, { terms }: ModelDeal, { worker }: ModelJob): void {
  state.workers[worker as WorkerName].locked -= terms.lock
}

export function flushBurn({ state }: Call<'flushBurn'>): void {
  state.held.qrn -= state.running.burnable
  state.held.supply -= state.running.burnable
  state.running.burnable = 0n
}

export function roll({ world, state, action }: Call<'roll'>): void {
  rollTo(world, state, action.workers)
}

/** Closes epochs before the running one. The burns of a sequence are far below what an epoch emits, so γ always binds. */
function rollTo(world: World, state: ModelState, workers: readonly WorkerName[]): void {
  const epoch = Math.floor((world.at - world.start) / TIMES.epoch)
  if (state.running.epoch < epoch) Object.assign(state.running, { epoch, burned: 0n })
  for (const name of workers) {
    const worker = state.workers[name]
    if (worker.epoch >= epoch) continue
    worker.owed += (worker.burned * GAMMA_BPS) / BPS
    Object.assign(worker, { epoch, burned: 0n })
  }
}

/** What all parties have in the ledger, and what live jobs and the burn hold: must be what the escrow has. */
export function claimsOn(state: ModelState, deals: readonly ModelDeal[]): { coins: bigint; qrn: bigint } {
  const sum = (own: Record<Party, bigint>) => Object.values(own).reduce((total, amount) => total + amount, 0n)
  const claims = { coins: sum(state.ledger.coins), qrn: sum(state.ledger.qrn) + state.running.burnable }
  for (const [index, jobs] of state.jobs.entries()) {
    const deal = deals[index] as ModelDeal
    for (const job of jobs.filter(isLive)) {
      claims[deal.token] += priceOf(deal, job.step)
      claims.qrn += deal.terms.burn
    }
  }
  return claims
}

function isLive({ state }: ModelJob): boolean {
  return state === 'assigned' || state === 'committed' || state === 'revealed'
}
