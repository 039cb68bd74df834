// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Which second belongs to whom; all times in Unix seconds.
/// @dev Invariant J9 rests on it: what is in time and what replaces it ask the same question (`test/solidity/formal`).
library Deadline {
    /// @notice Whether `deadline` is over at `time`: an action is in time until its deadline, inclusive.
    function isPast(uint256 time, uint256 deadline) internal pure returns (bool) {
        return time > deadline;
    }

    /// @notice Until when a revealed job can be ended against its worker: while one of its `disputes` is open, both sides
    /// have their `clock` besides.
    function windowEnd(uint256 deadline, uint256 disputes, uint256 clock) internal pure returns (uint256) {
        return disputes == 0 ? deadline : deadline + 2 * clock;
    }
}
