// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice How the work stream is shared among the crediters from one epoch on.
/// @dev One storage slot: 32 + 4 * 16 bits.
struct Shares {
    /// First epoch these shares hold for.
    uint32 fromEpoch;
    /// Share of each crediter, in order of addition, in bps; they sum to 10,000.
    uint16[4] bps;
}

/// @notice Every version of the shares, oldest first: one per crediter added.
struct ShareSchedule {
    Shares[] versions;
}

using {append, shareOf} for ShareSchedule global;

/// @notice Adds a version that holds from `fromEpoch` on, which is not below that of the last one.
function append(ShareSchedule storage schedule, uint32 fromEpoch, uint16[] calldata bps) {
    Shares storage version = schedule.versions.push();
    version.fromEpoch = fromEpoch;
    for (uint256 i = 0; i < bps.length; ++i) version.bps[i] = bps[i];
}

/// @notice The share of crediter `index` in `epoch`, in bps.
function shareOf(ShareSchedule storage schedule, uint256 index, uint256 epoch) view returns (uint256) {
    for (uint256 i = schedule.versions.length; i > 0; --i) {
        Shares storage version = schedule.versions[i - 1];
        if (version.fromEpoch <= epoch) return version.bps[index];
    }
    return 0;
}
