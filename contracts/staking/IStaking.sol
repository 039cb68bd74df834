// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IQuernToken} from "../token/IQuernToken.sol";
import {IEmission} from "../emission/IEmission.sol";

/// @notice Workers' bonds and what others delegate to them: capacity for locks, unbonding, slashing, commission and the
/// stakers' rewards. A worker is its owner's address; whoever delegates to it shares its rewards and its slashes.
interface IStaking {
    /// @notice One unbonding of a worker or a delegator, as its owner sees it.
    struct Unbonding {
        /// Place in the ring, 0..7.
        uint8 index;
        /// Base units that may be withdrawn, after all slashes so far.
        uint96 amount;
        /// Unix time from which it may be withdrawn.
        uint40 endsAt;
    }

    /// @notice A worker, as pages and the SDK show it.
    struct WorkerView {
        address operator;
        uint96 selfActive;
        uint96 selfUnbonding;
        uint96 locked;
        uint96 lockCap;
        /// `min(self + min(pool, self), lockCap)` over active stake: what all locks together may reach.
        uint96 capacity;
        /// Stakers' rewards that `claimRewards` would mint now, commission included.
        uint96 rewards;
        Unbonding[] unbondings;
        /// The lockers that may lock and slash the worker's stake.
        address[] lockers;
        PoolView pool;
    }

    /// @notice What others delegated to a worker.
    struct PoolView {
        uint96 active;
        uint96 unbonding;
        /// How often the pool began anew; delegations of earlier eras are worth nothing.
        uint48 era;
        /// Base units that 1e18 shares are worth; falls with slashes, never rises within an era.
        uint96 shareWorth;
        uint16 commissionBps;
        /// The commission that was announced, and the Unix time from which the next `delegate` or `applyCommission` sets it;
        /// zeros for none.
        uint16 announcedBps;
        uint40 announcedFrom;
    }

    /// @notice What one account delegated to one worker.
    struct DelegationView {
        uint96 active;
        /// Stakers' rewards, after commission, that a claim would mint now.
        uint96 rewards;
        Unbonding[] unbondings;
    }

    /// @notice Amounts must be above zero.
    error ZeroAmount();
    /// @notice `worker` has `free` base units that no job needs, fewer than the `needed`.
    error StakeTooLow(address worker, uint256 free, uint256 needed);
    /// @notice `delegator` has `active` base units delegated to `worker`, fewer than the `needed`.
    error DelegationTooLow(address worker, address delegator, uint256 active, uint256 needed);
    /// @notice The bond or delegation would be `amount`, under the minimum of `least`.
    error BondTooSmall(uint256 amount, uint256 least);
    /// @notice Nothing is bonded by `worker`, so nobody can delegate to it.
    error WorkerNotBonded(address worker);
    /// @notice `worker` cannot delegate to itself; it bonds.
    error OwnWorker(address worker);
    /// @notice Slashes left `shareWorth` of every 1e18 that were delegated to `worker`, less than the `least` that a pool
    /// needs to take more.
    error PoolWorn(address worker, uint256 shareWorth, uint256 least);
    /// @notice The pool of `worker` is in era `era`; `closed` is not one of its past eras.
    error EraNotClosed(address worker, uint256 closed, uint256 era);
    /// @notice A commission of `bps` is above the `most`.
    error CommissionTooHigh(uint256 bps, uint256 most);
    /// @notice `worker` announced no raise of its commission.
    error NothingAnnounced(address worker);
    /// @notice The commission of `worker` rises at `from`, and it is only `time`.
    error CommissionNotDue(address worker, uint256 from, uint256 time);
    /// @notice `caller` is neither the owner nor the operator of `worker`.
    error NotOwnerOrOperator(address worker, address caller);
    /// @notice All `most` unbondings of `staker` with `worker` are in use; withdraw or rebond one first.
    error UnbondingsFull(address worker, address staker, uint256 most);
    /// @notice `staker` has no unbonding with `worker` at `index`.
    error NoUnbonding(address worker, address staker, uint256 index);
    /// @notice The unbonding ends at `endsAt`, and it is only `time`.
    error StillUnbonding(uint256 endsAt, uint256 time);
    /// @notice `caller` is not one of the lockers.
    error NotLocker(address caller);
    /// @notice `worker` does not work for `locker`.
    error LockerOff(address worker, address locker);
    /// @notice `locker` holds `locked` base units of `worker`, so it cannot be switched off.
    error LockerInUse(address worker, address locker, uint256 locked);
    /// @notice There are `most` lockers already.
    error TooManyLockers(uint256 most);
    /// @notice `locker` is a locker already.
    error LockerExists(address locker);
    /// @notice New bonds and delegations are stopped by the guardian.
    error BondingPaused();
    /// @notice `staker` has no rewards to claim.
    error NothingToClaim(address staker);
    /// @notice The zero address cannot receive tokens.
    error ZeroAddress();
    /// @notice A constructor value is out of its range: `name` is `have`, allowed are `least`..`most`.
    error ParameterOutOfRange(bytes32 name, uint256 have, uint256 least, uint256 most);

