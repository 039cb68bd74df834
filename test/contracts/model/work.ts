import { TIMES } from '../utils/protocol.js'
import {
  dealOf,
  jobIn,
  requireActs,
  requireInTime,
  requireSameLength,
  requireShards,
  type Call,
  type DealCall,
} from './call.js'
import { refuseIf } from './refused.js'
import { WRONG_ELEMENT, type ModelJob, type Place, type Variant } from './state.js'

export function commit(call: Call<'commit'>): void {
  const { world, action } = call
  requireShards(action.shards)
  requireSameLength(sealsIn(action), action.shards.length)
  for (const shard of action.shards) {
    const place = { ...action, shard }
    const job = jobIn(call, place, 'assigned')
    refuseIf(job.witness, 'KernelNotFlat', dealOf(call).terms.kernelId)
    requireActs(call, job.worker)
    requireInTime(world, place, job.deadline)
    seal(call, job)
    committed(call, place, job)
  }
}

/** How many seals are given. */
export function sealsIn({ shards, short }: { readonly shards: readonly number[]; readonly short: boolean }): number {
  return short ? Math.max(0, shards.length - 1) : shards.length
}

export function committed({ world: { ids }, emit }: DealCall, place: Place, job: ModelJob): void {
  const worker = ids.account(job.worker ?? 'nobody')
  emit('JobCommitted', ids.jobId(place), worker, ids.seal(place, job), job.aux, job.deadline)
}

/** An unsampled request reads no beacon. */
export function seal(call: DealCall & { action: { readonly variant: Variant } }, job: ModelJob): void {
  const { world, action } = call
  const deadline = world.at + TIMES.beaconDelay + TIMES.revealWindow
  const aux = dealOf(call).terms.sampleBps === 0 ? 0n : world.block + 1n
  Object.assign(job, { state: 'committed', deadline, aux, variant: action.variant, stored: 'seal' })
}

export function reveal(call: Call<'reveal' | 'revealSampled'>): void {
  const { world, action } = call
  const job = jobIn(call, action, 'committed')
  requireInTime(world, action, job.deadline)
  requireSealed(call, job)
  requireActs(call, job.worker)
  requireDraw(call, job)
  const deadline = world.at + dealOf(call).terms.challengeWindow
  Object.assign(job, { state: 'revealed', deadline, aux: 0n, stored: 'root' })
  const [id, worker] = [world.ids.jobId(action), world.ids.account(job.worker ?? 'nobody')]
  if (action.kind === 'revealSampled') call.emit('JobSampled', id, `${world.drawOf(action)?.elements.join(',')}`)
  call.emit('JobRevealed', id, worker, world.ids.root(action, action.variant), '', deadline)
}

function requireSealed({ world: { ids }, action }: Call<'reveal' | 'revealSampled'>, job: ModelJob): void {
  if (action.variant === job.variant) return
  const have = ids.seal(action, { ...job, variant: action.variant })
  refuseIf(true, 'SealMismatch', ids.jobId(action), have, ids.seal(action, job))
}

/** The draw allows this way to reveal, and no drawn element is wrong. */
function requireDraw(call: Call<'reveal' | 'revealSampled'>, job: ModelJob): void {
  const { world, action } = call
  const id = world.ids.jobId(action)
  if (dealOf(call).terms.sampleBps === 0) {
    return refuseIf(action.kind === 'revealSampled', 'SamplesNotRequired', id)
  }
  const draw = world.drawOf(action)
  refuseIf(draw === undefined, 'BeaconNotReady', job.aux)
  const { sampled = false, elements = [] } = draw ?? {}
  if (action.kind === 'reveal') return refuseIf(sampled, 'SamplesRequired', id)
  refuseIf(!sampled, 'SamplesNotRequired', id)
  const wrong = action.variant === 'wrong' ? elements.indexOf(WRONG_ELEMENT) : -1
  refuseIf(wrong !== -1, 'SampleNotCorrect', wrong, WRONG_ELEMENT)
}
