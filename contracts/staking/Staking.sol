// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Bps} from "../shared/Bps.sol";
import {Chains} from "../shared/Chains.sol";
import {EmissionCurve} from "../emission/EmissionCurve.sol";
import {IEmission} from "../emission/IEmission.sol";
import {IQuernToken} from "../token/IQuernToken.sol";
import {IStaking} from "./IStaking.sol";
import {LockerList, MOST_LOCKERS} from "./LockerList.sol";
import {Position, PositionSlot} from "./Position.sol";
import {RewardPool, RewardSlot, LEAST_TOTAL} from "./RewardPool.sol";
import {UnbondingRing, RING_PLACES} from "./UnbondingRing.sol";

/// @notice Workers' own bonds. A worker is its owner's address; all its stake, unbonding or not, answers for its jobs.
/// @dev Invariant S1: `TOKEN.balanceOf(this) >= sum of active and unbonding over all workers`.
/// @dev Invariant S2: no unbonding leaves `active` below what the lockers hold; `capacity` never lets them pass `active`.
/// @dev Invariant S3: slashed tokens leave at once, burned or paid out, and can never be withdrawn.
/// @dev Invariant S6: `rewards minted + owed <= stakers' stream - forfeited`: every rounding is against the staker.
/// @dev Invariant S7: the payout of a slash is at most half of what it took.
contract Staking is IStaking, AccessManaged, ReentrancyGuardTransient {
    using SafeCast for uint256;

    /// @notice Who acts for a worker, and for how much of its stake.
    /// @dev One storage slot: 160 + 96 bits.
    struct Control {
        address operator;
        /// The most that all locks together may reach; 0 for the whole stake.
        uint96 lockCap;
    }

    /// @dev A bond must reach this, in base units.
    uint256 private constant LEAST_BOND = LEAST_TOTAL;
    uint256 private constant MOST_PAYOUT_BPS = 5000;

    /// @inheritdoc IStaking
    IQuernToken public immutable TOKEN;
    /// @inheritdoc IStaking
    IEmission public immutable EMISSION;
    /// @inheritdoc IStaking
    uint256 public immutable UNBONDING;
    /// @dev Copied from the emission, which can never change them: a bond needs no call to know the stream.
    uint256 private immutable START;
    uint256 private immutable BUDGET;
    uint256 private immutable STAKERS_BPS;

    RewardSlot private _pool;
    LockerList private _lockers;
    mapping(address worker => PositionSlot) private _positions;
    mapping(address worker => Control) private _controls;
    mapping(address worker => UnbondingRing) private _rings;

    /// @dev The unbonding time stays below the 14 days that a new locker is announced ahead, so everyone can leave first.
    constructor(address authority, IEmission emission, uint256 unbonding) AccessManaged(authority) {
        uint256 least = Chains.isLocal(block.chainid) ? 1 : 7 days;
        if (unbonding < least || unbonding > 13 days) {
            revert ParameterOutOfRange("unbonding", unbonding, least, 13 days);
        }
        EMISSION = emission;
        TOKEN = emission.TOKEN();
        START = emission.START();
        BUDGET = emission.BUDGET();
        STAKERS_BPS = emission.STAKERS_BPS();
        UNBONDING = unbonding;
    }

    // ---- owner

    /// @inheritdoc IStaking
    function bond(uint256 amount) external nonReentrant {
        _bond(amount);
    }

    /// @inheritdoc IStaking
    function bondWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        // Anyone may have used the permit first; what counts is the allowance.
        if (TOKEN.allowance(msg.sender, address(this)) < amount) {
            TOKEN.permit(msg.sender, address(this), amount, deadline, v, r, s);
        }
        _bond(amount);
    }

    /// @inheritdoc IStaking
    function unbond(uint256 amount) external returns (uint256 index) {
        if (amount == 0) revert ZeroAmount();
        Position memory position = _positions[msg.sender].unpacked();
        uint256 locked = _lockers.lockedBesides(address(0), msg.sender);
        uint256 unlocked = position.active > locked ? position.active - locked : 0;
        if (amount > unlocked) revert StakeTooLow(msg.sender, unlocked, amount);
        UnbondingRing storage ring = _rings[msg.sender];
        index = ring.firstFree(position.rows);
        if (index == RING_PLACES) revert UnbondingsFull(msg.sender, RING_PLACES);

        _lower(position, amount);
        position.rows = Math.max(position.rows, (index >> 1) + 1);
        _positions[msg.sender] = position.packed();
        uint256 endsAt = block.timestamp + UNBONDING;
        ring.put(index, amount, endsAt);
        emit UnbondingStarted(msg.sender, index, amount, endsAt, position.active);
    }

    /// @inheritdoc IStaking
    function rebond(uint256 index) external {
        (uint256 amount, ) = _rings[msg.sender].take(index);
        if (amount == 0) revert NoUnbonding(msg.sender, index);

        Position memory position = _positions[msg.sender].unpacked();
        _raise(_advanced(), position, amount);
        emit Rebonded(msg.sender, index, amount, position.active);
    }

    /// @inheritdoc IStaking
    function withdraw(uint256 index, address to) external nonReentrant {
        if (to == address(0)) revert ZeroAddress();
        (uint256 amount, uint256 endsAt) = _rings[msg.sender].take(index);
        if (amount == 0) revert NoUnbonding(msg.sender, index);
        if (block.timestamp < endsAt) revert StillUnbonding(endsAt, block.timestamp);

        emit Withdrawn(msg.sender, to, index, amount);

        TOKEN.transfer(to, amount);
    }

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
    function claimRewards(address to) external nonReentrant returns (uint256 amount) {
        if (to == address(0)) revert ZeroAddress();
        Position memory position = _positions[msg.sender].unpacked();
        amount = position.pending(_advanced().acc);
        if (amount == 0) revert NothingToClaim(msg.sender);

        // The pool is left as it is: a claim changes no stake, so the next change advances it just as well.
        position.settle(amount);
        _positions[msg.sender] = position.packed();
        emit RewardsClaimed(msg.sender, to, amount);

        EMISSION.mintToStaker(to, amount);
    }

    // ---- lockers

    /// @inheritdoc IStaking
    function slash(
        address worker,
        uint256 amount,
        uint256 payoutBps
    ) external nonReentrant returns (uint256 taken, uint256 payout) {
        if (!_lockers.has(msg.sender)) revert NotLocker(msg.sender);

        Position memory position = _positions[worker].unpacked();
        UnbondingRing storage ring = _rings[worker];
        uint256 assets = position.active + ring.total(position.rows);
        taken = Math.min(amount, assets);
        payout = Bps.bpsDown(taken, Math.min(payoutBps, MOST_PAYOUT_BPS));
        if (taken > 0) {
            uint256 fromRing = ring.cut(position.rows, taken, assets);
            _lower(position, taken - fromRing);
            _positions[worker] = position.packed();
            _lowerCap(worker, taken);
        }
        emit Slashed(worker, msg.sender, amount, taken, payout);

        if (payout > 0) TOKEN.transfer(msg.sender, payout);
        if (taken > payout) TOKEN.burn(taken - payout);
    }

    // ---- powers

    /// @inheritdoc IStaking
    function addLocker(address locker) external restricted {
        if (locker == address(0)) revert ZeroAddress();
        uint256 count = _lockers.count;
        if (count == MOST_LOCKERS) revert TooManyLockers(MOST_LOCKERS);
        if (_lockers.has(locker)) revert LockerExists(locker);

        _lockers.add(locker);
        emit LockerAdded(locker, count);
    }

    /// @inheritdoc IStaking
    function setBondingPaused(bool paused) external restricted {
        RewardPool memory pool = _pool.unpacked();
        pool.bondingPaused = paused;
        _pool = pool.packed();
        emit BondingPausedSet(paused);
    }

    // ---- reads

    /// @inheritdoc IStaking
    function capacity(address worker, address caller) external view returns (uint256) {
        if (!_lockers.has(msg.sender)) revert NotLocker(msg.sender);
        Control memory control = _controls[worker];
        if (!_acts(worker, control.operator, caller)) revert NotOwnerOrOperator(worker, caller);

        uint256 most = _lockLimit(_positions[worker].unpacked().active, control.lockCap);
        uint256 others = _lockers.lockedBesides(msg.sender, worker);
        return most > others ? most - others : 0;
    }

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
        view_.operator = control.operator;
        view_.selfActive = position.active.toUint96();
        view_.selfUnbonding = _rings[worker].total(position.rows).toUint96();
        view_.locked = _lockers.lockedBesides(address(0), worker).toUint96();
        view_.lockCap = control.lockCap;
        view_.capacity = _lockLimit(position.active, control.lockCap).toUint96();
        view_.rewards = position.pending(_advanced().acc).toUint96();
        view_.unbondings = _unbondingsOf(worker);
    }

    /// @inheritdoc IStaking
    function assetsOf(address worker) external view returns (uint256 active, uint256 unbonding) {
        Position memory position = _positions[worker].unpacked();
        return (position.active, _rings[worker].total(position.rows));
    }

    /// @inheritdoc IStaking
    function rewardsOf(address worker) external view returns (uint256) {
        return _positions[worker].unpacked().pending(_advanced().acc);
    }

    /// @inheritdoc IStaking
    function totalActive() external view returns (uint256) {
        return _pool.unpacked().total;
    }

    /// @inheritdoc IStaking
    function lockers() external view returns (address[] memory list) {
        list = new address[](_lockers.count);
        for (uint256 i = 0; i < list.length; ++i) list[i] = _lockers.at(i);
    }

    // ---- internal

    function _bond(uint256 amount) private {
        if (amount == 0) revert ZeroAmount();
        RewardPool memory pool = _advanced();
        if (pool.bondingPaused) revert BondingPaused();
        Position memory position = _positions[msg.sender].unpacked();
        uint256 bonded = position.active + amount;
        if (bonded < LEAST_BOND) revert BondTooSmall(bonded, LEAST_BOND);

        _raise(pool, position, amount);
        emit Bonded(msg.sender, amount, bonded);

        // QRN reverts where another token might return false.
        TOKEN.transferFrom(msg.sender, address(this), amount);
    }

    /// @dev Adds `amount` to the caller's active bond and stores both sides.
    function _raise(RewardPool memory pool, Position memory position, uint256 amount) private {
        position.raise(amount, pool.acc);
        _positions[msg.sender] = position.packed();
        pool.total += amount;
        _pool = pool.packed();
    }

    /// @dev What a stolen operator key may cost is spent by every slash; 1 is left, because 0 means no cap.
    function _lowerCap(address worker, uint256 taken) private {
        uint256 lockCap = _controls[worker].lockCap;
        if (lockCap == 0) return;
        lockCap = lockCap > taken ? lockCap - taken : 1;
        _controls[worker].lockCap = lockCap.toUint96();
        emit LockCapSet(worker, lockCap);
    }

    /// @dev Takes `amount` off an active bond; the caller stores `position`.
    function _lower(Position memory position, uint256 amount) private {
        RewardPool memory pool = _advanced();
        position.lower(amount, pool.acc);
        pool.total -= amount;
        _pool = pool.packed();
    }

    /// @dev The pool as of now, in memory.
    function _advanced() private view returns (RewardPool memory pool) {
        pool = _pool.unpacked();
        pool.advance(EmissionCurve.emittedPart(BUDGET, STAKERS_BPS, block.timestamp - START));
    }

    function _unbondingsOf(address worker) private view returns (Unbonding[] memory list) {
        UnbondingRing storage ring = _rings[worker];
        list = new Unbonding[](RING_PLACES);
        uint256 count = 0;
        for (uint256 index = 0; index < RING_PLACES; ++index) {
            (uint256 amount, uint256 endsAt) = ring.get(index);
            if (amount == 0) continue;
            list[count] = Unbonding({index: uint8(index), amount: uint96(amount), endsAt: uint40(endsAt)});
            ++count;
        }
        return _shortened(list, count);
    }

    function _shortened(Unbonding[] memory list, uint256 count) private pure returns (Unbonding[] memory shorter) {
        shorter = new Unbonding[](count);
        for (uint256 i = 0; i < count; ++i) shorter[i] = list[i];
    }

    /// @dev A missing operator is the zero address, which acts for nobody.
    function _acts(address worker, address operator, address caller) private pure returns (bool) {
        return caller == worker || (caller == operator && caller != address(0));
    }

    function _lockLimit(uint256 active, uint256 lockCap) private pure returns (uint256) {
        return lockCap == 0 ? active : Math.min(active, lockCap);
    }
}
