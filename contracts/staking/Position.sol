// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Rounding} from "../shared/Rounding.sol";
import {ACC_SCALE} from "./RewardPool.sol";

/// @notice A worker's own active bond, its place in the rewards, and what it takes part in.
/// @dev Packed by hand into one storage slot (`PositionSlot`): 3 + 4 + 1 + 96 + 152 bits. Rewards pending are
/// `(active + commission) * acc / ACC_SCALE - debt`, where `commission` is the part of its pool, in base units, whose rewards
/// are the worker's. The debt stays within `+-2^121`: it follows a stake times `acc / ACC_SCALE`, which is below
/// `1e27 * 2^120 / 1e27`, and rewards, which are below 1e27; so casts from unsigned values, all below 2^121, keep their sign.
struct Position {
    /// Rows of the unbonding ring used so far; never falls.
    uint256 rows;
    /// The lockers that may lock and slash its stake: bit i stands for the locker added as number i.
    uint256 lockerMask;
    /// Whether the worker's pool was ever used; if not, it need not be read.
    bool pooled;
    /// Base units that earn and can be locked. Slashable.
    uint256 active;
    /// Rewards, in base units, that `active * acc` counts and that are paid or were never earned.
    int256 debt;
}

/// @notice A `Position` as stored: `rows 3 | lockerMask 4 | pooled 1 | active 96 | debt 152`, from the lowest bit up. The
/// mask's lowest bit is stored inverted: whoever never chose works for the first locker.
type PositionSlot is uint256;

using {raise, lower, reweigh, settle, pending, worksFor, setLocker, packed} for Position global;
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

/// @notice The worker's commission is that of `to` base units from `acc` on, instead of `from`.
function reweigh(Position memory position, uint256 from, uint256 to, uint256 acc) pure {
    if (to > from) position.debt += int256(Rounding.mulDivUp(to - from, acc, ACC_SCALE));
    else position.debt -= int256(Rounding.mulDivDown(from - to, acc, ACC_SCALE));
}

/// @notice Marks rewards of `amount` as paid.
function settle(Position memory position, uint256 amount) pure {
    position.debt += int256(amount);
}

/// @notice Rewards earned up to `acc` and not paid, in base units, rounded down; those of `commission` base units among them.
/// @dev Each change of the bond may cost its owner a base unit, so the difference can fall just below zero.
function pending(Position memory position, uint256 commission, uint256 acc) pure returns (uint256) {
    int256 rewards = int256(Rounding.mulDivDown(position.active + commission, acc, ACC_SCALE)) - position.debt;
    return rewards > 0 ? uint256(rewards) : 0;
}

/// @notice Whether the locker added as number `index` may lock and slash the worker's stake.
function worksFor(Position memory position, uint256 index) pure returns (bool) {
    return (position.lockerMask >> index) & 1 != 0;
}

/// @notice Allows the locker added as number `index` to lock and slash the worker's stake, or not.
function setLocker(Position memory position, uint256 index, bool on) pure {
    if (position.worksFor(index) != on) position.lockerMask ^= 1 << index;
}

/// @notice The position as one word.
function packed(Position memory position) pure returns (PositionSlot) {
    // `rows` is at most 4, the mask below 16.
    uint256 word =
        position.rows | ((position.lockerMask ^ 1) << 3) | (uint256(SafeCast.toUint96(position.active)) << 8);
    if (position.pooled) word |= 1 << 7;
    return PositionSlot.wrap(word | (uint256(int256(SafeCast.toInt152(position.debt))) << 104));
}

/// @notice The position in memory.
function unpacked(PositionSlot slot) pure returns (Position memory position) {
    uint256 word = PositionSlot.unwrap(slot);
    position.rows = word & 7;
    position.lockerMask = ((word >> 3) & 15) ^ 1;
    position.pooled = word & (1 << 7) != 0;
    position.active = uint96(word >> 8);
    position.debt = int256(word) >> 104;
}
