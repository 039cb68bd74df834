import { dealOf, jobIn, priceOf, requireShards, unlock, type Call, type DealCall } from './call.js'
import { credit, giveBack } from './money.js'
import { refuseIf } from './refused.js'
import { slash } from './stake.js'
import { openJob, type JobState, type ModelJob, type Party, type WorkerName } from './state.js'

export function noShow(call: Call<'noShow'>): void {
  for (const job of overdue(call, 'assigned')) {
    const { lock } = dealOf(call).terms
    const worker = job.worker as WorkerName
    refund(call, job)
    Object.assign(job, openJob(job.attempt + 1))
    payOut(call, slash(call.state, worker, { amount: lock / 20n, payoutBps: 5000n }))
  }
}

export function slashTimeout(call: Call<'slashTimeout'>): void {
  for (const job of overdue(call, 'committed')) {
    const { lock } = dealOf(call).terms
    refund(call, job)
    job.state = 'slashed'
    payOut(call, slash(call.state, job.worker as WorkerName, { amount: lock, payoutBps: 500n }))
  }
}

/** The whole lock is slashed: of what is paid out two fifths go to the requester, the rest to the challenger. */
export function punish(call: DealCall, job: ModelJob, challenger: Party): void {
  const { lock } = dealOf(call).terms
  refund(call, job)
  job.state = 'slashed'
  const payout = slash(call.state, job.worker as WorkerName, { amount: lock, payoutBps: 5000n })
  const toRequester = (payout * 2n) / 5n
  payOut(call, toRequester)
  credit(call, { token: 'qrn', party: challenger, amount: payout - toRequester })
}

function payOut(call: DealCall, amount: bigint): void {
  credit(call, { token: 'qrn', party: 'requester', amount })
}

/** Price and burn return to the requester, and the whole lock is released. */
function refund(call: DealCall, job: ModelJob): void {
  const deal = dealOf(call)
  giveBack(call, deal, { prices: priceOf(deal, job.step), burns: deal.terms.burn })
  unlock(call, job)
}

/** The listed jobs one by one, each in `need` and past its deadline when its turn comes. */
function* overdue(call: Call<'noShow' | 'slashTimeout'>, need: JobState): Generator<ModelJob> {
  const { world, action } = call
  requireShards(action.shards)
  for (const shard of action.shards) {
    const place = { ...action, shard }
    const job = jobIn(call, place, need)
    refuseIf(world.at <= job.deadline, 'DeadlineNotPassed', world.ids.jobId(place), job.deadline, world.at)
    yield job
  }
}
