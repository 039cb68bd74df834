// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Rounding} from "../shared/Rounding.sol";
import {ACC_SCALE} from "./RewardPool.sol";

/// @notice A worker's own active bond and its place in the rewards.
/// @dev Packed by hand into one storage slot (`PositionSlot`): 8 + 96 + 152 bits. Rewards pending are
/// `active * acc / ACC_SCALE - debt`. The debt stays within `+-2^121`: it follows `active * acc / ACC_SCALE`, which is below
/// `1e27 * 2^120 / 1e27`, and rewards, which are below 1e27; so casts from unsigned values, all below 2^121, keep their sign.
struct Position {
    /// Rows of the unbonding ring used so far; never falls.
    uint256 rows;
    /// Base units that earn and can be locked. Slashable.
    uint256 active;
    /// Rewards, in base units, that `active * acc` counts and that are paid or were never earned.
    int256 debt;
}

/// @notice A `Position` as stored: `rows 8 | active 96 | debt 152`, from the lowest bit up.
type PositionSlot is uint256;

using {raise, lower, settle, pending, packed} for Position global;
using {unpacked} for PositionSlot global;

/// @notice Adds `amount`, which earns from `acc` on.
function raise(Position memory position, uint256 amount, uint256 acc) pure {
    position.active += amount;
    position.debt += int256(Rounding.mulDivUp(amount, acc, ACC_SCALE));
}

/// @notice Takes `amount` away and keeps what it earned up to `acc`.
function lower(Position memory position, uint256 amount, uint256 acc) pure {
    position.active -= amount;
    position.debt -= int256(Rounding.mulDivDown(amount, acc, ACC_SCALE));
}

/// @notice Marks rewards of `amount` as paid.
function settle(Position memory position, uint256 amount) pure {
    position.debt += int256(amount);
}

/// @notice Rewards earned up to `acc` and not paid, in base units, rounded down.
/// @dev Each change of the bond may cost its owner a base unit, so the difference can fall just below zero.
function pending(Position memory position, uint256 acc) pure returns (uint256) {
    int256 rewards = int256(Rounding.mulDivDown(position.active, acc, ACC_SCALE)) - position.debt;
    return rewards > 0 ? uint256(rewards) : 0;
}

/// @notice The position as one word.
function packed(Position memory position) pure returns (PositionSlot) {
    // `rows` is at most 4.
    uint256 word = position.rows | (uint256(SafeCast.toUint96(position.active)) << 8);
    return PositionSlot.wrap(word | (uint256(int256(SafeCast.toInt152(position.debt))) << 104));
}

/// @notice The position in memory.
function unpacked(PositionSlot slot) pure returns (Position memory position) {
    uint256 word = PositionSlot.unwrap(slot);
    position.rows = uint8(word);
    position.active = uint96(word >> 8);
    position.debt = int256(word) >> 104;
}