    /// @notice `worker` bonded `amount`; `selfActive` is the new total.
    event Bonded(address indexed worker, uint256 amount, uint256 selfActive);
    /// @notice `worker` began to unbond `amount` at place `index`; `selfActive` is what stays bonded.
    event UnbondingStarted(address indexed worker, uint256 index, uint256 amount, uint256 endsAt, uint256 selfActive);
    /// @notice `worker` put the unbonding `index` back: `amount` after slashes; `selfActive` is the new total.
    event Rebonded(address indexed worker, uint256 index, uint256 amount, uint256 selfActive);
    /// @notice `worker` withdrew the unbonding `index` to `to`: `amount` after slashes.
    event Withdrawn(address indexed worker, address indexed to, uint256 index, uint256 amount);
    /// @notice `delegator` delegated `amount` to `worker` for `shares` of its pool; `poolActive` is the pool's new total.
    event Delegated(
        address indexed worker,
        address indexed delegator,
        uint256 amount,
        uint256 shares,
        uint256 poolActive
    );
    /// @notice `delegator` began to unbond `shares`, now worth `amount`, at place `index`; `poolActive` is what stays.
    event Undelegated(
        address indexed worker,
        address indexed delegator,
        uint256 index,
        uint256 amount,
        uint256 shares,
        uint256 endsAt,
        uint256 poolActive
    );
    /// @notice `delegator` put the unbonding `index` back: `shares`, now worth `amount`; `poolActive` is the new total.
    event DelegationRebonded(
        address indexed worker,
        address indexed delegator,
        uint256 index,
        uint256 amount,
        uint256 shares,
        uint256 poolActive
    );
    /// @notice `delegator` withdrew the unbonding `index` to `to`: `shares`, worth `amount` after slashes.
    event DelegationWithdrawn(
        address indexed worker,
        address indexed delegator,
        address indexed to,
        uint256 index,
        uint256 amount,
        uint256 shares
    );
    /// @notice Each 1e18 shares of the pool of `worker` are worth `shareWorth` base units from now on.
    event PoolSlashed(address indexed worker, uint256 fromPool, uint256 shareWorth);
    /// @notice Nothing, or too little, was left in the pool of `worker`: delegations up to now are over, and `era` begins.
    event PoolRestarted(address indexed worker, uint256 era);
    /// @notice `worker` keeps `bps` of what its pool earns from now on.
    event CommissionSet(address indexed worker, uint256 bps);
    /// @notice From Unix time `from` on anyone may raise the commission of `worker` to `bps`.
    event CommissionAnnounced(address indexed worker, uint256 bps, uint256 from);
    /// @notice `locker` may lock and slash the stake of `worker` (`on`), or no longer.
    event LockerSet(address indexed worker, address indexed locker, bool on);
    /// @notice `locker` slashed `worker`: `taken` of the `amount` asked, `fromPool` of it from its delegators; `payout` was
    /// sent to the locker, the rest burned.
    event Slashed(
        address indexed worker,
        address indexed locker,
        uint256 amount,
        uint256 taken,
        uint256 fromPool,
        uint256 payout
    );
    /// @notice `operator` may act for `worker` from now on; zero for none.
    event OperatorSet(address indexed worker, address indexed operator);
    /// @notice All locks of `worker` together may reach `lockCap`; 0 means its whole stake.
    event LockCapSet(address indexed worker, uint256 lockCap);
    /// @notice `worker` was minted `amount` of the stakers' stream, for its bond and its commission, to `to`.
    event RewardsClaimed(address indexed worker, address indexed to, uint256 amount);
    /// @notice `delegator` was minted `amount` of the stakers' stream, for its delegation to `worker`, to `to`.
    event DelegationRewardsClaimed(
        address indexed worker,
        address indexed delegator,
        address indexed to,
        uint256 amount
    );
    /// @notice `locker` may lock and slash from now on.
    event LockerAdded(address indexed locker, uint256 index);
    /// @notice New bonds and delegations are stopped (`paused`) or allowed again.
    event BondingPausedSet(bool paused);

    /// @notice Bonds `amount` of the caller's QRN to itself as a worker.
    function bond(uint256 amount) external;
    /// @notice As `bond`, with an ERC-2612 permit; a permit that was already used does not stop it.
    function bondWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// @notice Begins to unbond `amount`: it stops earning and counting for new locks, and stays slashable until withdrawn.
    /// @return index Place in the ring of at most 8 unbondings.
    function unbond(uint256 amount) external returns (uint256 index);
    /// @notice Puts what is left of the unbonding `index` back to the active bond.
    function rebond(uint256 index) external;
    /// @notice Withdraws what is left of the finished unbonding `index` to `to`.
    function withdraw(uint256 index, address to) external;
    /// @notice Names the hot key that may act on jobs for the caller; it can never withdraw.
    function setOperator(address operator) external;
    /// @notice Bounds what a stolen operator key could cost; 0 removes the bound. Each slash lowers it by what was taken,
    /// so it must be raised again by the owner.
    function setLockCap(uint96 lockCap) external;
    /// @notice Allows `locker` to lock and slash the caller's stake and its pool, or not. The first locker is on from the start.
    /// @dev Off only while the locker holds nothing of the caller.
    function setLocker(address locker, bool on) external;
    /// @notice Sets the caller's part of what its pool earns, at most 5000 bps. A cut holds at once and drops an announced
    /// raise; a raise is announced, and `applyCommission` sets it after `COMMISSION_NOTICE`.
    function setCommission(uint256 bps) external;
    /// @notice Sets the raise that `worker` announced, once it is due. Callable by anyone; it changes nothing retroactively.
    /// The next `delegate` to the worker does the same.
    function applyCommission(address worker) external;
    /// @notice Mints the caller's rewards as a worker, of its own bond and its commission, to `to`.
    function claimRewards(address to) external returns (uint256 amount);

