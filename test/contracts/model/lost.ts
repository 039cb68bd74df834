import { dealOf, jobIn, priceOf, requireShards, unlock, type Call, type DealCall } from './call.js'
import { credit, giveBack } from './money.js'
import { refuseIf } from './refused.js'
import { slash } from './stake.js'
import { openJob, type JobState, type ModelJob, type Party, type Place, type WorkerName } from './state.js'

export function noShow(call: Call<'noShow'>): void {
  for (const { place, job } of overdue(call, 'assigned')) {
    const { lock } = dealOf(call).terms
    const { worker, attempt } = job
    const returned = refund(call, job)
    Object.assign(job, openJob(attempt + 1))
    const { taken, payout } = slash(call.state, worker as WorkerName, { amount: lock / 20n, payoutBps: 5000n })
    payOut(call, payout)
    call.emit('JobNoShow', ...namesOf(call, place, worker), attempt, ...returned, taken, payout)
  }
}

export function slashTimeout(call: Call<'slashTimeout'>): void {
  for (const { place, job } of overdue(call, 'committed')) {
    const { lock } = dealOf(call).terms
    const returned = refund(call, job)
    job.state = 'slashed'
    const { taken, payout } = slash(call.state, job.worker as WorkerName, { amount: lock, payoutBps: 500n })
    payOut(call, payout)
    call.emit('JobTimedOut', ...namesOf(call, place, job.worker), ...returned, taken, payout)
  }
}

/**
 * The whole lock is slashed: of what is paid out two fifths go to the requester, the rest to the challenger. Returns what
 * the event tells: price, burn, what was taken, and both parts.
 */
export function punish(call: DealCall, job: ModelJob, challenger: Party): readonly bigint[] {
  const { lock } = dealOf(call).terms
  const returned = refund(call, job)
  job.state = 'slashed'
  const { taken, payout } = slash(call.state, job.worker as WorkerName, { amount: lock, payoutBps: 5000n })
  const toRequester = (payout * 2n) / 5n
  payOut(call, toRequester)
  credit(call, { token: 'qrn', party: challenger, amount: payout - toRequester })
  return [...returned, taken, toRequester, payout - toRequester]
}

/** Job and worker, as events begin. */
export function namesOf({ world: { ids } }: DealCall, place: Place, worker: WorkerName | undefined): [string, string] {
  return [ids.jobId(place), ids.account(worker ?? 'nobody')]
}

function payOut(call: DealCall, amount: bigint): void {
  credit(call, { token: 'qrn', party: 'requester', amount })
}

/** Price and burn, which are returned, go to the requester, and the whole lock is released. */
function refund(call: DealCall, job: ModelJob): readonly [bigint, bigint] {
  const deal = dealOf(call)
  const [prices, burns] = [priceOf(deal, job.step), deal.terms.burn]
  giveBack(call, deal, { prices, burns })
  unlock(call, job)
  return [prices, burns]
}

/** The listed jobs one by one, each in `need` and past its deadline when its turn comes. */
function* overdue(
  call: Call<'noShow' | 'slashTimeout'>,
  need: JobState,
): Generator<{ readonly place: Place; readonly job: ModelJob }> {
  const { world, action } = call
  requireShards(action.shards)
  for (const shard of action.shards) {
    const place = { ...action, shard }
    const job = jobIn(call, place, need)
    refuseIf(world.at <= job.deadline, 'DeadlineNotPassed', world.ids.jobId(place), job.deadline, world.at)
    yield { place, job }
  }
}
