// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStaking} from "../../../contracts/staking/IStaking.sol";
import {Endings} from "./Endings.sol";

/// @notice Two delegators stake behind the workers, so that the slashes of jobs hit pools, too.
abstract contract DelegatorHandler is Endings {
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
        index = _placeOf(workerAt(who), delegatorAt(which), index);
        vm.prank(delegatorAt(which));
        staking.rebondDelegation(workerAt(who), index);
    }

    function withdrawDelegation(uint256 who, uint256 which, uint256 index) external act("withdrawDelegation") {
        address worker = workerAt(who);
        uint256 before = qrn.balanceOf(address(0xDEAD));
        index = _placeOf(worker, delegatorAt(which), index);
        vm.prank(delegatorAt(which));
        staking.withdrawDelegation(worker, index, address(0xDEAD));
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

    /// @dev Mostly a place that is taken; one in eight times any place.
    function _placeOf(address worker, address delegator, uint256 which) private view returns (uint256) {
        IStaking.Unbonding[] memory list = staking.delegationView(worker, delegator).unbondings;
        return which % 8 == 0 || list.length == 0 ? which % 8 : list[which % list.length].index;
    }
}
