// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What `Emission` asks of a contract that reports burned work (an escrow).
interface ICrediter {
    /// @notice Reports closed epochs: the running sum first, then each of `workers`. Never paused.
    function roll(address[] calldata workers) external;

    /// @notice Hands the burn that settled jobs left behind to `Emission.burn`.
    function flushBurn() external;
}
