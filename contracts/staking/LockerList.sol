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

using {at, has, add, lockedBesides} for LockerList global;

/// @notice The locker at `index`, which is below `count`.
function at(LockerList storage list, uint256 index) view returns (address) {
    return index == 0 ? list.first : list.more[index - 1];
}

/// @notice Whether `account` is a locker.
function has(LockerList storage list, address account) view returns (bool) {
    uint256 count = list.count;
    for (uint256 i = 0; i < count; ++i) {
        if (list.at(i) == account) return true;
    }
    return false;
}

/// @notice Appends `locker`; there must be room.
function add(LockerList storage list, address locker) {
    uint256 count = list.count;
    if (count == 0) list.first = locker;
    else list.more[count - 1] = locker;
    list.count = uint8(count + 1);
}

/// @notice What the lockers other than `locker` hold of `worker`'s stake, in base units.
function lockedBesides(LockerList storage list, address locker, address worker) view returns (uint256 locked) {
    uint256 count = list.count;
    for (uint256 i = 0; i < count; ++i) {
        address other = list.at(i);
        if (other != locker) locked += ILocker(other).lockedOf(worker);
    }
}
