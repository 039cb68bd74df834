// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Bps} from "../shared/Bps.sol";
import {Rounding} from "../shared/Rounding.sol";

/// @dev The worth of a share that was never slashed, one base unit, in the fixed point of `DelegationPool.index`.
uint256 constant INDEX_ONE = 1 << 112;

/// @dev Below this worth, a 1024th, a pool takes no new delegations. So all shares are below `2^10` times the token's cap,
/// 1e27, that is below 2^100: tokens that a slash took are burned and cannot be delegated again.
uint256 constant LEAST_INDEX = 1 << 102;

/// @notice What others staked behind one worker: the part that earns, the part that unbonds, and what a share is worth.
/// @dev Active and unbonding shares lose alike in a slash, so one `index` is the worth of both, and moving shares between
/// the parts is exact. The index falls with slashes and never rises: nothing but a slash changes what a share is worth.
/// The rewards of a share follow `rate(acc) = offset + net(index) * acc`, which changes its slope only when the index or the
/// commission changes: delegating, unbonding and claiming read these terms and never write them.
struct DelegationPool {
    /// Shares that earn and count for new locks.
    uint256 active;
    /// Shares that unbond. Slashable, too.
    uint256 unbonding;
    /// How often the pool was wiped out, or left when worn, and began anew; shares of earlier eras are worth nothing.
    uint256 era;
    /// Base units that a share is worth, times `INDEX_ONE`.
    uint256 index;
    /// The worker's part of what the pool earns, in bps.
    uint256 commissionBps;
    /// Whether the worker announced a higher commission.
    bool announced;
    /// See `rate`, times `ACC_SCALE`; within `+-2^122`, as the accumulator is below 2^120.
    int256 offset;
}

/// @notice A `DelegationPool` as stored, from the lowest bit up: `active 104 | unbonding 104 | era 48` and
/// `INDEX_ONE - index 113 | commissionBps 14 | announced 1 | offset 128`. Zeros are a pool that nobody ever used.
struct DelegationPoolSlots {
    uint256 shares;
    uint256 terms;
}

using {
    assets,
    activeAssets,
    worth,
    sharesDown,
    sharesUp,
    activeUp,
    commissionWeight,
    rateDown,
    rateUp,
    setCommission,
    cut,
    restart
} for DelegationPool global;
using {unpacked, storeShares, storeTerms} for DelegationPoolSlots global;

/// @notice Base units of all shares, rounded down: what a slash can take.
function assets(DelegationPool memory pool) pure returns (uint256) {
    return pool.worth(pool.active + pool.unbonding);
}

/// @notice Base units of the active shares, rounded down: what counts for new locks.
function activeAssets(DelegationPool memory pool) pure returns (uint256) {
    return pool.worth(pool.active);
}

/// @notice Base units that `shares` are worth, rounded down.
function worth(DelegationPool memory pool, uint256 shares) pure returns (uint256) {
    return (shares * pool.index) >> 112;
}

/// @notice Shares that `amount` base units buy, rounded down; the index must not be below `LEAST_INDEX`.
function sharesDown(DelegationPool memory pool, uint256 amount) pure returns (uint256) {
    return Rounding.mulDivDown(amount, INDEX_ONE, pool.index);
}

/// @notice Shares that are worth `amount` base units when rounded down: the fewest of them.
function sharesUp(DelegationPool memory pool, uint256 amount) pure returns (uint256) {
    return Rounding.mulDivUp(amount, INDEX_ONE, pool.index);
}

/// @notice Base units of the active shares, rounded up: their weight in the stakers' stream.
/// @dev Up, so that what delegators and their worker are owed never sums to more than the pool's part of the stream.
function activeUp(DelegationPool memory pool) pure returns (uint256) {
    return Rounding.mulDivUp(pool.active, pool.index, INDEX_ONE);
}

/// @notice Base units of the pool whose rewards are the worker's commission, rounded down.
function commissionWeight(DelegationPool memory pool) pure returns (uint256) {
    return (pool.active * (pool.index - _net(pool))) >> 112;
}

