// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Delegation} from "./Delegation.sol";
import {DelegationPool} from "./DelegationPool.sol";
import {IStaking} from "./IStaking.sol";
import {MOST_LOCKERS} from "./LockerList.sol";
import {Position} from "./Position.sol";
import {ShareRing} from "./ShareRing.sol";
import {StakingState} from "./StakingState.sol";
import {UnbondingRing, RING_PLACES} from "./UnbondingRing.sol";

/// @notice What anyone may look up: for pages, the SDK and tests; no other contract's hot path needs it.
abstract contract StakingReads is StakingState {
    using SafeCast for uint256;

    /// @inheritdoc IStaking
    function actsFor(address worker, address caller) external view returns (bool) {
        return _acts(worker, _controls[worker].operator, caller);
    }

    /// @inheritdoc IStaking
    function operatorOf(address worker) external view returns (address) {
        return _controls[worker].operator;
    }

    /// @inheritdoc IStaking
    function workerView(address worker) external view returns (WorkerView memory view_) {
        Control memory control = _controls[worker];
        Position memory position = _positions[worker].unpacked();
        DelegationPool memory pool = _poolOf(worker, position);
        view_.operator = control.operator;
        view_.selfActive = position.active.toUint96();
        view_.selfUnbonding = _rings[worker].total(position.rows).toUint96();
        view_.locked = _lockers.lockedBesides(position.lockerMask, MOST_LOCKERS, worker).toUint96();
        view_.lockCap = control.lockCap;
        view_.capacity = _lockLimit(position.active, pool, control.lockCap).toUint96();
        view_.rewards = position.pending(pool.commissionWeight(), _advanced().acc).toUint96();
        view_.unbondings = _unbondingsOf(worker);
        view_.lockers = _lockersOf(position);
        view_.pool = poolView(worker);
    }

    /// @inheritdoc IStaking
    function assetsOf(address worker) external view returns (uint256 active, uint256 unbonding) {
        Position memory position = _positions[worker].unpacked();
        return (position.active, _rings[worker].total(position.rows));
    }

    /// @inheritdoc IStaking
    function rewardsOf(address worker) external view returns (uint256) {
        Position memory position = _positions[worker].unpacked();
        return position.pending(_commissionOf(worker, position), _advanced().acc);
    }

    /// @inheritdoc IStaking
    function totalActive() external view returns (uint256) {
        return _rewards.unpacked().total;
    }

    /// @inheritdoc IStaking
    function lockers() external view returns (address[] memory list) {
        list = new address[](_lockers.count);
        for (uint256 i = 0; i < list.length; ++i) list[i] = _lockers.at(i);
    }

    /// @inheritdoc IStaking
    function poolAssetsOf(address worker) external view returns (uint256 active, uint256 unbonding) {
        DelegationPool memory pool = _pools[worker].unpacked();
        active = pool.activeAssets();
        return (active, pool.assets() - active);
    }

    /// @inheritdoc IStaking
    function delegationView(address worker, address delegator) external view returns (DelegationView memory view_) {
        DelegationPool memory pool = _pools[worker].unpacked();
        Delegator storage stored = _delegators[_poolId(worker, pool.era)][delegator];
        Delegation memory delegation = stored.delegation.unpacked();
        view_.active = pool.worth(delegation.shares).toUint96();
        view_.rewards = delegation.pending(pool.rateDown(_advanced().acc)).toUint96();
        view_.unbondings = _delegatorUnbondings(stored.ring, pool);
    }

    /// @inheritdoc IStaking
    function pastRewardsOf(address worker, uint256 era, address delegator) external view returns (uint256) {
        if (era >= _pools[worker].unpacked().era) return 0;
        uint256 poolId = _poolId(worker, era);
        return _delegators[poolId][delegator].delegation.unpacked().pending(_pastRates[poolId]);
    }

    /// @inheritdoc IStaking
    function poolView(address worker) public view returns (PoolView memory view_) {
        DelegationPool memory pool = _pools[worker].unpacked();
        Announcement memory announced = _announcements[worker];
        view_.active = pool.activeAssets().toUint96();
        view_.unbonding = (pool.assets() - pool.activeAssets()).toUint96();
        view_.era = pool.era.toUint48();
        view_.shareWorth = pool.worth(WORTH_SCALE).toUint96();
        view_.commissionBps = pool.commissionBps.toUint16();
        view_.announcedBps = announced.bps;
        view_.announcedFrom = announced.from;
    }

    // ---- internal

    function _lockersOf(Position memory position) private view returns (address[] memory list) {
        uint256 count = _lockers.count;
        list = new address[](count);
        uint256 on = 0;
        for (uint256 i = 0; i < count; ++i) {
            if (position.worksFor(i)) list[on++] = _lockers.at(i);
        }
        return _shortened(list, on);
    }

    function _unbondingsOf(address worker) private view returns (Unbonding[] memory list) {
        UnbondingRing storage ring = _rings[worker];
        list = new Unbonding[](RING_PLACES);
        uint256 count = 0;
        for (uint256 index = 0; index < RING_PLACES; ++index) {
            (uint256 amount, uint256 endsAt) = ring.get(index);
            if (amount != 0) list[count++] = Unbonding(uint8(index), uint96(amount), uint40(endsAt));
        }
        return _shortened(list, count);
    }

    function _delegatorUnbondings(
        ShareRing storage ring,
        DelegationPool memory pool
    ) private view returns (Unbonding[] memory list) {
        list = new Unbonding[](RING_PLACES);
        uint256 count = 0;
        for (uint256 index = 0; index < RING_PLACES; ++index) {
            (uint256 shares, uint256 endsAt) = ring.get(index);
            if (shares != 0) list[count++] = Unbonding(uint8(index), pool.worth(shares).toUint96(), uint40(endsAt));
        }
        return _shortened(list, count);
    }

    function _shortened(Unbonding[] memory list, uint256 count) private pure returns (Unbonding[] memory shorter) {
        shorter = new Unbonding[](count);
        for (uint256 i = 0; i < count; ++i) shorter[i] = list[i];
    }

    function _shortened(address[] memory list, uint256 count) private pure returns (address[] memory shorter) {
        shorter = new address[](count);
        for (uint256 i = 0; i < count; ++i) shorter[i] = list[i];
    }
}
