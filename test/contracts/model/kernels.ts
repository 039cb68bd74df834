import { LIMITS, MATMUL8, ROYALTY_BPS } from '../utils/protocol.js'

/** Products with and without a royalty, a search whose jobs end by their output, and an id that nobody registered. */
export type KernelName = 'matmul' | 'free' | 'search' | 'unknown'
export type KnownKernel = Exclude<KernelName, 'unknown'>

/** What may change about a kernel. */
export type Limits = {
  retired: boolean
  minSampleBps: number
  minSamples: number
  unitBurn: bigint
  minLock: bigint
  maxLock: bigint
}

/** What never changes about a kernel; `units` are those of every request that the model makes. */
export type KernelFacts = {
  readonly id: number
  readonly witness: boolean
  readonly royaltyBps: bigint
  readonly author: 'author' | 'copycat' | 'bob'
  readonly units: bigint
}

export const KERNEL_NAMES: readonly KernelName[] = ['matmul', 'free', 'search', 'unknown']
export const UNKNOWN_KERNEL = 99

const product = { witness: false, units: 1n }

/** The author of the search works, too: a payment may credit one account twice. */
export const KERNELS: Readonly<Record<KnownKernel, KernelFacts>> = {
  matmul: { ...product, id: MATMUL8, royaltyBps: ROYALTY_BPS, author: 'author' },
  free: { ...product, id: 2, royaltyBps: 0n, author: 'copycat' },
  search: { id: 3, witness: true, royaltyBps: 1000n, author: 'bob', units: 1n },
}

export function kernelId(name: KernelName): number {
  return name === 'unknown' ? UNKNOWN_KERNEL : KERNELS[name].id
}

/** What a kernel is registered with. */
export function firstLimits(name: KnownKernel): Limits {
  const floors = KERNELS[name].witness ? { minSampleBps: 0, minSamples: 0 } : {}
  return { ...LIMITS, ...floors }
}
