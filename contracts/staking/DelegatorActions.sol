// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Delegation} from "./Delegation.sol";
import {DelegationPool, LEAST_INDEX} from "./DelegationPool.sol";
import {IStaking} from "./IStaking.sol";
import {RING_PLACES} from "./UnbondingRing.sol";
import {StakingState} from "./StakingState.sol";

/// @notice What those do who stake behind a worker: delegate, unbond, rebond, withdraw, claim.
abstract contract DelegatorActions is StakingState {
    // ---- stake

    /// @inheritdoc IStaking
    function delegate(address worker, uint256 amount) external nonReentrant returns (uint256 shares) {
        return _delegate(worker, amount);
    }

    /// @inheritdoc IStaking
    function delegateWithPermit(
        address worker,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant returns (uint256 shares) {
        _permit(amount, deadline, v, r, s);
        return _delegate(worker, amount);
    }

    /// @inheritdoc IStaking
    function undelegate(address worker, uint256 amount) external returns (uint256 index) {
        Change memory change = _begin(worker);
        DelegationPool memory pool = change.pool;
        Delegator storage delegator = _delegators[_poolId(worker, pool.era)][msg.sender];
        Delegation memory delegation = delegator.delegation.unpacked();
        uint256 active = pool.worth(delegation.shares);
        if (amount > active) revert DelegationTooLow(worker, msg.sender, active, amount);
        // Zero takes out shares that are worth less than a base unit, which would keep a worn pool open for ever.
        if (amount == 0 && (active > 0 || delegation.shares == 0)) revert ZeroAmount();
        index = delegator.ring.firstFree(delegation.nextPlace);
        if (index == RING_PLACES) revert UnbondingsFull(worker, msg.sender, RING_PLACES);

        // Whoever takes everything takes the fraction of a base unit with it.
        uint256 shares = amount == active ? delegation.shares : pool.sharesUp(amount);
        delegation.nextPlace = (index + 1) % RING_PLACES;
        delegation.lower(shares, pool.rateDown(change.rewards.acc));
        delegator.delegation = delegation.packed();
        uint256 endsAt = block.timestamp + UNBONDING;
        delegator.ring.put(index, shares, endsAt);
        pool.active -= shares;
        pool.unbonding += shares;
        _pools[worker].storeShares(pool);
        _finish(worker, change);
        emit Undelegated(worker, msg.sender, index, amount, shares, endsAt, pool.activeAssets());
    }

    /// @inheritdoc IStaking
    function rebondDelegation(address worker, uint256 index) external {
        Change memory change = _begin(worker);
        DelegationPool memory pool = change.pool;
        Delegator storage delegator = _delegators[_poolId(worker, pool.era)][msg.sender];
        (uint256 shares, ) = delegator.ring.take(index);
        if (shares == 0) revert NoUnbonding(worker, msg.sender, index);

        Delegation memory delegation = delegator.delegation.unpacked();
        delegation.raise(shares, pool.rateUp(change.rewards.acc));
        delegator.delegation = delegation.packed();
        pool.unbonding -= shares;
        pool.active += shares;
        _pools[worker].storeShares(pool);
        _finish(worker, change);
        emit DelegationRebonded(worker, msg.sender, index, pool.worth(shares), shares, pool.activeAssets());
    }

    /// @inheritdoc IStaking
    function withdrawDelegation(address worker, uint256 index, address to) external nonReentrant {
        if (to == address(0)) revert ZeroAddress();
        DelegationPool memory pool = _pools[worker].unpacked();
        Delegator storage delegator = _delegators[_poolId(worker, pool.era)][msg.sender];
        (uint256 shares, uint256 endsAt) = delegator.ring.take(index);
        if (shares == 0) revert NoUnbonding(worker, msg.sender, index);
        if (block.timestamp < endsAt) revert StillUnbonding(endsAt, block.timestamp);

        uint256 amount = pool.worth(shares);
        pool.unbonding -= shares;
        _pools[worker].storeShares(pool);
        if (pool.index < LEAST_INDEX && pool.assets() == 0) _renew(worker);
        emit DelegationWithdrawn(worker, msg.sender, to, index, amount, shares);

        TOKEN.transfer(to, amount);
    }

    // ---- rewards

    /// @inheritdoc IStaking
    function claimDelegationRewards(
        address[] calldata workers,
        address to
    ) external nonReentrant returns (uint256 amount) {
        if (to == address(0)) revert ZeroAddress();
        uint256 acc = _advanced().acc;
        for (uint256 i = 0; i < workers.length; ++i) {
            DelegationPool memory pool = _pools[workers[i]].unpacked();
            amount += _settle(workers[i], pool.era, pool.rateDown(acc), to);
        }
        if (amount == 0) revert NothingToClaim(msg.sender);

        EMISSION.mintToStaker(to, amount);
    }

    /// @inheritdoc IStaking
    function claimPastRewards(address worker, uint256 era, address to) external nonReentrant returns (uint256 amount) {
        if (to == address(0)) revert ZeroAddress();
        uint256 current = _pools[worker].unpacked().era;
        if (era >= current) revert EraNotClosed(worker, era, current);
        amount = _settle(worker, era, _pastRates[_poolId(worker, era)], to);
        if (amount == 0) revert NothingToClaim(msg.sender);

        EMISSION.mintToStaker(to, amount);
    }

    // ---- internal

    function _delegate(address worker, uint256 amount) private returns (uint256 shares) {
        if (amount == 0) revert ZeroAmount();
        if (worker == msg.sender) revert OwnWorker(worker);
        Change memory change = _begin(worker);
        if (change.rewards.bondingPaused) revert BondingPaused();
        if (change.position.active == 0) revert WorkerNotBonded(worker);
        DelegationPool memory pool = change.pool;
        if (pool.index < LEAST_INDEX) revert PoolWorn(worker, pool.worth(WORTH_SCALE), WORTH_SCALE >> 10);
        Delegator storage delegator = _delegators[_poolId(worker, pool.era)][msg.sender];
        Delegation memory delegation = delegator.delegation.unpacked();
        uint256 delegated = pool.worth(delegation.shares) + amount;
        if (delegated < LEAST_BOND) revert BondTooSmall(delegated, LEAST_BOND);

        // Whoever joins when a raise is due joins at the raised commission: it can never be applied to them by surprise.
        if (pool.announced) _applyIfDue(worker, change);
        shares = pool.sharesDown(amount);
        delegation.raise(shares, pool.rateUp(change.rewards.acc));
        delegator.delegation = delegation.packed();
        pool.active += shares;
        _pools[worker].storeShares(pool);
        change.position.pooled = true;
        _finish(worker, change);
        emit Delegated(worker, msg.sender, amount, shares, pool.activeAssets());

        TOKEN.transferFrom(msg.sender, address(this), amount);
    }

    function _applyIfDue(address worker, Change memory change) private {
        Announcement memory announced = _announcements[worker];
        if (block.timestamp >= announced.from) _setCommission(worker, change, announced.bps);
    }

    /// @dev Marks what the caller earned at `rate` in one era of a pool as paid.
    function _settle(address worker, uint256 era, uint256 rate, address to) private returns (uint256 amount) {
        Delegator storage delegator = _delegators[_poolId(worker, era)][msg.sender];
        Delegation memory delegation = delegator.delegation.unpacked();
        amount = delegation.pending(rate);
        if (amount == 0) return 0;

        delegation.settle(amount);
        delegator.delegation = delegation.packed();
        emit DelegationRewardsClaimed(worker, msg.sender, to, amount);
    }

    /// @dev A worn pool that everybody left, but for fractions of a base unit, takes delegations again, in a new era.
    function _renew(address worker) private {
        Change memory change = _begin(worker);
        _restart(worker, change.pool, change.rewards.acc);
        _finish(worker, change);
    }
}
