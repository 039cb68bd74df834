// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILocker} from "../staking/ILocker.sol";
import {IStaking} from "../staking/IStaking.sol";

/// @notice A locker that locks, releases and slashes for anyone who asks: what an escrow does, without its jobs.
contract OpenLocker is ILocker {
    /// @notice `worker` has capacity for `most`, less than the `needed`.
    error CapacityExceeded(address worker, uint256 most, uint256 needed);

    IStaking private immutable STAKING;

    /// @inheritdoc ILocker
    mapping(address worker => uint256) public lockedOf;

    constructor(IStaking staking) {
        STAKING = staking;
    }

    /// @notice Locks `amount` more of the stake of `worker`, as the caller's right to act for it and its capacity allow.
    function lock(address worker, uint256 amount) external {
        uint256 needed = lockedOf[worker] + amount;
        uint256 most = STAKING.capacity(worker, msg.sender);
        if (needed > most) revert CapacityExceeded(worker, most, needed);
        lockedOf[worker] = needed;
    }

    /// @notice Releases all that is locked of `worker`.
    function release(address worker) external {
        lockedOf[worker] = 0;
    }

    /// @notice Slashes `worker` as `IStaking.slash` does; the locks stay as they are.
    function slash(address worker, uint256 amount, uint256 payoutBps) external returns (uint256 taken, uint256 payout) {
        return STAKING.slash(worker, amount, payoutBps);
    }
}
