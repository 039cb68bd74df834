// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bps} from "../shared/Bps.sol";

/// @notice What one crediter burned, and what was minted for the work that it credited.
/// @dev One storage slot: 120 + 120 + 8 bits. Both amounts are at most the token's cap, 1e27 < 2^90.
struct CrediterAccount {
    /// Base units that it handed over and that were burned.
    uint120 burned;
    /// Base units minted for its credits; at most gamma of `burned`.
    uint120 minted;
    /// Its place among the crediters, from 1 on; 0 for everybody else.
    uint8 place;
}

using {room} for CrediterAccount global;

/// @notice What may still be minted for its credits under gamma of what it burned: a credit may come before its burn.
function room(CrediterAccount memory account, uint256 gammaBps) pure returns (uint256) {
    return Bps.bpsDown(account.burned, gammaBps) - account.minted;
}
