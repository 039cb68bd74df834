import type { KernelParams } from './network-params.js'
import { ONE } from './units.js'

const MATMUL8: KernelParams = {
  id: 1,
  contract: 'Matmul8',
  kind: 'flat',
  // The protocol earns by burns alone; the author of its first kernel asks for nothing.
  royaltyBps: 0,
  author: 'treasury',
  // One element at K = 16384, the dearest, costs about a quarter of it.
  gasCap: 4_000_000,
  // Until disputes over withheld output exist (protocol.md §7).
  minSampleBps: 2500,
  minSamples: 4,
  // A millionth of a QRN per 2^20 multiply-adds: 0.001 QRN for 1024 x 1024 x 1024.
  unitBurn: 10n ** 12n,
  // The least that makes a proof worth its gas.
  minLock: ONE,
  // The value cap of a job while the protocol is young.
  maxLock: 10_000n * ONE,
}

const RENDER: KernelParams = {
  id: 2,
  contract: 'Render',
  kind: 'flat',
  royaltyBps: 0,
  author: 'treasury',
  // A pixel of 8,192 iterations, the dearest, costs 1.4 million.
  gasCap: 2_000_000,
  // Until disputes over withheld output exist (protocol.md §7).
  minSampleBps: 2500,
  minSamples: 4,
  // A unit, 2^20 iterations, takes a processor some fifty times as long as one of Matmul8.
  unitBurn: 5n * 10n ** 13n,
  // The least that makes a proof worth its gas.
  minLock: ONE,
  maxLock: 10_000n * ONE,
}

const CREATE2_SEARCH: KernelParams = {
  id: 3,
  contract: 'Create2Search',
  kind: 'witness',
  royaltyBps: 0,
  author: 'treasury',
  // The least that the registry takes; a check costs about 8,000 whatever the mask.
  gasCap: 100_000,
  // A witness is checked as a whole, never sampled.
  minSampleBps: 0,
  minSamples: 0,
  // What Matmul8 burns in the same time of the same machine, which does 5,000 to 7,000 of its units in the time of one of
  // these, 2^20 expected hashes: 20 QRN for 32 bits of an address.
  unitBurn: 5n * 10n ** 15n,
  // A worker that finds nothing loses 5 % of it: no proof has to pay for its gas.
  minLock: ONE,
  maxLock: 10_000n * ONE,
}

const MONTE_CARLO: KernelParams = {
  id: 4,
  contract: 'MonteCarlo',
  kind: 'flat',
  royaltyBps: 0,
  author: 'treasury',
  // One chunk, the dearest, costs about 1,400,000.
  gasCap: 2_000_000,
  // Until disputes over withheld output exist (protocol.md §7).
  minSampleBps: 2500,
  minSamples: 4,
  // A unit, 2^20 steps of paths, takes a processor some five hundred times as long as one of Matmul8.
  unitBurn: 5n * 10n ** 14n,
  // The least that makes a proof worth its gas.
  minLock: ONE,
  maxLock: 10_000n * ONE,
}

/** Every kernel as it is registered, the same on every chain. */
export const KERNELS: readonly KernelParams[] = [MATMUL8, RENDER, CREATE2_SEARCH, MONTE_CARLO]
