// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Parts of an amount in basis points; the rounding is in the name.
library Bps {
    uint256 internal constant ONE = 10_000;

    /// @notice `amount * bps / 10000`, rounded down: for what the protocol pays.
    /// @dev Amounts are at most 2^152, so the product cannot overflow; if it did, it would revert.
    function bpsDown(uint256 amount, uint256 bps) internal pure returns (uint256) {
        return (amount * bps) / ONE;
    }
}
