import type { Call, World } from './call.js'
import { KERNELS, UNKNOWN_KERNEL, type KernelName, type KnownKernel, type Limits } from './kernels.js'
import { word } from './money.js'
import { refuseIf } from './refused.js'
import type { Sender } from './state.js'

/** What a flat kernel must ask for until disputes can be decided. */
const FLOORS = { minSampleBps: 2500, minSamples: 4 }
const LEAST_LOCK = 10n ** 18n
const MOST = 2n ** 96n - 1n

type Powerful = { readonly world: World; readonly action: { readonly by: Sender } }

export function requireAdmin({ world, action: { by } }: Powerful): void {
  refuseIf(by !== 'admin', 'AccessManagedUnauthorized', world.ids.account(by))
}

export function setToken(call: Call<'setToken'>): void {
  const { token, allowed, maxPrice } = call.action
  requireAdmin(call)
  Object.assign(call.state.tokens[token], { allowed, maxPrice })
  call.emit('TokenSet', call.world.ids.token(token), allowed, maxPrice)
}

export function setTokenPaused(call: Call<'setTokenPaused'>): void {
  const { token, paused } = call.action
  requireAdmin(call)
  call.state.tokens[token].paused = paused
  call.emit('TokenPausedSet', call.world.ids.token(token), paused)
}

export function retire(call: Call<'retire'>): void {
  requireAdmin(call)
  call.state.kernels[known(call.action.kernel)].retired = true
}

export function setLimits(call: Call<'setLimits'>): void {
  const { kernel, limits } = call.action
  requireAdmin(call)
  const name = known(kernel)
  const { witness } = KERNELS[name]
  requireLimit('minSampleBps', limits.minSampleBps, witness ? [0, 0] : [FLOORS.minSampleBps, 10_000])
  requireLimit('minSamples', limits.minSamples, witness ? [0, 0] : [FLOORS.minSamples, 255])
  requireLimit('maxLock', limits.maxLock, [LEAST_LOCK, MOST])
  requireLimit('minLock', limits.minLock, [LEAST_LOCK, limits.maxLock])
  call.state.kernels[name] = { ...limits }
}

function known(kernel: KernelName): KnownKernel {
  refuseIf(kernel === 'unknown', 'KernelUnknown', UNKNOWN_KERNEL)
  return kernel as KnownKernel
}

function requireLimit(
  name: keyof Limits,
  have: bigint | number,
  [least, most]: readonly [bigint | number, bigint | number],
): void {
  refuseIf(have < least || have > most, 'ParameterOutOfRange', word(name), have, least, most)
}
