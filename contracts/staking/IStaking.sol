// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IQuernToken} from "../token/IQuernToken.sol";
import {IEmission} from "../emission/IEmission.sol";

/// @notice Workers' bonds: capacity for locks, unbonding, slashing and the stakers' rewards.
interface IStaking {
    /// @notice One unbonding of a worker, as its owner sees it.
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
        /// `min(stake side, lockCap)`: what all locks together may reach.
        uint96 capacity;
        /// Stakers' rewards that `claimRewards` would mint now.
        uint96 rewards;
        Unbonding[] unbondings;
    }

    /// @notice Amounts must be above zero.
    error ZeroAmount();
    /// @notice `worker` has `free` base units that no job holds, fewer than the `needed`.
    error StakeTooLow(address worker, uint256 free, uint256 needed);
    /// @notice The bond would be `amount`, under the minimum of `least`.
    error BondTooSmall(uint256 amount, uint256 least);
    /// @notice `caller` is neither the owner nor the operator of `worker`.
    error NotOwnerOrOperator(address worker, address caller);
    /// @notice All `most` unbondings of `worker` are in use; withdraw or rebond one first.
    error UnbondingsFull(address worker, uint256 most);
    /// @notice `worker` has no unbonding at `index`.
    error NoUnbonding(address worker, uint256 index);
    /// @notice The unbonding ends at `endsAt`, and it is only `time`.
    error StillUnbonding(uint256 endsAt, uint256 time);
    /// @notice `caller` is not one of the lockers.
    error NotLocker(address caller);
    /// @notice There are `most` lockers already.
    error TooManyLockers(uint256 most);
    /// @notice `locker` is a locker already.
    error LockerExists(address locker);
    /// @notice New bonds are stopped by the guardian.
    error BondingPaused();
    /// @notice `worker` has no rewards to claim.
    error NothingToClaim(address worker);
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
    /// @notice `locker` slashed `worker`: `taken` of the `amount` asked, `payout` of it sent to the locker, the rest burned.
    event Slashed(address indexed worker, address indexed locker, uint256 amount, uint256 taken, uint256 payout);
    /// @notice `operator` may act for `worker` from now on; zero for none.
    event OperatorSet(address indexed worker, address indexed operator);
    /// @notice All locks of `worker` together may reach `lockCap`; 0 means its whole stake.
    event LockCapSet(address indexed worker, uint256 lockCap);
    /// @notice `worker` was minted `amount` of the stakers' stream, to `to`.
    event RewardsClaimed(address indexed worker, address indexed to, uint256 amount);
    /// @notice `locker` may lock and slash from now on.
    event LockerAdded(address indexed locker, uint256 index);
    /// @notice New bonds are stopped (`paused`) or allowed again.
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
    /// @notice Mints the caller's rewards to `to`.
    function claimRewards(address to) external returns (uint256 amount);

    /// @notice Takes up to `amount` of `worker`'s bond, active and unbonding alike; never reverts for a locker.
    /// @param payoutBps The part of what was taken that is sent to the calling locker in QRN, in bps (≤ 5000); the rest is burned.
    /// @return taken Base units taken: `min(amount, assets)`. @return payout Base units sent to the locker.
    function slash(address worker, uint256 amount, uint256 payoutBps) external returns (uint256 taken, uint256 payout);

    /// @notice Appends a locker, at most 4. Admin only.
    function addLocker(address locker) external;
    /// @notice Stops or allows new bonds. Guardian only.
    function setBondingPaused(bool paused) external;

    /// @notice What the calling locker's locks on `worker` may reach together.
    /// @dev Reverts `NotLocker` for everybody else, and `NotOwnerOrOperator` unless `caller` may act for the worker.
    function capacity(address worker, address caller) external view returns (uint256);
    /// @notice Whether `caller` is the owner or the operator of `worker`.
    function actsFor(address worker, address caller) external view returns (bool);
    function operatorOf(address worker) external view returns (address);
    /// @notice Everything about `worker` in one call.
    function workerView(address worker) external view returns (WorkerView memory);
    /// @notice Base units bonded by `worker`: active, and unbonding (after slashes).
    function assetsOf(address worker) external view returns (uint256 active, uint256 unbonding);
    /// @notice Rewards that `claimRewards` would mint to `worker` now.
    function rewardsOf(address worker) external view returns (uint256);
    /// @notice Σ active over all workers; the base of the rewards.
    function totalActive() external view returns (uint256);
    function lockers() external view returns (address[] memory);

    function TOKEN() external view returns (IQuernToken);
    function EMISSION() external view returns (IEmission);
    /// @notice Seconds from `unbond` to `withdraw`.
    function UNBONDING() external view returns (uint256);
}
