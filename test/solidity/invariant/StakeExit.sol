// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStaking} from "../../../contracts/staking/IStaking.sol";
import {WorkBook} from "./WorkBook.sol";

/// @notice From any state everyone leaves entirely: nothing reverts, and nothing is left but fractions of base units.
abstract contract StakeExit is WorkBook {
    error OnlyItself();

    /// @notice Lets everyone leave; called by the handler itself only, so that a revert can be seen.
    function exitAll() external {
        if (msg.sender != address(this)) revert OnlyItself();
        for (uint256 i; i < LOCKERS; ++i) lockers[i].releaseAll(type(uint256).max, address(0));
        pass(UNBONDING);
        for (uint256 i; i < WORKERS; ++i) _withdrawAll(workers[i]);
        for (uint256 i; i < WORKERS; ++i) _beginAll(workers[i]);
        pass(UNBONDING);
        for (uint256 i; i < WORKERS; ++i) _withdrawAll(workers[i]);
        reportEverything();
        for (uint256 i; i < WORKERS; ++i) _claimAll(i);
        for (uint256 i; i < WORKERS; ++i) _checkLeft(i);
        checkRewards();
    }

    function unbondAs(address worker, uint256 amount) internal {
        vm.prank(worker);
        staking.unbond(amount);
        noteChange();
    }

    function undelegateAs(address delegator, address worker, uint256 amount) internal {
        vm.prank(delegator);
        staking.undelegate(worker, amount);
        noteChange();
    }

    /// @dev All delegators of a worker take what they can, as soon as they can.
    function delegatorsLeave(address worker) internal {
        for (uint256 i; i < DELEGATORS; ++i) {
            IStaking.DelegationView memory view_ = staking.delegationView(worker, delegators[i]);
            if (view_.active > 0 && view_.unbondings.length < PLACES) undelegateAs(delegators[i], worker, view_.active);
            _withdrawDue(delegators[i], worker);
        }
    }

    function withdrawAs(address worker, uint256 index) internal {
        uint256 had = qrn.balanceOf(PAYOUT);
        vm.prank(worker);
        staking.withdraw(index, PAYOUT);
        selfOf[worker].out += qrn.balanceOf(PAYOUT) - had;
    }

    function withdrawDelegationAs(address delegator, address worker, uint256 index) internal {
        uint256 had = qrn.balanceOf(PAYOUT);
        uint256 era = staking.poolView(worker).era;
        vm.prank(delegator);
        staking.withdrawDelegation(worker, index, PAYOUT);
        poolOf[worker].out += qrn.balanceOf(PAYOUT) - had;
        ++poolOf[worker].roundings;
        noteChange();
        if (staking.poolView(worker).era > era) ++calls["renewed"];
    }

    function claimAs(address worker) internal {
        vm.prank(worker);
        claimed[worker][worker] += staking.claimRewards(PAYOUT);
    }

    function claimDelegationAs(address delegator, address[] memory list) internal {
        uint256 sum;
        for (uint256 i; i < WORKERS; ++i) {
            for (uint256 j; j < list.length; ++j) {
                if (list[j] != workers[i]) continue;
                uint256 rewards = staking.delegationView(workers[i], delegator).rewards;
                claimed[workers[i]][delegator] += rewards;
                sum += rewards;
                break;
            }
        }
        vm.prank(delegator);
        uint256 amount = staking.claimDelegationRewards(list, PAYOUT);
        if (amount != sum) breaks("S6: a claim minted another amount than was owed");
    }

    function claimPastAs(address delegator, address worker, uint256 era) internal {
        vm.prank(delegator);
        claimed[worker][delegator] += staking.claimPastRewards(worker, era, PAYOUT);
        ++calls["claimPast"];
    }

    function _beginAll(address worker) private {
        for (uint256 i; i < DELEGATORS; ++i) {
            uint256 active = staking.delegationView(worker, delegators[i]).active;
            if (active > 0) undelegateAs(delegators[i], worker, active);
        }
        (uint256 own, ) = staking.assetsOf(worker);
        if (own > 0) unbondAs(worker, own);
    }

    /// @dev All unbondings are over. The first withdrawals of a worn pool may end its era, and with it the others'.
    function _withdrawAll(address worker) private {
        for (uint256 i; i < DELEGATORS; ++i) {
            for (;;) {
                IStaking.Unbonding[] memory list = staking.delegationView(worker, delegators[i]).unbondings;
                if (list.length == 0) break;
                withdrawDelegationAs(delegators[i], worker, list[0].index);
            }
        }
        IStaking.Unbonding[] memory own = staking.workerView(worker).unbondings;
        for (uint256 i; i < own.length; ++i) withdrawAs(worker, own[i].index);
    }

    function _withdrawDue(address delegator, address worker) private {
        IStaking.Unbonding[] memory list = staking.delegationView(worker, delegator).unbondings;
        uint256 era = staking.poolView(worker).era;
        for (uint256 i; i < list.length && staking.poolView(worker).era == era; ++i) {
            if (list[i].endsAt <= block.timestamp) withdrawDelegationAs(delegator, worker, list[i].index);
        }
    }

    function _claimAll(uint256 who) private {
        address worker = workers[who];
        if (emission.owedTo(worker) > 0) claimWorkOf(who);
        if (staking.rewardsOf(worker) > 0) claimAs(worker);
        address[] memory list = new address[](1);
        list[0] = worker;
        uint256 era = staking.poolView(worker).era;
        for (uint256 i; i < DELEGATORS; ++i) {
            address delegator = delegators[i];
            if (staking.delegationView(worker, delegator).rewards > 0) claimDelegationAs(delegator, list);
            for (uint256 j; j < era; ++j) {
                if (staking.pastRewardsOf(worker, j, delegator) > 0) claimPastAs(delegator, worker, j);
            }
        }
    }

    /// @dev Less than a base unit is left to each account.
    function _checkLeft(uint256 who) private {
        address worker = workers[who];
        (uint256 self, uint256 pool) = heldBy(worker);
        if (self != 0 || pool >= DELEGATORS) breaks("S1: stake is left after everyone left");
        if (emission.owedTo(worker) != 0) breaks("E2, E4: work is owed after everyone claimed");
        uint256 owed;
        for (uint256 i; i < DELEGATORS; ++i) {
            IStaking.DelegationView memory view_ = staking.delegationView(worker, delegators[i]);
            if (view_.active != 0 || view_.unbondings.length != 0) breaks("S5: a delegation is left after all left");
            owed += owedTo(worker, delegators[i]);
        }
        if (owed + owedTo(worker, worker) != 0) breaks("S6: rewards are left after everyone claimed");
    }
}
