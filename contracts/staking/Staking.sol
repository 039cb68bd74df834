// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DelegatorActions} from "./DelegatorActions.sol";
import {IStaking} from "./IStaking.sol";
import {LockerActions} from "./LockerActions.sol";
import {MOST_LOCKERS} from "./LockerList.sol";
import {OwnerActions} from "./OwnerActions.sol";
import {RewardPool} from "./RewardPool.sol";
import {StakingReads} from "./StakingReads.sol";
import {StakingParams, StakingState} from "./StakingState.sol";

/// @notice Workers' bonds and what others delegate to them. All of a worker's stake, unbonding or not, answers for its jobs.
/// @dev Invariant S1: `TOKEN.balanceOf(this) >= sum of active and unbonding over all workers and their pools`.
/// @dev Invariant S2: no lock is granted and no owner unbonds beyond `self + min(pool, self)`; what the lockers hold never
/// passes `active + unbonding` of both sides until an unbonding has passed since the last lock: delegators who leave stay
/// slashable for longer than a job lives. Only jobs that are over, and that nobody ended, can hold more than is left.
/// @dev Invariant S3: slashed tokens leave at once, burned or paid out, and can never be withdrawn.
/// @dev Invariant S5: what a pool's delegators can take out sums to at most the pool's assets.
/// @dev Invariant S6: `rewards minted + owed <= stakers' stream - forfeited`: every rounding is against the staker.
/// @dev Invariant S7: the payout of a slash is at most half of what it took from the self side.
contract Staking is OwnerActions, DelegatorActions, LockerActions, StakingReads {
    constructor(StakingParams memory params) StakingState(params) {}

    // ---- powers

    /// @inheritdoc IStaking
    function addLocker(address locker) external restricted {
        if (locker == address(0)) revert ZeroAddress();
        uint256 count = _lockers.count;
        if (count == MOST_LOCKERS) revert TooManyLockers(MOST_LOCKERS);
        if (_lockers.indexOf(locker) != MOST_LOCKERS) revert LockerExists(locker);

        _lockers.add(locker);
        emit LockerAdded(locker, count);
    }

    /// @inheritdoc IStaking
    function setBondingPaused(bool paused) external restricted {
        RewardPool memory rewards = _rewards.unpacked();
        rewards.bondingPaused = paused;
        _rewards = rewards.packed();
        emit BondingPausedSet(paused);
    }
}
