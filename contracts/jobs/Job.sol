// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The states of a job. A shard that nobody holds is Open, whether it was ever accepted or not.
enum State {
    Open,
    Assigned,
    Committed,
    Revealed,
    Finalized,
    Slashed
}

/// @notice One shard of a request.
/// @dev Two storage slots: 160 + 16 + 32 + 36 + 4 + 4 + 4 bits (packed by hand in `word`), and 256 bits.
struct Job {
    /// `worker 160 | step 16 | deadline 32 | aux 36 | state 4 | attempt 4 | flags 4`, from the lowest bit up.
    uint256 word;
    /// The seal while Committed; the revealed root from then on.
    bytes32 sealOrRoot;
}
