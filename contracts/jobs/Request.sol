// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The price, timing and safety of a request; amounts are per shard, in base units.
struct Terms {
    address requester;
    /// Makes ids distinct, and orders requests for `cancelBefore`.
    uint64 nonce;
    /// Zero is the native coin.
    address payToken;
    uint96 minPrice;
    uint96 maxPrice;
    /// Unix time until which the price is `minPrice`; then it rises linearly to `maxPrice` over `rampPeriod` seconds.
    uint40 rampStart;
    uint32 rampPeriod;
    /// QRN burned when a shard is finalized: 0 earns no emission.
    uint96 burn;
    /// QRN of the worker's stake that a shard holds.
    uint96 lock;
    /// Unix time of the last accept.
    uint40 acceptBy;
    /// Seconds from accept to commit.
    uint32 duration;
    /// Seconds from reveal to finalize.
    uint32 challengeWindow;
    /// How often a job is sampled, in bps, and at how many elements.
    uint16 sampleBps;
    uint8 samples;
    /// The only worker that may accept; zero is any.
    address assignee;
    uint32 kernelId;
}

/// @notice What is to be computed.
struct Work {
    uint32 shards;
    /// `keccak256(abi.encode(inputRoots))`.
    bytes32 inputRoot;
    bytes params;
    string inputUri;
}

/// @notice What a requester signs: terms and work.
struct Request {
    Terms terms;
    Work work;
}
