import type { Address, Hex } from 'viem'
import { KERNELS } from './kernels.js'
import type { NetworkParams } from './network-params.js'
import { MINUTE, ONE, SECOND } from './units.js'

/** An account of the mnemonic that every local chain funds; its key is public. */
export type LocalAccount = { readonly address: Address; readonly privateKey: Hex }

const DEPLOYER = {
  address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  privateKey: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
} as const
const TREASURY = {
  address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  privateKey: '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
} as const
const GOVERNANCE = {
  address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
  privateKey: '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
} as const
const GUARDIAN = {
  address: '0x90F79bf6EB2c4f870365E785982E1f101E93b906',
  privateKey: '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6',
} as const

/** The first four well-known accounts of local chains, by what they do in a local deployment. */
export const LOCAL_ACCOUNTS: Readonly<Record<'deployer' | 'treasury' | 'governance' | 'guardian', LocalAccount>> = {
  deployer: DEPLOYER,
  treasury: TREASURY,
  governance: GOVERNANCE,
  guardian: GUARDIAN,
}

/** Local chains: every window short enough to wait for, every role without delay. */
export const local: NetworkParams = {
  name: 'local',
  // Hardhat's and anvil's default, and geth's developer chain.
  chainIds: [31337, 1337],
  // Local blocks carry no randomness worth waiting four blocks for, and some local chains have no EIP-2935.
  beacon: 'DevBeacon',
  accounts: { treasury: TREASURY.address, governance: GOVERNANCE.address, guardian: GUARDIAN.address },
  emission: {
    // 40 % of the cap of 1e9 QRN, as on public chains.
    genesis: 400_000_000n * ONE,
    // A demo sees several epochs.
    epochS: 5 * MINUTE,
    stakersBps: 4000,
    gammaBps: 9000,
  },
  // Must exceed the longest life of a job: 180 + 10 + 60 + 180 + 2 * 60 = 550 s.
  staking: { unbondingS: 10 * MINUTE, commissionNoticeS: 10 * MINUTE },
  escrow: {
    beaconDelayS: 10 * SECOND,
    revealWindowS: 60 * SECOND,
    minChallengeWindowS: 5 * SECOND,
    maxChallengeWindowS: 3 * MINUTE,
    maxDurationS: 3 * MINUTE,
    disputeClockS: 60 * SECOND,
  },
  kernels: KERNELS,
  tokens: [
    { token: 'native', maxPrice: ONE },
    { token: 'QRN', maxPrice: 1_500n * ONE },
  ],
  delays: { coreS: 0, listingS: 0, guardianS: 0 },
  // A block is final as soon as it exists.
  execution: { confirmations: 1, pollingIntervalMs: 25 },
}
