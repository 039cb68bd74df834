import { TIMES } from '../utils/protocol.js'
import { stepOf, type DealCall } from './call.js'
import { KERNELS, UNKNOWN_KERNEL, type KnownKernel, type Limits } from './kernels.js'
import { requireWithin } from './money.js'
import { refuseIf } from './refused.js'
import type { ModelDeal, ModelJob } from './state.js'

const MAX_OPEN = 30 * 24 * 3600
const MIN_DURATION = 60
const MAX_SHARDS = 65_535
const BPS = 10_000
const MOST = 2n ** 96n - 1n

/** What every accept of a request asks of the request itself. */
export function requireOpen(
  { world, state, action }: DealCall & { action: { readonly worker: string } },
  { terms, assignee }: ModelDeal,
): void {
  const { ids, at } = world
  refuseIf(state.requests[action.deal]?.cancelled === true, 'RequestIsCancelled', ids.requestId(action.deal))
  refuseIf(at > terms.acceptBy, 'RequestExpired', terms.acceptBy, at)
  const others = assignee !== undefined && assignee !== action.worker
  refuseIf(others, 'NotAssignee', ids.account(action.worker as 'alice'), ids.account(assignee ?? 'nobody'))
}

/** The bounds of a request that is posted, or taken by its signature. */
export function requireBounds(call: DealCall, deal: ModelDeal): void {
  const { terms, shards, token } = deal
  const { at } = call.world
  requireToken(call, deal)
  requireWithin('maxPrice', terms.maxPrice, [terms.minPrice, call.state.tokens[token].maxPrice])
  requireWithin('acceptBy', terms.acceptBy, [at, at + MAX_OPEN])
  requireWithin('duration', terms.duration, [MIN_DURATION, TIMES.maxDuration])
  const { minChallengeWindow, maxChallengeWindow } = TIMES
  requireWithin('challengeWindow', terms.challengeWindow, [minChallengeWindow, maxChallengeWindow])
  requireWithin('shards', shards, [1, MAX_SHARDS])
  requireKernel(call, deal)
}

/** No samples exactly when nothing is sampled. */
function requireSamples({ terms, maxSamples }: ModelDeal, { minSamples }: Limits): void {
  if (terms.sampleBps === 0) return requireWithin('samples', terms.samples, [0, 0])
  requireWithin('samples', terms.samples, [Math.max(1, Math.min(minSamples, maxSamples)), maxSamples])
}

/** What may have changed since a request was posted. */
export function requireStillTakeable(call: DealCall, deal: ModelDeal): void {
  requireToken(call, deal)
  requireKernel(call, deal)
}

function requireToken({ world, state }: DealCall, { token }: ModelDeal): void {
  refuseIf(state.tokens[token].paused, 'TokenPaused', world.ids.token(token))
}

/** The limits of the kernel as they are now. */
function requireKernel({ state }: DealCall, deal: ModelDeal): void {
  const { terms, kernel } = deal
  refuseIf(kernel === 'unknown', 'KernelUnknown', UNKNOWN_KERNEL)
  const known = kernel as KnownKernel
  const limits = state.kernels[known]
  refuseIf(limits.retired, 'KernelRetired', terms.kernelId)
  requireWithin('sampleBps', terms.sampleBps, [limits.minSampleBps, BPS])
  requireWithin('lock', terms.lock, [limits.minLock, limits.maxLock])
  requireSamples(deal, limits)
  const least = KERNELS[known].units * limits.unitBurn
  if (terms.burn !== 0n) requireWithin('burn', terms.burn, [least, MOST])
}

/** What all jobs of an accept have in common. */
export function commonOf({ world }: DealCall, deal: ModelDeal): Pick<ModelJob, 'step' | 'royalty' | 'witness'> {
  const { royaltyBps, witness } = KERNELS[deal.kernel as KnownKernel]
  return { step: stepOf(deal, world.at), royalty: royaltyBps !== 0n, witness }
}
