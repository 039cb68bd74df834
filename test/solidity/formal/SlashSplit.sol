// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {splitSlash} from "../../../contracts/staking/SlashSplit.sol";

/// @notice The sides of a slash sum to `min(amount, self + pool)`, and the operator pays no more than it has.
// bug: contracts/staking/SlashSplit.sol
// - fromSelf = rest < self ? rest : self;
// + fromSelf = rest;
// at amount == 5 && self == 1 && pool == 4
contract SlashSplit {
    function check(uint96 amount, uint96 self, uint96 pool) external pure {
        (uint256 fromSelf, uint256 fromPool) = splitSlash(amount, self, pool);
        uint256 assets = uint256(self) + pool;
        assert(fromSelf + fromPool == (amount < assets ? amount : assets));
        assert(fromSelf <= self);
    }
}
