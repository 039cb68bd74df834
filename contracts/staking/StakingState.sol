// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Chains} from "../shared/Chains.sol";
import {EmissionCurve} from "../emission/EmissionCurve.sol";
import {IEmission} from "../emission/IEmission.sol";
import {IQuernToken} from "../token/IQuernToken.sol";
import {DelegationSlot} from "./Delegation.sol";
import {DelegationPool, DelegationPoolSlots, INDEX_ONE} from "./DelegationPool.sol";
import {IStaking} from "./IStaking.sol";
import {LockerList} from "./LockerList.sol";
import {Position, PositionSlot} from "./Position.sol";
import {RewardPool, RewardSlot, LEAST_TOTAL} from "./RewardPool.sol";
import {ShareRing} from "./ShareRing.sol";
import {UnbondingRing} from "./UnbondingRing.sol";

/// @notice What a staking contract is deployed with; fixed for ever.
struct StakingParams {
    /// The access manager.
    address authority;
    /// Mints the stakers' stream.
    IEmission emission;
    /// Seconds from `unbond` to `withdraw`.
    uint256 unbonding;
    /// Seconds from the announcement of a higher commission to its earliest start.
    uint256 commissionNotice;
}

/// @notice The storage of `Staking`, and what all its parts need of it.
abstract contract StakingState is IStaking, AccessManaged, ReentrancyGuardTransient {
    /// @notice Who acts for a worker, and for how much of its stake.
    /// @dev One storage slot: 160 + 96 bits.
    struct Control {
        address operator;
        /// The most that all locks together may reach; 0 for the whole stake.
        uint96 lockCap;
    }

    /// @notice A higher commission that a worker announced; zeros for none.
    /// @dev One storage slot: 16 + 40 bits.
    struct Announcement {
        uint16 bps;
        /// Unix time from which it can be applied.
        uint40 from;
    }

    /// @notice What one account has in one era of a worker's pool.
    struct Delegator {
        DelegationSlot delegation;
        ShareRing ring;
    }

    /// @notice A worker's stake in memory while it is changed.
    struct Change {
        Position position;
        DelegationPool pool;
        /// The rewards as of now.
        RewardPool rewards;
        /// The pool's `commissionWeight` and `activeUp` before the change.
        uint256 commission;
        uint256 weight;
    }

    /// @dev Shares for which `shareWorth` names the base units.
    uint256 internal constant WORTH_SCALE = 1e18;
    /// @dev A bond, and a delegation, must reach this, in base units.
    uint256 internal constant LEAST_BOND = LEAST_TOTAL;

    /// @inheritdoc IStaking
    IQuernToken public immutable TOKEN;
    /// @inheritdoc IStaking
    IEmission public immutable EMISSION;
    /// @inheritdoc IStaking
    uint256 public immutable UNBONDING;
    /// @inheritdoc IStaking
    uint256 public immutable COMMISSION_NOTICE;
    /// @dev Copied from the emission, which can never change them: a bond needs no call to know the stream.
    uint256 private immutable START;
    uint256 private immutable BUDGET;
    uint256 private immutable STAKERS_BPS;

    RewardSlot internal _rewards;
    LockerList internal _lockers;
    mapping(address worker => PositionSlot) internal _positions;
    mapping(address worker => Control) internal _controls;
    mapping(address worker => UnbondingRing) internal _rings;
    mapping(address worker => DelegationPoolSlots) internal _pools;
    mapping(address worker => Announcement) internal _announcements;
    mapping(uint256 poolId => mapping(address delegator => Delegator)) internal _delegators;
    /// @dev The rate at which the rewards of a pool's past era ended, times `ACC_SCALE`.
    mapping(uint256 poolId => uint256) internal _pastRates;

    /// @dev The unbonding time stays below the 14 days that a new locker is announced ahead, so everyone can leave first.
    constructor(StakingParams memory p) AccessManaged(p.authority) {
        uint256 least = Chains.isLocal(block.chainid) ? 1 : 7 days;
        _requireRange("unbonding", p.unbonding, least, 13 days);
        _requireRange("commissionNotice", p.commissionNotice, least, 90 days);
        EMISSION = p.emission;
        TOKEN = p.emission.TOKEN();
        START = p.emission.START();
        BUDGET = p.emission.BUDGET();
        STAKERS_BPS = p.emission.STAKERS_BPS();
        UNBONDING = p.unbonding;
        COMMISSION_NOTICE = p.commissionNotice;
    }

    // ---- writes

    /// @dev Anyone may have used the permit first; what counts is the allowance.
    function _permit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) internal {
        if (TOKEN.allowance(msg.sender, address(this)) < amount) {
            TOKEN.permit(msg.sender, address(this), amount, deadline, v, r, s);
        }
    }

    /// @dev Stores the worker's place in the rewards and what its changed pool weighs there. Whoever changed the pool stores
    /// it as well.
    function _finish(address worker, Change memory change) internal {
        RewardPool memory rewards = change.rewards;
        uint256 commission = change.pool.commissionWeight();
        change.position.reweigh(change.commission, commission, rewards.acc);
        _positions[worker] = change.position.packed();
        rewards.total = rewards.total + change.pool.activeUp() - change.weight;
        _rewards = rewards.packed();
    }

    /// @dev Sets the commission from now on and stores it; the caller finishes the change.
    function _setCommission(address worker, Change memory change, uint256 bps) internal {
        change.position.pooled = true;
        change.pool.setCommission(bps, change.rewards.acc);
        _pools[worker].storeTerms(change.pool);
        delete _announcements[worker];
        emit CommissionSet(worker, bps);
    }

    /// @dev Begins and stores a new era of the pool; what the past one earned can still be claimed.
    function _restart(address worker, DelegationPool memory pool, uint256 acc) internal {
        _pastRates[_poolId(worker, pool.era)] = pool.rateDown(acc);
        pool.restart(acc);
        _pools[worker].storeShares(pool);
        _pools[worker].storeTerms(pool);
        emit PoolRestarted(worker, pool.era);
    }

    // ---- reads

    /// @dev The worker's stake as it is before a change.
    function _begin(address worker) internal view returns (Change memory change) {
        change.position = _positions[worker].unpacked();
        change.pool = _poolOf(worker, change.position);
        change.rewards = _advanced();
        change.commission = change.pool.commissionWeight();
        change.weight = change.pool.activeUp();
    }

    /// @dev The pool in memory, without a look at storage while nobody used it.
    function _poolOf(address worker, Position memory position) internal view returns (DelegationPool memory pool) {
        if (position.pooled) pool = _pools[worker].unpacked();
        else pool.index = INDEX_ONE;
    }

    /// @dev Base units of the worker's pool whose rewards are its commission; without a pool in memory where there is none.
    function _commissionOf(address worker, Position memory position) internal view returns (uint256) {
        return position.pooled ? _pools[worker].unpacked().commissionWeight() : 0;
    }

    /// @dev The rewards as of now, in memory.
    function _advanced() internal view returns (RewardPool memory rewards) {
        rewards = _rewards.unpacked();
        rewards.advance(EmissionCurve.emittedPart(BUDGET, STAKERS_BPS, block.timestamp - START));
    }

    /// @dev `min(self + min(pool, self), lockCap)` over active stake.
    function _lockLimit(uint256 self, DelegationPool memory pool, uint256 lockCap) internal pure returns (uint256) {
        uint256 most = self + Math.min(pool.activeAssets(), self);
        return lockCap == 0 ? most : Math.min(most, lockCap);
    }

    /// @dev A missing operator is the zero address, which acts for nobody.
    function _acts(address worker, address operator, address caller) internal pure returns (bool) {
        return caller == worker || (caller == operator && caller != address(0));
    }

    /// @dev Names one era of a worker's pool; eras are below 2^48.
    function _poolId(address worker, uint256 era) internal pure returns (uint256) {
        return uint160(worker) | (era << 160);
    }

    function _requireRange(bytes32 name, uint256 have, uint256 least, uint256 most) private pure {
        if (have < least || have > most) revert ParameterOutOfRange(name, have, least, most);
    }
}
