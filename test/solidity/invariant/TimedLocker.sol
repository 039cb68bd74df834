// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILocker} from "../../../contracts/staking/ILocker.sol";
import {IStaking} from "../../../contracts/staking/IStaking.sol";

/// @notice A locker as the specification wants it: it locks within its capacity, for less time than an unbonding takes.
contract TimedLocker is ILocker {
    struct Lock {
        address worker;
        uint256 amount;
        /// Unix time until which it may last.
        uint256 endsAt;
    }

    error AboveCapacity(uint256 capacity, uint256 needed);

    IStaking private immutable STAKING;

    Lock[] public locks;
    /// @inheritdoc ILocker
    mapping(address worker => uint256) public lockedOf;

    constructor(IStaking staking) {
        STAKING = staking;
    }

    /// @notice Locks `amount` of `worker`, as `caller` asks.
    function lock(address worker, address caller, uint256 amount, uint256 endsAt) external {
        uint256 capacity = STAKING.capacity(worker, caller);
        uint256 needed = lockedOf[worker] + amount;
        if (needed > capacity) revert AboveCapacity(capacity, needed);
        lockedOf[worker] = needed;
        locks.push(Lock(worker, amount, endsAt));
    }

    /// @notice Gives lock number `which` back; the last one takes its number.
    function release(uint256 which) public returns (Lock memory freed) {
        freed = locks[which];
        lockedOf[freed.worker] -= freed.amount;
        locks[which] = locks[locks.length - 1];
        locks.pop();
    }

    /// @notice Gives all locks back that end before `time`, and all on `worker`.
    function releaseAll(uint256 time, address worker) external {
        for (uint256 i = locks.length; i > 0; --i) {
            if (locks[i - 1].endsAt < time || locks[i - 1].worker == worker) release(i - 1);
        }
    }

    function slash(address worker, uint256 amount, uint256 payoutBps) external returns (uint256, uint256) {
        return STAKING.slash(worker, amount, payoutBps);
    }

    function count() external view returns (uint256) {
        return locks.length;
    }
}
