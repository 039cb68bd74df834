// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev What a missed commit costs, in bps of the lock, and the requester's part of what the self-bond bore of it.
uint256 constant NO_SHOW_BPS = 500;
uint256 constant NO_SHOW_PAYOUT_BPS = 5000;
/// @dev The requester's part of what the self-bond bore of a lock slashed for a missed reveal: small, or knocking workers
/// offline would pay.
uint256 constant TIMEOUT_PAYOUT_BPS = 500;
/// @dev What is paid out of the self-bond's part of a lock slashed for fraud, and the requester's part of that (2 : 3).
uint256 constant FRAUD_PAYOUT_BPS = 5000;
uint256 constant FRAUD_REQUESTER_BPS = 4000;
