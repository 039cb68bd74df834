// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RING_PLACES} from "./UnbondingRing.sol";

/// @notice A delegator's unbondings in one era of a pool, in shares of it.
/// @dev Eight storage slots, an entry each: `shares 104 | endsAt 40` bits, from the lowest bit up; zero is a free place.
/// Shares are kept, not amounts: a slash changes what they are worth and touches no ring.
struct ShareRing {
    uint256[RING_PLACES] entries;
}

using {firstFree, put, take, get} for ShareRing global;

/// @notice The first free place, looking at `from` first and on around the ring; `RING_PLACES` when all are taken.
/// @dev Unbondings end in the order in which they began, so the place after the last one is the first to be free again.
function firstFree(ShareRing storage ring, uint256 from) view returns (uint256 index) {
    for (uint256 i = 0; i < RING_PLACES; ++i) {
        index = (from + i) % RING_PLACES;
        if (ring.entries[index] == 0) return index;
    }
    return RING_PLACES;
}

/// @notice Stores `shares` in the free place at `index`, to be withdrawn from Unix time `endsAt` on.
function put(ShareRing storage ring, uint256 index, uint256 shares, uint256 endsAt) {
    ring.entries[index] = shares | (endsAt << 104);
}

/// @notice Takes the entry at `index` off the ring; zeros for a free place or none.
function take(ShareRing storage ring, uint256 index) returns (uint256 shares, uint256 endsAt) {
    (shares, endsAt) = ring.get(index);
    if (shares > 0) ring.entries[index] = 0;
}

/// @notice The entry at `index`; zeros for a free place or none.
function get(ShareRing storage ring, uint256 index) view returns (uint256 shares, uint256 endsAt) {
    if (index >= RING_PLACES) return (0, 0);
    uint256 entry = ring.entries[index];
    return (uint104(entry), entry >> 104);
}
