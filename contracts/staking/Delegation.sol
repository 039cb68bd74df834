// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Rounding} from "../shared/Rounding.sol";
import {ACC_SCALE} from "./RewardPool.sol";

/// @notice What one delegator has active in one era of a worker's pool, and its place in the pool's rewards.
/// @dev Packed by hand into one storage slot (`DelegationSlot`): 104 + 3 + 149 bits. Rewards pending are
/// `shares * rate / ACC_SCALE - debt`. The debt stays within `+-2^133`: shares are below 2^100, rates below 2^121.
struct Delegation {
    /// Active shares of the pool.
    uint256 shares;
    /// The place of the ring that is looked at first for the next unbonding.
    uint256 nextPlace;
    /// Rewards, in base units, that `shares * rate` counts and that are paid or were never earned.
    int256 debt;
}

/// @notice A `Delegation` as stored: `shares 104 | nextPlace 3 | debt 149`, from the lowest bit up.
type DelegationSlot is uint256;

using {raise, lower, settle, pending, packed} for Delegation global;
using {unpacked} for DelegationSlot global;

/// @notice Adds `shares` that earned nothing up to `rate`, which is rounded up.
function raise(Delegation memory delegation, uint256 shares, uint256 rate) pure {
    delegation.shares += shares;
    delegation.debt += int256(Rounding.mulDivUp(shares, rate, ACC_SCALE));
}

/// @notice Takes `shares` away and keeps what they earned up to `rate`, which is rounded down.
function lower(Delegation memory delegation, uint256 shares, uint256 rate) pure {
    delegation.shares -= shares;
    delegation.debt -= int256(Rounding.mulDivDown(shares, rate, ACC_SCALE));
}

/// @notice Marks rewards of `amount` as paid.
function settle(Delegation memory delegation, uint256 amount) pure {
    delegation.debt += int256(amount);
}

/// @notice Rewards earned up to `rate`, which is rounded down, and not paid, in base units.
/// @dev Each change may cost the delegator a base unit or so, so the difference can fall just below zero.
function pending(Delegation memory delegation, uint256 rate) pure returns (uint256) {
    int256 rewards = int256(Rounding.mulDivDown(delegation.shares, rate, ACC_SCALE)) - delegation.debt;
    return rewards > 0 ? uint256(rewards) : 0;
}

/// @notice The delegation as one word.
function packed(Delegation memory delegation) pure returns (DelegationSlot) {
    // `nextPlace` is below 8.
    uint256 word = uint256(SafeCast.toUint104(delegation.shares)) | (delegation.nextPlace << 104);
    return DelegationSlot.wrap(word | (uint256(int256(SafeCast.toInt144(delegation.debt))) << 107));
}

/// @notice The delegation in memory.
function unpacked(DelegationSlot slot) pure returns (Delegation memory delegation) {
    uint256 word = DelegationSlot.unwrap(slot);
    delegation.shares = uint104(word);
    delegation.nextPlace = (word >> 104) & 7;
    delegation.debt = int256(word) >> 107;
}
