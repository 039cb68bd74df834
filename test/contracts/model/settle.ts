import {
  dealOf,
  jobIn,
  priceOf,
  requireActs,
  requireInTime,
  requireSameLength,
  requireShards,
  unlock,
  windowEnd,
  type Call,
  type DealCall,
} from './call.js'
import { countBurn } from './epochs.js'
import { KERNELS, type KnownKernel } from './kernels.js'
import { credit } from './money.js'
import { refuseIf } from './refused.js'
import { requireRequester } from './requests.js'
import { jobAt, type ModelJob, type Place, type WorkerName } from './state.js'

const BPS = 10_000n

export function approve(call: Call<'approve'>): void {
  requireRequester(call)
  requireShards(call.action.shards)
  for (const shard of call.action.shards) payUndisputed(call, { ...call.action, shard })
}

/** Anybody may send what the requester signed; every root must be the revealed one. */
export function approveSigned(call: Call<'approveSigned'>): void {
  const { world, action } = call
  const { ids } = world
  requireShards(action.shards)
  requireSameLength(action.variants.length, action.shards.length)
  const forged = action.signer !== 'requester'
  refuseIf(forged, 'SignatureMismatch', ids.approval(action), ids.account('requester'))
  for (const [index, shard] of action.shards.entries()) {
    const place = { ...action, shard }
    const job = undisputed(call, place)
    const [have, need] = [job.variant ?? 'right', action.variants[index] ?? 'right']
    if (have !== need) {
      refuseIf(true, 'RootMismatch', ids.jobId(place), ids.root(place, have), ids.root(place, need))
    }
    pay(call, place, job)
  }
}

export function finalize(call: Call<'finalize'>): void {
  const { world, state, action } = call
  let paid = 0
  for (const shard of action.shards) {
    const place = { ...action, shard }
    const job = jobAt(state, place)
    if (job.state !== 'revealed' || world.at <= windowEnd(job)) continue
    pay(call, place, job)
    paid += 1
  }
  refuseIf(paid === 0, 'NothingDue')
}

/** The kernel decides; the worker is paid at once. */
export function submitWitness(call: Call<'submitWitness'>): void {
  const { world, action } = call
  const job = jobIn(call, action, 'assigned')
  const id = world.ids.jobId(action)
  refuseIf(!job.witness, 'KernelNotWitness', dealOf(call).terms.kernelId)
  requireActs(call, job.worker)
  requireInTime(world, action, job.deadline)
  refuseIf(job.aux >= world.block, 'WitnessTooFresh', id)
  refuseIf(action.variant === 'wrong', 'WitnessNotCorrect', id)
  Object.assign(job, { variant: action.variant, stored: 'root' })
  const worker = world.ids.account(job.worker ?? 'nobody')
  call.emit('WitnessSubmitted', id, worker, world.ids.output(action, action.variant))
  pay(call, action, job)
}

function payUndisputed(call: DealCall, place: Place): void {
  pay(call, place, undisputed(call, place))
}

function undisputed(call: DealCall, place: Place): ModelJob {
  const job = jobIn(call, place, 'revealed')
  refuseIf(job.aux !== 0n, 'DisputeOpen', call.world.ids.jobId(place), job.aux)
  return job
}

/** The author gets its royalty rounded down, the worker the rest; the burn counts for the running epoch. */
function pay(call: DealCall, place: Place, job: ModelJob): void {
  const deal = dealOf(call)
  const { royaltyBps, author } = KERNELS[deal.kernel as KnownKernel]
  const worker = job.worker as WorkerName
  const price = priceOf(deal, job.step)
  const royalty = job.royalty ? (price * royaltyBps) / BPS : 0n
  credit(call, { token: deal.token, party: author, amount: royalty })
  credit(call, { token: deal.token, party: worker, amount: price - royalty })
  job.state = 'finalized'
  unlock(call, job)
  countBurn(call, worker, deal.terms.burn)
  const { ids } = call.world
  call.emit('JobFinalized', ids.jobId(place), ids.account(worker), price - royalty, royalty, deal.terms.burn)
}
