// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice How the work stream is shared among the crediters from one epoch on.
/// @dev One storage slot: 32 + 4 * 16 bits, the shares packed by hand: an array would begin a slot of its own.
struct Shares {
    /// First epoch these shares hold for.
    uint32 fromEpoch;
    /// Share of each crediter, in order of addition, in bps, 16 bits each from the lowest up; they sum to 10,000.
    uint64 bps;
}

/// @notice Every version of the shares, oldest first: one per crediter added.
struct ShareSchedule {
    Shares[] versions;
}

using {append, shareOf} for ShareSchedule global;

/// @notice Adds a version of at most four shares; it holds from `fromEpoch` on, which is not below that of the last one.
function append(ShareSchedule storage schedule, uint32 fromEpoch, uint16[] calldata bps) {
    uint64 word = 0;
    for (uint256 i = 0; i < bps.length; ++i) word |= uint64(bps[i]) << uint64(16 * i);
    schedule.versions.push(Shares({fromEpoch: fromEpoch, bps: word}));
}

/// @notice The share of crediter `index` in `epoch`, in bps.
function shareOf(ShareSchedule storage schedule, uint256 index, uint256 epoch) view returns (uint256) {
    for (uint256 i = schedule.versions.length; i > 0; --i) {
        Shares memory version = schedule.versions[i - 1];
        if (version.fromEpoch <= epoch) return uint16(version.bps >> (16 * index));
    }
    return 0;
}
