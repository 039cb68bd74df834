// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {poolShare} from "../../../contracts/staking/SlashSplit.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice A pool smaller than the operator's own stake pays at most its even part of a slash, and less than one less.
// bug: contracts/staking/SlashSplit.sol
// - Rounding.mulDivDown(taken, bearing, self + bearing);
// + Rounding.mulDivUp(taken, bearing, self + bearing);
// at taken == 3 && self == 2 && pool == 2
contract SlashPool {
    function check(uint96 taken, uint96 self, uint96 pool) external pure {
        uint256 assets = uint256(self) + pool;
        require(pool > 0 && pool <= self && taken <= assets, OutOfScope());
        uint256 share = poolShare(taken, self, pool);
        assert(share * assets <= uint256(taken) * pool);
        assert(uint256(taken) * pool < (share + 1) * assets);
    }
}
