// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What `Staking` asks of a contract that locks stake (an escrow).
interface ILocker {
    /// @notice The stake of `worker` that this locker's live jobs hold, in base units.
    function lockedOf(address worker) external view returns (uint256);
}
