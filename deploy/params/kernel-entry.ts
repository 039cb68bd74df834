import type { KernelParams, NetworkParams } from './network-params.js'

/** The contracts' `Kind` by its number. */
const KINDS = { flat: 0, witness: 1 } as const satisfies Record<KernelParams['kind'], number>

/** What the registry keeps of a kernel for ever; `kernel` is its contract. */
export function kernelEntry<T>(kernel: T, params: KernelParams, accounts: NetworkParams['accounts']) {
  const { kind, royaltyBps, gasCap, author } = params
  return { kernel, kind: KINDS[kind], royaltyBps, gasCap, author: accounts[author] }
}

/** The limits that a kernel begins with. */
export function kernelLimits({ minSampleBps, minSamples, unitBurn, minLock, maxLock }: KernelParams) {
  return { retired: false, minSampleBps, minSamples, unitBurn, minLock, maxLock }
}
