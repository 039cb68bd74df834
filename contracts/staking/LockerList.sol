// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILocker} from "./ILocker.sol";

/// @dev Lockers that there may ever be.
uint256 constant MOST_LOCKERS = 4;

/// @notice The contracts that may lock and slash stake; append-only.
/// @dev Four storage slots; while there is one locker, the first slot tells everything.
struct LockerList {
    address first;
    uint8 count;
    address[MOST_LOCKERS - 1] more;
}

using {at, indexOf, add, lockedBesides} for LockerList global;

/// @notice The locker at `index`, which is below `count`.
function at(LockerList storage list, uint256 index) view returns (address) {
    return index == 0 ? list.first : list.more[index - 1];
}

/// @notice The number of `account` in the list; `MOST_LOCKERS` when it is no locker.
function indexOf(LockerList storage list, address account) view returns (uint256) {
    uint256 count = list.count;
    for (uint256 i = 0; i < count; ++i) {
        if (list.at(i) == account) return i;
    }
    return MOST_LOCKERS;
}

/// @notice Appends `locker`; there must be room.
function add(LockerList storage list, address locker) {
    uint256 count = list.count;
    if (count == 0) list.first = locker;
    else list.more[count - 1] = locker;
    list.count = uint8(count + 1);
}

/// @notice What the lockers of `mask`, other than number `except`, hold of `worker`'s stake, in base units.
/// @dev A locker that is off holds nothing: it can be switched off only then, and gets no capacity afterwards.
function lockedBesides(
    LockerList storage list,
    uint256 mask,
    uint256 except,
    address worker
) view returns (uint256 locked) {
    uint256 count = list.count;
    for (uint256 i = 0; i < count; ++i) {
        if (i != except && (mask >> i) & 1 != 0) locked += ILocker(list.at(i)).lockedOf(worker);
    }
}
