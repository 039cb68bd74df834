// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Rounding} from "../shared/Rounding.sol";

/// @dev Places in a ring; two share a storage slot, a row.
uint256 constant RING_PLACES = 8;

/// @dev Bits of an amount; the token's cap, 1e27, is below 2^90.
uint256 constant AMOUNT_BITS = 90;

uint256 constant AMOUNT_MASK = (1 << AMOUNT_BITS) - 1;

/// @notice A worker's own unbondings.
/// @dev Four storage slots of two entries, `amount 90 | endsAt 38` bits each, from the lowest bit up; zero is a free place.
/// Amounts are kept, not shares: there are at most 8 and they have one owner, so a slash scales them in place, exactly.
struct UnbondingRing {
    uint256[RING_PLACES / 2] rows;
}

using {firstFree, put, take, get, total, cut} for UnbondingRing global;

/// @notice The first free place in the first `rows` rows, or the one after them; `RING_PLACES` when all are taken.
function firstFree(UnbondingRing storage ring, uint256 rows) view returns (uint256 index) {
    for (uint256 row = 0; row < rows; ++row) {
        uint256 word = ring.rows[row];
        if (uint128(word) == 0) return row << 1;
        if (word >> 128 == 0) return (row << 1) + 1;
    }
    return rows << 1;
}

/// @notice Stores `amount` base units in the free place at `index`, to be withdrawn from Unix time `endsAt` on.
function put(UnbondingRing storage ring, uint256 index, uint256 amount, uint256 endsAt) {
    // The amount is below 2^90, the time below 2^38 for 8,000 years.
    ring.rows[index >> 1] |= (amount | (endsAt << AMOUNT_BITS)) << _shift(index);
}

/// @notice Takes what is left at `index` off the ring; zeros for a free place or none.
function take(UnbondingRing storage ring, uint256 index) returns (uint256 amount, uint256 endsAt) {
    if (index >= RING_PLACES) return (0, 0);
    uint256 word = ring.rows[index >> 1];
    uint256 entry = uint128(word >> _shift(index));
    ring.rows[index >> 1] = word ^ (entry << _shift(index));
    return (entry & AMOUNT_MASK, entry >> AMOUNT_BITS);
}

/// @notice What is left at `index`, and from when on it may be withdrawn; zeros for a free place.
function get(UnbondingRing storage ring, uint256 index) view returns (uint256 amount, uint256 endsAt) {
    uint256 entry = uint128(ring.rows[index >> 1] >> _shift(index));
    return (entry & AMOUNT_MASK, entry >> AMOUNT_BITS);
}

/// @notice Base units in all unbondings of the first `rows` rows.
function total(UnbondingRing storage ring, uint256 rows) view returns (uint256 sum) {
    for (uint256 index = 0; index < rows << 1; ++index) {
        (uint256 amount, ) = ring.get(index);
        sum += amount;
    }
}

/// @notice Takes the ring's part of `cutTotal` base units that are spread evenly over `assets`, the ring's among them.
/// @return taken What the ring lost. Each entry loses its part rounded up, of what the entries before it left to take: so
/// no entry loses more than it has, and the assets outside the ring can always pay the rest.
function cut(UnbondingRing storage ring, uint256 rows, uint256 cutTotal, uint256 assets) returns (uint256 taken) {
    for (uint256 index = 0; index < rows << 1; ++index) {
        (uint256 amount, uint256 endsAt) = ring.take(index);
        if (amount == 0) continue;
        uint256 part = Rounding.mulDivUp(amount, cutTotal - taken, assets);
        if (part < amount) ring.put(index, amount - part, endsAt);
        taken += part;
        assets -= amount;
    }
}

/// @dev Where in its row the entry at `index` begins, in bits.
function _shift(uint256 index) pure returns (uint256) {
    return (index & 1) << 7;
}
