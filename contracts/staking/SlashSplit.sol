// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Rounding} from "../shared/Rounding.sol";

/// @notice Splits a slash of `amount` between a worker's `self` side and its `pool` side, both active and unbonding together,
/// all in base units.
/// @dev The sides pay `self : min(pool, self)`; what the self side lacks the pool pays. So the self side bears at least half
/// of a slash for as long as it can, and the parts sum to `min(amount, self + pool)`. Down for the pool: the odd unit is
/// the operator's.
function splitSlash(uint256 amount, uint256 self, uint256 pool) pure returns (uint256 fromSelf, uint256 fromPool) {
    uint256 taken = Math.min(amount, self + pool);
    uint256 bearing = Math.min(pool, self);
    fromPool = bearing == 0 ? 0 : Rounding.mulDivDown(taken, bearing, self + bearing);
    fromSelf = Math.min(taken - fromPool, self);
    fromPool = taken - fromSelf;
}
