import type { KernelParams, NetworkParams, ProtocolAccounts } from './network-params.js'
import { DAY, HOUR, MINUTE, ONE } from './units.js'

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

/** Sepolia, with the values of any public chain. Whoever deploys names the accounts. */
export function sepolia(accounts: ProtocolAccounts): NetworkParams {
  return {
    name: 'sepolia',
    chainIds: [11155111],
    // Blocks carry prevrandao, and EIP-2935 keeps 8191 block hashes (27 h), longer than a reveal may take.
    beacon: 'HeaderBeacon',
    accounts,
    emission: {
      // 40 % of the cap of 1e9 QRN; the other 60 % are emitted.
      genesis: 400_000_000n * ONE,
      epochS: DAY,
      // 40 % to stake and time, 60 % to burned work.
      stakersBps: 4000,
      // Hiring yourself always loses a tenth of the burn.
      gammaBps: 9000,
    },
    // Longer than the longest life of a job: 48 h + 10 min + 2 h + 48 h + 2 * 24 h = 146 h 10 min.
    staking: { unbondingS: 7 * DAY, commissionNoticeS: 7 * DAY },
    escrow: {
      // 50 blocks of 12 s for a header to appear and be posted.
      beaconDelayS: 10 * MINUTE,
      // A worker survives two hours without its RPC.
      revealWindowS: 2 * HOUR,
      // A challenger survives two hours without its RPC.
      minChallengeWindowS: 2 * HOUR,
      maxChallengeWindowS: 2 * DAY,
      maxDurationS: 2 * DAY,
      disputeClockS: 24 * HOUR,
    },
    kernels: [MATMUL8, RENDER, CREATE2_SEARCH, MONTE_CARLO],
    tokens: [
      // Test ether: no job needs more than one.
      { token: 'native', maxPrice: ONE },
      // A lock of six times the price still fits under `maxLock`.
      { token: 'QRN', maxPrice: 1_500n * ONE },
    ],
    delays: {
      // Longer than unbonding and than the life of any job, so that everybody can leave first.
      coreS: 14 * DAY,
      // Jobs that exist are not touched by lists; two days to look at what is coming.
      listingS: 2 * DAY,
      guardianS: 0,
    },
    // Deeper than the reorganisations of one slot that Sepolia sees; two looks a slot and a half.
    execution: { confirmations: 2, pollingIntervalMs: 4_000 },
  }
}
