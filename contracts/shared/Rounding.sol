// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Division with the rounding in the name: down for what we pay, up for what we take.
/// @dev Products are plain 256-bit ones and revert when they overflow; callers state why theirs cannot.
library Rounding {
    /// @notice `amount * part / whole`, rounded down.
    function mulDivDown(uint256 amount, uint256 part, uint256 whole) internal pure returns (uint256) {
        return (amount * part) / whole;
    }

    /// @notice `amount * part / whole`, rounded up.
    function mulDivUp(uint256 amount, uint256 part, uint256 whole) internal pure returns (uint256) {
        uint256 product = amount * part;
        return product == 0 ? 0 : (product - 1) / whole + 1;
    }

    /// @notice `amount / by`, rounded down.
    function divDown(uint256 amount, uint256 by) internal pure returns (uint256) {
        return amount / by;
    }
}