/// @notice Rewards of one active share since the era began, times `ACC_SCALE`, after commission and rounded down.
function rateDown(DelegationPool memory pool, uint256 acc) pure returns (uint256) {
    // Each change of the terms costs a last digit, so the rate can fall just below zero at first.
    int256 rate = pool.offset + int256((_net(pool) * acc) >> 112);
    return rate > 0 ? uint256(rate) : 0;
}

/// @notice As `rateDown`, rounded up: what a share that joins now has not earned.
function rateUp(DelegationPool memory pool, uint256 acc) pure returns (uint256) {
    int256 rate = pool.offset + int256(Rounding.mulDivUp(_net(pool), acc, INDEX_ONE));
    return rate > 0 ? uint256(rate) : 0;
}

/// @notice Rewards from `acc` on give the worker `bps` of them; nothing is announced any more.
function setCommission(DelegationPool memory pool, uint256 bps, uint256 acc) pure {
    uint256 rate = pool.rateDown(acc);
    pool.commissionBps = bps;
    pool.announced = false;
    _continueAt(pool, rate, acc);
}

/// @notice Takes exactly `part` base units, at most `assets()`, off all shares evenly. The rewards until `acc` stay.
/// @dev The new index is the least one at which all shares are worth what is left, so no rounding is left over:
/// `floor(shares * index)` falls by `part`, and what single stakers can take out, each rounded down, never sums to more.
function cut(DelegationPool memory pool, uint256 part, uint256 acc) pure {
    uint256 rate = pool.rateDown(acc);
    pool.index = Rounding.mulDivUp(pool.assets() - part, INDEX_ONE, pool.active + pool.unbonding);
    _continueAt(pool, rate, acc);
}

/// @notice Begins a new era, without shares and with rewards from `acc` on. The commission stays.
function restart(DelegationPool memory pool, uint256 acc) pure {
    pool.active = 0;
    pool.unbonding = 0;
    pool.era += 1;
    pool.index = INDEX_ONE;
    _continueAt(pool, 0, acc);
}

/// @notice Stores how many shares there are.
function storeShares(DelegationPoolSlots storage slots, DelegationPool memory pool) {
    // Sums may not spill into the neighbour; the bound above says that they cannot, and a wrong bound must not go unseen.
    uint256 word = uint256(SafeCast.toUint104(pool.active)) | (uint256(SafeCast.toUint104(pool.unbonding)) << 104);
    slots.shares = word | (uint256(SafeCast.toUint48(pool.era)) << 208);
}

/// @notice Stores what a share is worth and earns.
function storeTerms(DelegationPoolSlots storage slots, DelegationPool memory pool) {
    uint256 word = (INDEX_ONE - pool.index) | (pool.commissionBps << 113);
    if (pool.announced) word |= 1 << 127;
    slots.terms = word | (uint256(int256(SafeCast.toInt128(pool.offset))) << 128);
}

/// @notice The pool in memory.
function unpacked(DelegationPoolSlots storage slots) view returns (DelegationPool memory pool) {
    uint256 word = slots.shares;
    pool.active = uint104(word);
    pool.unbonding = uint104(word >> 104);
    pool.era = word >> 208;
    word = slots.terms;
    pool.index = INDEX_ONE - (word & ((1 << 113) - 1));
    pool.commissionBps = (word >> 113) & ((1 << 14) - 1);
    pool.announced = word & (1 << 127) != 0;
    pool.offset = int256(word) >> 128;
}

/// @dev Chooses the offset such that the rate at `acc` is `rate`, or a last digit less.
function _continueAt(DelegationPool memory pool, uint256 rate, uint256 acc) pure {
    pool.offset = int256(rate) - int256(Rounding.mulDivUp(_net(pool), acc, INDEX_ONE));
}

/// @dev The delegators' part of the index.
function _net(DelegationPool memory pool) pure returns (uint256) {
    return Bps.bpsDown(pool.index, Bps.ONE - pool.commissionBps);
}