    /// @notice Delegates `amount` of the caller's QRN to `worker`; the delegation must reach 1 QRN.
    /// @return shares Shares of the worker's pool.
    function delegate(address worker, uint256 amount) external returns (uint256 shares);
    /// @notice As `delegate`, with an ERC-2612 permit; a permit that was already used does not stop it.
    function delegateWithPermit(
        address worker,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint256 shares);
    /// @notice Begins to unbond `amount` of what the caller delegated to `worker`. Always possible, whatever jobs hold: it
    /// stops earning and counting for new locks, and stays slashable until withdrawn.
    /// @dev An `amount` of zero takes out what slashes left worth less than a base unit, and nothing else.
    /// @return index Place in the ring of at most 8 unbondings with this worker.
    function undelegate(address worker, uint256 amount) external returns (uint256 index);
    /// @notice Puts what is left of the caller's unbonding `index` back to the same worker.
    function rebondDelegation(address worker, uint256 index) external;
    /// @notice Withdraws what is left of the caller's finished unbonding `index` with `worker` to `to`.
    function withdrawDelegation(address worker, uint256 index, address to) external;
    /// @notice Mints the caller's rewards of its delegations to all `workers` to `to`.
    function claimDelegationRewards(address[] calldata workers, address to) external returns (uint256 amount);
    /// @notice Mints what the caller earned in a past `era` of the pool of `worker` and did not claim, to `to`.
    function claimPastRewards(address worker, uint256 era, address to) external returns (uint256 amount);

    /// @notice Takes up to `amount` of `worker`'s stake, active and unbonding alike; never reverts for a locker. The self side
    /// and the pool pay `self : min(pool, self)`. A locker that the worker switched off takes nothing.
    /// @param payoutBps The part of what the self side bore that is sent to the calling locker in QRN, in bps (≤ 5000); the
    /// rest, and all that the pool bore, is burned.
    /// @return taken Base units taken: `min(amount, assets)`. @return payout Base units sent to the locker.
    function slash(address worker, uint256 amount, uint256 payoutBps) external returns (uint256 taken, uint256 payout);

    /// @notice Appends a locker, at most 4. Admin only.
    function addLocker(address locker) external;
    /// @notice Stops or allows new bonds and delegations. Guardian only.
    function setBondingPaused(bool paused) external;

    /// @notice What the calling locker's locks on `worker` may reach together: `min(self + min(pool, self), lockCap)` over
    /// active stake, less what the worker's other lockers hold.
    /// @dev Reverts `NotLocker` for everybody else, `LockerOff` if the worker does not work for it, and `NotOwnerOrOperator`
    /// unless `caller` may act for the worker.
    function capacity(address worker, address caller) external view returns (uint256);
    /// @notice Whether `caller` is the owner or the operator of `worker`.
    function actsFor(address worker, address caller) external view returns (bool);
    function operatorOf(address worker) external view returns (address);
    /// @notice Everything about `worker` in one call.
    function workerView(address worker) external view returns (WorkerView memory);
    /// @notice Base units bonded by `worker` itself: active, and unbonding (after slashes).
    function assetsOf(address worker) external view returns (uint256 active, uint256 unbonding);
    /// @notice Base units delegated to `worker`: active, and unbonding (after slashes).
    function poolAssetsOf(address worker) external view returns (uint256 active, uint256 unbonding);
    /// @notice Everything about the pool of `worker` in one call.
    function poolView(address worker) external view returns (PoolView memory);
    /// @notice Everything about what `delegator` delegated to `worker` in the current era of its pool.
    function delegationView(address worker, address delegator) external view returns (DelegationView memory);
    /// @notice Rewards that `claimRewards` would mint to `worker` now.
    function rewardsOf(address worker) external view returns (uint256);
    /// @notice Rewards that `claimPastRewards` would mint to `delegator` now.
    function pastRewardsOf(address worker, uint256 era, address delegator) external view returns (uint256);
    /// @notice Σ active over all workers and their pools, each pool rounded up; the base of the rewards.
    function totalActive() external view returns (uint256);
    function lockers() external view returns (address[] memory);

    function TOKEN() external view returns (IQuernToken);
    function EMISSION() external view returns (IEmission);
    /// @notice Seconds from `unbond` to `withdraw`.
    function UNBONDING() external view returns (uint256);
    /// @notice Seconds from the announcement of a higher commission to the time from which it can be applied.
    function COMMISSION_NOTICE() external view returns (uint256);
}
