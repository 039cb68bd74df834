// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {poolShare} from "../../../contracts/staking/SlashSplit.sol";
import {cancel} from "./CancelFactor.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice Beside a pool as large as its own stake or larger, the operator's share of a slash is at least half.
// bug: contracts/staking/SlashSplit.sol
// - uint256 bearing = pool < self ? pool : self;
// + uint256 bearing = pool;
// at taken == 6 && self == 2 && pool == 10
contract SlashHalf {
    function check(uint96 taken, uint96 self, uint96 pool) external pure {
        require(self > 0 && self <= pool, OutOfScope());
        uint256 share = poolShare(taken, self, pool);
        uint256 both = uint256(self) + self;
        assert(share * both <= uint256(taken) * self);
        assert(2 * share * self <= uint256(taken) * self);
        assert(uint256(taken) * self < (uint256(taken) + 1) * self);
        cancel(2 * share, uint256(taken) + 1, self);
        assert(2 * share <= taken);
    }
}
