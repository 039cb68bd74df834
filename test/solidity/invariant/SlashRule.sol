// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What the specification makes of a slash, written without the contracts.
library SlashRule {
    /// @notice The sides pay `self : min(pool, self)`, what one side lacks the other pays, and the odd unit is the operator's.
    function split(
        uint256 amount,
        uint256 self,
        uint256 pool
    ) internal pure returns (uint256 fromSelf, uint256 fromPool) {
        uint256 taken = least(amount, self + pool);
        uint256 bearing = least(pool, self);
        fromPool = bearing == 0 ? 0 : (taken * bearing) / (self + bearing);
        fromSelf = least(taken - fromPool, self);
        fromPool = taken - fromSelf;
    }

    function least(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
