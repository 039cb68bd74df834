// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What a token may be used for. One slot.
struct TokenRule {
    /// The most that `maxPrice` of a request may be, in base units.
    uint96 maxPrice;
    /// Whether deposits are allowed; what is credited still pays for jobs, and can always be withdrawn.
    bool allowed;
    /// Whether the guardian stopped deposits and new jobs.
    bool paused;
}

/// @notice What one account has of one token. One slot: 152 + 40 + 64 bits.
struct Account {
    uint152 amount;
    /// Unix time before which it cannot be withdrawn.
    uint40 lockedUntil;
    /// The least nonce of a signed request that it still pays.
    uint64 minNonce;
}

/// @notice What is known of a request. One slot: 8 + 8 + 16 + 16 + 8 + 64 bits; all but `cancelled` of posted ones only.
struct RequestState {
    bool posted;
    bool cancelled;
    /// Its shards, and how many of them have their money set aside still.
    uint16 shards;
    uint16 openShards;
    /// What its kernel made of its parameters: samples that one reveal can prove, units of work of the largest shard.
    uint8 maxSamples;
    uint64 units;
}

/// @notice What one worker holds here. One slot: 96 + 24 + 96 bits.
struct WorkerAccount {
    /// QRN locked by its live jobs.
    uint96 locked;
    /// The epoch that `burned` belongs to.
    uint24 epoch;
    /// QRN burned by its finalized jobs in `epoch`.
    uint96 burned;
}

/// @notice The running epoch over all workers. One slot: 24 + 112 + 112 bits.
struct Running {
    uint24 epoch;
    /// QRN burned by finalized jobs in `epoch`.
    uint112 burned;
    /// QRN burned by finalized jobs and not yet flushed.
    uint112 burnable;
}

/// @notice What an escrow is deployed with; times in seconds.
struct EscrowConfig {
    /// The `AccessManager`.
    address authority;
    address staking;
    address emission;
    address registry;
    address beacon;
    /// Runs `check` for samples and fraud proofs.
    address proofRunner;
    uint32 beaconDelay;
    uint32 revealWindow;
    uint32 minChallengeWindow;
    uint32 maxChallengeWindow;
    uint32 maxDuration;
    uint32 disputeClock;
}
