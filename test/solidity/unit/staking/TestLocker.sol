// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILocker} from "../../../../contracts/staking/ILocker.sol";
import {IStaking} from "../../../../contracts/staking/IStaking.sol";

/// @notice A locker that holds what a test tells it to and slashes on demand.
contract TestLocker is ILocker {
    IStaking private immutable STAKING;

    /// @inheritdoc ILocker
    mapping(address worker => uint256) public lockedOf;

    constructor(IStaking staking) {
        STAKING = staking;
    }

    function setLocked(address worker, uint256 locked) external {
        lockedOf[worker] = locked;
    }

    function slash(address worker, uint256 amount, uint256 payoutBps) external returns (uint256, uint256) {
        return STAKING.slash(worker, amount, payoutBps);
    }

    function capacity(address worker, address caller) external view returns (uint256) {
        return STAKING.capacity(worker, caller);
    }
}
