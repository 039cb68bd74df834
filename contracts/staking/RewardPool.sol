// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Rounding} from "../shared/Rounding.sol";

/// @dev The fixed point of `RewardPool.acc`.
uint256 constant ACC_SCALE = 1e27;

/// @dev Below this total, in base units, time passes without rewards. It keeps `acc` small: the whole stream is at most 1e27,
/// so `acc <= 1e27 * ACC_SCALE / 1e18 = 1e36 < 2^120`, whatever the parameters.
uint256 constant LEAST_TOTAL = 1e18;

/// @dev The stream is shared out in whole units of 2^45 base units (0.000035 QRN); the rest waits, it is not lost. All of it,
/// at most 1e27, is below 2^45 units.
uint256 constant UNIT_BITS = 45;

/// @notice The stakers' stream, shared by stake and time, and the switch for new bonds that is read along with it.
/// @dev Packed by hand into one storage slot (`RewardSlot`): 120 + 90 + 45 + 1 bits.
struct RewardPool {
    /// Rewards of one base unit bonded since the start, times `ACC_SCALE`, rounded down.
    uint256 acc;
    /// Base units active over all workers; the token's cap, 1e27, is below 2^90.
    uint256 total;
    /// Units of the stream that were shared out or forfeited.
    uint256 units;
    /// Whether the guardian stopped new bonds.
    bool bondingPaused;
}

/// @notice A `RewardPool` as stored: `acc 120 | total 90 | units 45 | bondingPaused 1`, from the lowest bit up.
type RewardSlot is uint256;

using {advance, packed} for RewardPool global;
using {unpacked} for RewardSlot global;

/// @notice Shares out what the stream `emitted` in all, in base units, and was not shared out yet.
/// @dev Storing what is shared out instead of the time spares a second look at the curve.
function advance(RewardPool memory pool, uint256 emitted) pure {
    uint256 units = emitted >> UNIT_BITS;
    uint256 fresh = units - pool.units;
    if (pool.total >= LEAST_TOTAL) pool.acc += Rounding.mulDivDown(fresh << UNIT_BITS, ACC_SCALE, pool.total);
    pool.units = units;
}

/// @notice The pool as one word.
function packed(RewardPool memory pool) pure returns (RewardSlot) {
    // Sums may not spill into the neighbour; the bounds above say that they cannot, and a wrong bound must not go unseen.
    uint256 word = SafeCast.toUint120(pool.acc);
    word |= pool.total << 120;
    word |= pool.units << 210;
    if (pool.bondingPaused) word |= 1 << 255;
    return RewardSlot.wrap(word);
}

/// @notice The pool in memory.
function unpacked(RewardSlot slot) pure returns (RewardPool memory pool) {
    uint256 word = RewardSlot.unwrap(slot);
    pool.acc = uint120(word);
    pool.total = (word >> 120) & ((1 << 90) - 1);
    pool.units = (word >> 210) & ((1 << 45) - 1);
    pool.bondingPaused = word >> 255 != 0;
}
