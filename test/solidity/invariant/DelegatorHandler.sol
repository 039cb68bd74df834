// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {JobBook} from "./JobBook.sol";

/// @notice Two delegators stake behind the workers, so that the slashes of jobs hit pools, too.
abstract contract DelegatorHandler is JobBook {
    function delegate(uint256 who, uint256 which, uint256 amount) external act("delegate") {
        address worker = workerAt(who);
        address delegator = delegatorAt(which);
        amount = bound(amount, 1 ether, 300 ether);
        giveQrn(delegator, amount);
        vm.prank(delegator);
        qrn.approve(address(staking), amount);
        vm.prank(delegator);
        staking.delegate(worker, amount);
        poolOf[worker].put += amount;
        ++poolOf[worker].roundings;
    }

    /// @dev Half of the times all of it.
    function undelegate(uint256 who, uint256 which, uint256 amount) external act("undelegate") {
        address worker = workerAt(who);
        address delegator = delegatorAt(which);
        uint256 active = staking.delegationView(worker, delegator).active;
        vm.prank(delegator);
        staking.undelegate(worker, amount % 2 == 0 ? active : bound(amount, 1, active));
    }

    function rebondDelegation(uint256 who, uint256 which, uint256 index) external act("rebondDelegation") {
        vm.prank(delegatorAt(which));
        staking.rebondDelegation(workerAt(who), index % 8);
    }

    function withdrawDelegation(uint256 who, uint256 which, uint256 index) external act("withdrawDelegation") {
        address worker = workerAt(who);
        uint256 before = qrn.balanceOf(address(0xDEAD));
        vm.prank(delegatorAt(which));
        staking.withdrawDelegation(worker, index % 8, address(0xDEAD));
        poolOf[worker].out += qrn.balanceOf(address(0xDEAD)) - before;
        ++poolOf[worker].roundings;
    }

    function claimDelegation(uint256 who, uint256 which, uint256 era) external act("claimDelegation") {
        address worker = workerAt(who);
        uint256 eras = staking.poolView(worker).era;
        address[] memory list = new address[](1);
        list[0] = worker;
        vm.prank(delegatorAt(which));
        if (era % 4 == 0 && eras > 0) staking.claimPastRewards(worker, (era >> 2) % eras, address(0xDEAD));
        else staking.claimDelegationRewards(list, address(0xDEAD));
    }
}
