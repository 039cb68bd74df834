import type { Address } from 'viem'

/** Who receives genesis and who holds the roles of `permissions.ts`. None of them may be the deployer. */
export type ProtocolAccounts = {
  /** Receives genesis. */
  readonly treasury: Address
  /** Holds every role but the guardian's, each with its delay. */
  readonly governance: Address
  /** May stop new exposure at once, and moves nothing. */
  readonly guardian: Address
}

/** Constructor values of `Emission`. Amounts in base units of QRN, times in seconds. */
export type EmissionParams = {
  /** Minted to the treasury in the first block; the rest of the cap is emitted. */
  readonly genesis: bigint
  readonly epochS: number
  /** The stakers' part of the emission; workers earn the rest. */
  readonly stakersBps: number
  /** The most a worker earns for its own burn. */
  readonly gammaBps: number
}

/** Constructor values of `JobEscrow`, in seconds. */
export type EscrowParams = {
  readonly beaconDelayS: number
  readonly revealWindowS: number
  readonly minChallengeWindowS: number
  readonly maxChallengeWindowS: number
  readonly maxDurationS: number
  /** Per side of a dispute. */
  readonly disputeClockS: number
}

/** One kernel of the registry. Amounts in base units of QRN. */
export type KernelParams = {
  readonly id: number
  /** Name of the contract that checks it. */
  readonly contract: string
  /** What the contract calls itself: the elements of flat work are sampled, a witness is checked as a whole. */
  readonly kind: 'flat' | 'witness'
  readonly royaltyBps: number
  readonly author: keyof ProtocolAccounts
  /** Gas of one `check`. */
  readonly gasCap: number
  readonly minSampleBps: number
  readonly minSamples: number
  readonly unitBurn: bigint
  readonly minLock: bigint
  readonly maxLock: bigint
}

/** One token that requests may be paid in. */
export type TokenParams = {
  /** `native` is the chain's coin, `QRN` the protocol's own token. */
  readonly token: 'native' | 'QRN'
  /** The most one shard may cost, in base units of the token. */
  readonly maxPrice: bigint
}

/** Seconds between announcing and executing what a role may do. */
export type RoleDelays = {
  /** New lockers and crediters, and every change of the role table itself. */
  readonly coreS: number
  /** New kernels, their limits, and the token list. */
  readonly listingS: number
  /** Stopping new exposure. */
  readonly guardianS: number
}

/** How transactions are followed. */
export type ExecutionParams = {
  /** Blocks that must include or follow a transaction before the next stage begins. */
  readonly confirmations: number
  /** Milliseconds between two looks at the chain. */
  readonly pollingIntervalMs: number
}

/** Everything a deployment is determined by, besides the deployer and its nonce. */
export type NetworkParams = {
  readonly name: string
  readonly chainIds: readonly number[]
  readonly beacon: 'HeaderBeacon' | 'DevBeacon'
  readonly accounts: ProtocolAccounts
  readonly emission: EmissionParams
  /** Constructor values of `Staking`, in seconds. */
  readonly staking: { readonly unbondingS: number; readonly commissionNoticeS: number }
  readonly escrow: EscrowParams
  readonly kernels: readonly KernelParams[]
  readonly tokens: readonly TokenParams[]
  readonly delays: RoleDelays
  readonly execution: ExecutionParams
}
