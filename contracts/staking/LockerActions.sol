// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Bps} from "../shared/Bps.sol";
import {DelegationPool} from "./DelegationPool.sol";
import {IStaking} from "./IStaking.sol";
import {MOST_LOCKERS} from "./LockerList.sol";
import {Position} from "./Position.sol";
import {splitSlash} from "./SlashSplit.sol";
import {StakingState} from "./StakingState.sol";
import {UnbondingRing} from "./UnbondingRing.sol";

/// @notice What the lockers do: ask for a worker's capacity, and slash.
abstract contract LockerActions is StakingState {
    using SafeCast for uint256;

    uint256 private constant MOST_PAYOUT_BPS = 5000;

    /// @inheritdoc IStaking
    function slash(
        address worker,
        uint256 amount,
        uint256 payoutBps
    ) external nonReentrant returns (uint256 taken, uint256 payout) {
        uint256 index = _lockers.indexOf(msg.sender);
        if (index == MOST_LOCKERS) revert NotLocker(msg.sender);

        (uint256 fromSelf, uint256 fromPool) = _take(worker, index, amount);
        taken = fromSelf + fromPool;
        payout = Bps.bpsDown(fromSelf, Math.min(payoutBps, MOST_PAYOUT_BPS));
        emit Slashed(worker, msg.sender, amount, taken, fromPool, payout);

        if (payout > 0) TOKEN.transfer(msg.sender, payout);
        if (taken > payout) TOKEN.burn(taken - payout);
    }

    /// @inheritdoc IStaking
    function capacity(address worker, address caller) external view returns (uint256) {
        uint256 index = _lockers.indexOf(msg.sender);
        if (index == MOST_LOCKERS) revert NotLocker(msg.sender);
        Control memory control = _controls[worker];
        if (!_acts(worker, control.operator, caller)) revert NotOwnerOrOperator(worker, caller);
        Position memory position = _positions[worker].unpacked();
        if (!position.worksFor(index)) revert LockerOff(worker, msg.sender);

        uint256 most = _lockLimit(position.active, _poolOf(worker, position), control.lockCap);
        uint256 others = _lockers.lockedBesides(position.lockerMask, index, worker);
        return most > others ? most - others : 0;
    }

    /// @dev Takes what a slash of `amount` by locker number `index` takes; nothing if the worker does not work for it.
    function _take(address worker, uint256 index, uint256 amount) private returns (uint256 fromSelf, uint256 fromPool) {
        Change memory change = _begin(worker);
        Position memory position = change.position;
        if (!position.worksFor(index)) return (0, 0);
        UnbondingRing storage ring = _rings[worker];
        uint256 self = position.active + ring.total(position.rows);
        (fromSelf, fromPool) = splitSlash(amount, self, change.pool.assets());
        if (fromSelf + fromPool == 0) return (0, 0);

        if (fromSelf > 0) {
            uint256 fromActive = fromSelf - ring.cut(position.rows, fromSelf, self);
            position.lower(fromActive, change.rewards.acc);
            change.rewards.total -= fromActive;
        }
        if (fromPool > 0) _cutPool(worker, change, fromPool);
        _finish(worker, change);
        _lowerCap(worker, fromSelf + fromPool);
    }

    /// @dev A pool of which nothing is left begins anew.
    function _cutPool(address worker, Change memory change, uint256 part) private {
        DelegationPool memory pool = change.pool;
        uint256 acc = change.rewards.acc;
        pool.cut(part, acc);
        emit PoolSlashed(worker, part, pool.worth(WORTH_SCALE));
        if (pool.index == 0) _restart(worker, pool, acc);
        else _pools[worker].storeTerms(pool);
    }

    /// @dev What a stolen operator key may cost is spent by every slash; 1 is left, because 0 means no cap.
    function _lowerCap(address worker, uint256 taken) private {
        uint256 lockCap = _controls[worker].lockCap;
        if (lockCap == 0) return;
        lockCap = lockCap > taken ? lockCap - taken : 1;
        _controls[worker].lockCap = lockCap.toUint96();
        emit LockCapSet(worker, lockCap);
    }
}
