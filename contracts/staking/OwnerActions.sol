// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Rounding} from "../shared/Rounding.sol";
import {ILocker} from "./ILocker.sol";
import {IStaking} from "./IStaking.sol";
import {MOST_LOCKERS} from "./LockerList.sol";
import {Position} from "./Position.sol";
import {RewardPool} from "./RewardPool.sol";
import {StakingState} from "./StakingState.sol";
import {UnbondingRing, RING_PLACES} from "./UnbondingRing.sol";

/// @dev The commission of a worker, at most.
uint256 constant MOST_COMMISSION_BPS = 5000;

/// @notice What the owner of a worker does: its bond, its operator and limits, its lockers, its commission, its rewards.
abstract contract OwnerActions is StakingState {
    using SafeCast for uint256;

    // ---- bond

    /// @inheritdoc IStaking
    function bond(uint256 amount) external nonReentrant {
        _bond(amount);
    }

    /// @inheritdoc IStaking
    function bondWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        _permit(amount, deadline, v, r, s);
        _bond(amount);
    }

    /// @inheritdoc IStaking
    function unbond(uint256 amount) external returns (uint256 index) {
        if (amount == 0) revert ZeroAmount();
        Position memory position = _positions[msg.sender].unpacked();
        uint256 least = _leastActive(position);
        uint256 free = position.active > least ? position.active - least : 0;
        if (amount > free) revert StakeTooLow(msg.sender, free, amount);
        UnbondingRing storage ring = _rings[msg.sender];
        index = ring.firstFree(position.rows);
        if (index == RING_PLACES) revert UnbondingsFull(msg.sender, msg.sender, RING_PLACES);

        RewardPool memory rewards = _advanced();
        position.lower(amount, rewards.acc);
        position.rows = Math.max(position.rows, (index >> 1) + 1);
        _positions[msg.sender] = position.packed();
        rewards.total -= amount;
        _rewards = rewards.packed();
        uint256 endsAt = block.timestamp + UNBONDING;
        ring.put(index, amount, endsAt);
        emit UnbondingStarted(msg.sender, index, amount, endsAt, position.active);
    }

    /// @inheritdoc IStaking
    function rebond(uint256 index) external {
        (uint256 amount, ) = _rings[msg.sender].take(index);
        if (amount == 0) revert NoUnbonding(msg.sender, msg.sender, index);

        Position memory position = _positions[msg.sender].unpacked();
        _raise(_advanced(), position, amount);
        emit Rebonded(msg.sender, index, amount, position.active);
    }

    /// @inheritdoc IStaking
    function withdraw(uint256 index, address to) external nonReentrant {
        if (to == address(0)) revert ZeroAddress();
        (uint256 amount, uint256 endsAt) = _rings[msg.sender].take(index);
        if (amount == 0) revert NoUnbonding(msg.sender, msg.sender, index);
        if (block.timestamp < endsAt) revert StillUnbonding(endsAt, block.timestamp);

        emit Withdrawn(msg.sender, to, index, amount);

        TOKEN.transfer(to, amount);
    }

    // ---- control

    /// @inheritdoc IStaking
    function setOperator(address operator) external {
        _controls[msg.sender].operator = operator;
        emit OperatorSet(msg.sender, operator);
    }

    /// @inheritdoc IStaking
    function setLockCap(uint96 lockCap) external {
        _controls[msg.sender].lockCap = lockCap;
        emit LockCapSet(msg.sender, lockCap);
    }

    /// @inheritdoc IStaking
    function setLocker(address locker, bool on) external {
        uint256 index = _lockers.indexOf(locker);
        if (index == MOST_LOCKERS) revert NotLocker(locker);
        uint256 locked = on ? 0 : ILocker(locker).lockedOf(msg.sender);
        if (locked != 0) revert LockerInUse(msg.sender, locker, locked);

        Position memory position = _positions[msg.sender].unpacked();
        position.setLocker(index, on);
        _positions[msg.sender] = position.packed();
        emit LockerSet(msg.sender, locker, on);
    }

    // ---- commission

    /// @inheritdoc IStaking
    function setCommission(uint256 bps) external {
        if (bps > MOST_COMMISSION_BPS) revert CommissionTooHigh(bps, MOST_COMMISSION_BPS);
        Change memory change = _begin(msg.sender);
        if (bps <= change.pool.commissionBps) {
            _setCommission(msg.sender, change, bps);
            return _finish(msg.sender, change);
        }

        change.position.pooled = true;
        change.pool.announced = true;
        _pools[msg.sender].storeTerms(change.pool);
        _finish(msg.sender, change);
        uint256 from = block.timestamp + COMMISSION_NOTICE;
        _announcements[msg.sender] = Announcement({bps: uint16(bps), from: from.toUint40()});
        emit CommissionAnnounced(msg.sender, bps, from);
    }

    /// @inheritdoc IStaking
    function applyCommission(address worker) external {
        Announcement memory announced = _announcements[worker];
        if (announced.from == 0) revert NothingAnnounced(worker);
        if (block.timestamp < announced.from) revert CommissionNotDue(worker, announced.from, block.timestamp);

        Change memory change = _begin(worker);
        _setCommission(worker, change, announced.bps);
        _finish(worker, change);
    }

    // ---- rewards

    /// @inheritdoc IStaking
    function claimRewards(address to) external nonReentrant returns (uint256 amount) {
        if (to == address(0)) revert ZeroAddress();
        Position memory position = _positions[msg.sender].unpacked();
        amount = position.pending(_commissionOf(msg.sender, position), _advanced().acc);
        if (amount == 0) revert NothingToClaim(msg.sender);

        // The rewards are left as they are: a claim changes no stake, so the next change advances them just as well.
        position.settle(amount);
        _positions[msg.sender] = position.packed();
        emit RewardsClaimed(msg.sender, to, amount);

        EMISSION.mintToStaker(to, amount);
    }

    // ---- internal

    function _bond(uint256 amount) private {
        if (amount == 0) revert ZeroAmount();
        RewardPool memory rewards = _advanced();
        if (rewards.bondingPaused) revert BondingPaused();
        Position memory position = _positions[msg.sender].unpacked();
        uint256 bonded = position.active + amount;
        if (bonded < LEAST_BOND) revert BondTooSmall(bonded, LEAST_BOND);

        _raise(rewards, position, amount);
        emit Bonded(msg.sender, amount, bonded);

        // QRN reverts where another token might return false.
        TOKEN.transferFrom(msg.sender, address(this), amount);
    }

    /// @dev Adds `amount` to the caller's active bond and stores both sides.
    function _raise(RewardPool memory rewards, Position memory position, uint256 amount) private {
        position.raise(amount, rewards.acc);
        _positions[msg.sender] = position.packed();
        rewards.total += amount;
        _rewards = rewards.packed();
    }

    /// @dev The least own active stake with which `own + min(pool, own)` still covers the locks. A pool that did not leave yet
    /// counts: its owners may leave later, but what they take out stays slashable for longer than a lock lives.
    function _leastActive(Position memory position) private view returns (uint256) {
        uint256 locked = _lockers.lockedBesides(position.lockerMask, MOST_LOCKERS, msg.sender);
        if (locked == 0 || !position.pooled) return locked;
        uint256 pool = _poolOf(msg.sender, position).activeAssets();
        return Math.max(Rounding.mulDivUp(locked, 1, 2), locked > pool ? locked - pool : 0);
    }
}
