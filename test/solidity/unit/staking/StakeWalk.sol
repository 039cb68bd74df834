// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

/// @notice Two workers and three delegators that take any step which a seed picks, and how to get everybody out again.
/// @dev A step that is not possible in the present state is left out; one that is possible must not revert.
abstract contract StakeWalk is DelegationFixture {
    /// @dev The time, kept here: a test's own clock must not be read before and after a warp as one value.
    uint256 internal time = BEGIN;
    /// @dev How often roundings could leave a fraction of a base unit behind: delegations made and delegators' withdrawals.
    uint256 internal roundings;

    function setUp() public virtual override {
        super.setUp();
        bond(WORKER, 100 ether);
        bond(OTHER, 500 ether);
    }

    function pass(uint256 duration) internal {
        time += duration;
        vm.warp(time);
    }

    function step(uint256 seed) internal {
        pass((seed >> 16) % 5 days);
        address worker = seed & 1 == 0 ? WORKER : OTHER;
        address delegator = [ALICE, BOB, CAROL, ALICE][(seed >> 1) & 3];
        uint256 value = uint256(keccak256(abi.encode(seed)));
        uint256 action = (seed >> 3) % 14;
        if (action < 4) _ownStep(worker, action, value);
        else if (action < 10) _delegatorStep(worker, delegator, action, value);
        else if (action == 10) _slash(worker, value);
        else if (action == 11) _slash(worker, value);
        else if (action == 12) _commission(worker, value);
        else _claim(worker, delegator);
    }

    /// @dev Everybody takes everything out, in two rounds of unbonding, and claims.
    function exitAll() internal {
        address[5] memory all = [WORKER, OTHER, ALICE, BOB, CAROL];
        for (uint256 round = 0; round < 3; ++round) {
            for (uint256 i = 0; i < 5; ++i) {
                if (i < 2) _leaveOwn(all[i], round < 2);
                else _leave(all[i], WORKER, round < 2);
                if (i > 1) _leave(all[i], OTHER, round < 2);
            }
            if (round < 2) pass(UNBONDING);
        }
        for (uint256 i = 2; i < 5; ++i) {
            _claim(WORKER, all[i]);
            _claim(OTHER, all[i]);
        }
    }

    function owedAt(address worker) internal view returns (uint256 owed) {
        address[3] memory delegators = [ALICE, BOB, CAROL];
        owed = staking.rewardsOf(worker);
        uint256 era = staking.poolView(worker).era;
        for (uint256 i = 0; i < 3; ++i) {
            owed += rewardsOf(delegators[i], worker);
            for (uint256 past = 0; past < era; ++past) owed += staking.pastRewardsOf(worker, past, delegators[i]);
        }
    }

    /// @dev What the three can take out of a pool, each withdrawal rounded down.
    function takeable(address worker) internal view returns (uint256 sum) {
        address[3] memory delegators = [ALICE, BOB, CAROL];
        for (uint256 i = 0; i < 3; ++i) {
            sum += delegatedBy(delegators[i], worker);
            IStaking.Unbonding[] memory list = unbondingsOf(delegators[i], worker);
            for (uint256 j = 0; j < list.length; ++j) sum += list[j].amount;
        }
    }

    // ---- steps

    function _ownStep(address worker, uint256 action, uint256 value) private {
        (uint256 active, ) = staking.assetsOf(worker);
        IStaking.Unbonding[] memory list = staking.workerView(worker).unbondings;
        if (action == 0) {
            bond(worker, bound(value, 1 ether, 2_000 ether));
        } else if (action == 1) {
            if (active > 0 && list.length < 8) unbond(worker, _part(value, active));
        } else if (list.length > 0) {
            uint256 index = list[value % list.length].index;
            vm.startPrank(worker);
            if (action == 2) staking.rebond(index);
            else if (list[value % list.length].endsAt <= time) staking.withdraw(index, worker);
            vm.stopPrank();
        }
    }

    function _delegatorStep(address worker, address delegator, uint256 action, uint256 value) private {
        IStaking.Unbonding[] memory list = unbondingsOf(delegator, worker);
        uint256 active = delegatedBy(delegator, worker);
        if (action < 6) {
            if (_takesDelegations(worker)) {
                delegate(delegator, worker, bound(value, 1 ether, 2_000 ether));
                ++roundings;
            }
        } else if (action < 8) {
            if (active > 0 && list.length < 8) undelegate(delegator, worker, _part(value, active));
        } else if (list.length > 0) {
            uint256 index = list[value % list.length].index;
            if (action == 8) rebondDelegation(delegator, worker, index);
            else if (list[value % list.length].endsAt <= time) _withdraw(delegator, worker, index);
        }
    }

    function _slash(address worker, uint256 value) private {
        (uint256 self, uint256 pool) = sidesOf(worker);
        uint256 amount = bound(value, 0, (self + pool) / 4);
        if (value % 16 == 0) amount = type(uint256).max;
        if (value % 16 == 1) amount = self + pool - ((self + pool) >> 11);
        if (value % 16 == 2) amount = 1;
        (uint256 taken, ) = locker.slash(worker, amount, value % 6000);
        (uint256 selfLeft, uint256 poolLeft) = sidesOf(worker);
        assertEq(selfLeft + poolLeft + taken, self + pool, "a slash takes what it says");
    }

    function _commission(address worker, uint256 value) private {
        uint256 from = staking.poolView(worker).announcedFrom;
        if (from != 0 && from <= time) staking.applyCommission(worker);
        else setCommission(worker, value % 5001);
    }

    function _claim(address worker, address delegator) private {
        if (rewardsOf(delegator, worker) > 0) claimDelegation(delegator, worker);
        if (staking.rewardsOf(worker) > 0) {
            vm.prank(worker);
            staking.claimRewards(PAYOUT);
        }
        uint256 era = staking.poolView(worker).era;
        for (uint256 past = 0; past < era; ++past) {
            if (staking.pastRewardsOf(worker, past, delegator) == 0) continue;
            vm.prank(delegator);
            staking.claimPastRewards(worker, past, PAYOUT);
        }
    }

    // ---- leaving

    function _leaveOwn(address worker, bool unbonding) private {
        IStaking.Unbonding[] memory list = staking.workerView(worker).unbondings;
        (uint256 active, ) = staking.assetsOf(worker);
        vm.startPrank(worker);
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i].endsAt <= time) staking.withdraw(list[i].index, worker);
        }
        if (unbonding && active > 0 && staking.workerView(worker).unbondings.length < 8) staking.unbond(active);
        vm.stopPrank();
    }

    function _leave(address delegator, address worker, bool unbonding) private {
        IStaking.Unbonding[] memory list = unbondingsOf(delegator, worker);
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i].endsAt <= time) _withdraw(delegator, worker, list[i].index);
        }
        uint256 active = delegatedBy(delegator, worker);
        if (unbonding && active > 0 && unbondingsOf(delegator, worker).length < 8)
            undelegate(delegator, worker, active);
    }

    function _withdraw(address delegator, address worker, uint256 index) private {
        vm.prank(delegator);
        staking.withdrawDelegation(worker, index, delegator);
        ++roundings;
    }

    function _takesDelegations(address worker) private view returns (bool) {
        (uint256 active, ) = staking.assetsOf(worker);
        return active > 0 && staking.poolView(worker).shareWorth >= 976_562_500_000_000;
    }

    /// @dev All of it, a base unit, or anything.
    function _part(uint256 value, uint256 most) private pure returns (uint256) {
        if (value % 4 == 0) return most;
        if (value % 4 == 1) return 1;
        return bound(value, 1, most);
    }
}
