import { parseEther } from 'ethers'
import { LIMITS, MAX_PRICE } from '../utils/protocol.js'
import type { Action } from './action.js'
import { KERNEL_NAMES, KERNELS, firstLimits, type KernelName, type KnownKernel, type Limits } from './kernels.js'
import { SENDERS, type Scene } from './scene.js'
import { TOKENS, type Sender } from './state.js'

/** What the admin may change; what is stopped soon works again, or sequences would end there. */
export function power(scene: Scene): Action {
  const { random, state } = scene
  const by: Sender = random.chance(60) ? 'admin' : random.pick(SENDERS)
  if (random.chance(state.disputer === undefined ? 40 : 6)) {
    const disputer = random.chance(80) ? 'disputer' : 'nobody'
    return { kind: 'setDisputer', disputer, by }
  }
  const stopped = restored(scene)
  if (stopped !== undefined && random.chance(70)) return stopped
  return change(scene, by)
}

/** What puts something that was stopped or narrowed back, if there is anything. */
function restored({ random, state }: Scene): Action | undefined {
  const kernels = Object.keys(KERNELS) as KnownKernel[]
  const changed = kernels.filter((name) => !isFirst(name, state.kernels[name]))
  const all: Action[] = [
    ...changed.map((kernel): Action => ({ kind: 'setLimits', kernel, limits: firstLimits(kernel), by: 'admin' })),
    ...TOKENS.filter((token) => state.tokens[token].paused).map((token): Action => ({
      kind: 'setTokenPaused',
      token,
      paused: false,
      by: 'admin',
    })),
    ...TOKENS.filter((token) => !state.tokens[token].allowed || state.tokens[token].maxPrice < MAX_PRICE).map(
      (token): Action => ({ kind: 'setToken', token, allowed: true, maxPrice: MAX_PRICE, by: 'admin' }),
    ),
  ]
  return all.length === 0 ? undefined : random.pick(all)
}

function isFirst(name: KnownKernel, limits: Limits): boolean {
  return Object.entries(firstLimits(name)).every(([key, value]) => limits[key as keyof Limits] === value)
}

function change({ random }: Scene, by: Sender): Action {
  const token = random.pick(TOKENS)
  const kernel = random.pick<KernelName>([...KERNEL_NAMES, 'matmul', 'search'])
  const maxPrice = random.pick([MAX_PRICE, parseEther('2'), 0n])
  return random.pick<Action>([
    { kind: 'setToken', token, allowed: random.chance(40), maxPrice, by },
    { kind: 'setTokenPaused', token, paused: random.chance(70), by },
    { kind: 'retire', kernel, by },
    { kind: 'setLimits', kernel, limits: limitsIn({ random }, kernel), by },
  ])
}

/** Limits that one deal or another does not keep, and some that no kernel may have. */
function limitsIn({ random }: Pick<Scene, 'random'>, kernel: KernelName): Limits {
  const first = firstLimits(kernel === 'unknown' ? 'matmul' : kernel)
  return random.pick<Limits>([
    first,
    { ...first, retired: true },
    { ...first, minSampleBps: 5000 },
    { ...first, minSampleBps: random.pick([0, 2499, 10_001]) },
    { ...first, minSamples: random.pick([3, 6]) },
    { ...first, unitBurn: LIMITS.unitBurn * 300n },
    { ...first, minLock: parseEther('120') },
    { ...first, maxLock: parseEther('120') },
    { ...first, minLock: random.pick([1n, LIMITS.maxLock + 1n]) },
    { ...first, maxLock: 1n },
  ])
}
