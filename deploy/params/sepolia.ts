import { KERNELS } from './kernels.js'
import type { NetworkParams, ProtocolAccounts } from './network-params.js'
import { DAY, HOUR, MINUTE, ONE } from './units.js'

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
    kernels: KERNELS,
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
