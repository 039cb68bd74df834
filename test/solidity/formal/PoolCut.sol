// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Rounding} from "../../../contracts/shared/Rounding.sol";
import {INDEX_ONE} from "../../../contracts/staking/DelegationPool.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice Invariant S2: the index after a slash makes all shares worth what is left, and less than one base unit more.
// bug: contracts/shared/Rounding.sol
// - return product == 0 ? 0 : (product - 1) / whole + 1;
// + return product / whole;
// at left == 1 && shares == 3
contract PoolCut {
    function check(uint96 left, uint104 shares) external pure {
        require(shares > 0, OutOfScope());
        uint256 index = Rounding.mulDivUp(left, INDEX_ONE, shares);
        assert(shares * index >= uint256(left) * INDEX_ONE);
        assert(shares * index < uint256(left) * INDEX_ONE + shares);
        assert(shares < INDEX_ONE);
    }
}
