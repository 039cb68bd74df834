// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Rounding} from "../shared/Rounding.sol";

// Plain comparisons throughout, so that a prover can follow (`test/solidity/formal`).

/// @notice Splits a slash of `amount` between a worker's `self` side and its `pool` side, both active and unbonding together,
/// all in base units.
/// @dev The pool pays its share; what the self side lacks the pool pays as well. So the self side bears at least half of a
/// slash for as long as it can, and the parts sum to `min(amount, self + pool)`.
function splitSlash(uint256 amount, uint256 self, uint256 pool) pure returns (uint256 fromSelf, uint256 fromPool) {
    uint256 taken = amount < self + pool ? amount : self + pool;
    uint256 rest = taken - poolShare(taken, self, pool);
    fromSelf = rest < self ? rest : self;
    fromPool = taken - fromSelf;
}

/// @notice The pool's share of `taken`: the sides pay `self : min(pool, self)`.
/// @dev Rounded down: the odd unit is the operator's.
function poolShare(uint256 taken, uint256 self, uint256 pool) pure returns (uint256) {
    uint256 bearing = pool < self ? pool : self;
    return bearing == 0 ? 0 : Rounding.mulDivDown(taken, bearing, self + bearing);
}
