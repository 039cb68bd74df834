// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Seconds from accept to commit that a request must give at least.
uint256 constant MIN_DURATION = 60;
/// @dev Seconds from now to the last accept of a request, at most.
uint256 constant MAX_OPEN = 30 days;
/// @dev Bytes of a request's params, and of a URI, at most.
uint256 constant MAX_PARAMS = 4096;
uint256 constant MAX_URI = 256;
/// @dev Shards of a request, at most.
uint256 constant MAX_SHARDS = 65_535;
/// @dev Seconds for which credit can be bound, at most.
uint256 constant LONGEST_LOCK = 7 days;
