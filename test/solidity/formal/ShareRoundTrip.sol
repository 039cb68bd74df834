// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DelegationPool, INDEX_ONE, sharesDown} from "../../../contracts/staking/DelegationPool.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice Invariant S5, one delegator: what a delegation buys is never worth more than what was paid.
// bug: contracts/staking/DelegationPool.sol
// - return Rounding.mulDivDown(amount, INDEX_ONE, pool.index);
// + return Rounding.mulDivUp(amount, INDEX_ONE, pool.index);
contract ShareRoundTrip {
    function check(uint96 amount, uint120 index) external pure {
        require(index > 0 && index <= INDEX_ONE, OutOfScope());
        DelegationPool memory pool;
        pool.index = index;
        uint256 shares = sharesDown(pool, amount);
        assert(shares * index <= uint256(amount) * INDEX_ONE);
    }
}
