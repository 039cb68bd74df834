// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

contract StakingClaimPastRewardsTest is DelegationFixture {
    uint256 private earned;

    /// @dev Alice and Bob earn for three days, then their era ends.
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        delegate(ALICE, WORKER, 60 ether);
        delegate(BOB, WORKER, 40 ether);
        vm.warp(BEGIN + 3 days);
        earned = rewardsOf(ALICE, WORKER);
        locker.slash(WORKER, type(uint256).max, 0);
    }

    function test_claimPastRewards_mintsWhatTheEraEarned() external {
        assertEq(staking.pastRewardsOf(WORKER, 0, ALICE), earned, "to the base unit");
        assertEq(rewardsOf(ALICE, WORKER), 0, "nothing in the new era");
        vm.warp(BEGIN + 9 days);
        assertEq(staking.pastRewardsOf(WORKER, 0, ALICE), earned, "and no more");
        vm.expectEmit(address(staking));
        emit IStaking.DelegationRewardsClaimed(WORKER, ALICE, PAYOUT, earned);
        assertEq(_claim(ALICE, 0), earned, "amount");

        assertEq(token.balanceOf(PAYOUT), earned, "paid");
        assertEq(staking.pastRewardsOf(WORKER, 0, ALICE), 0, "exactly once");
        _expectNothing(ALICE, 0);
        assertTrue(staking.pastRewardsOf(WORKER, 0, BOB) > 0, "Bob's are his");
    }

    function test_claimPastRewards_isWithoutWhatWasClaimedBefore() external {
        bond(WORKER, 100 ether);
        delegate(ALICE, WORKER, 100 ether);
        vm.warp(BEGIN + 5 days);
        uint256 all = rewardsOf(ALICE, WORKER);
        vm.warp(BEGIN + 4 days);
        uint256 first = claimDelegation(ALICE, WORKER);
        vm.warp(BEGIN + 5 days);
        locker.slash(WORKER, type(uint256).max, 0);
        assertEq(staking.pastRewardsOf(WORKER, 1, ALICE), all - first, "the rest of the second era");
        assertEq(staking.pastRewardsOf(WORKER, 0, ALICE), earned, "all of the first");
        assertEq(_claim(ALICE, 1) + _claim(ALICE, 0), all - first + earned, "both, in any order");
    }

    function test_claimPastRewards_keepsErasApart() external {
        bond(WORKER, 100 ether);
        delegate(ALICE, WORKER, 100 ether);
        vm.warp(BEGIN + 4 days);
        uint256 fresh = rewardsOf(ALICE, WORKER);
        assertEq(_claim(ALICE, 0), earned, "the past");
        assertEq(rewardsOf(ALICE, WORKER), fresh, "leaves the present alone");
        assertEq(claimDelegation(ALICE, WORKER), fresh, "and the other way round");
    }

    function test_claimPastRewards_revertsWhen_theEraIsNotClosed() external {
        assertEq(staking.pastRewardsOf(WORKER, 1, ALICE), 0, "no past");
        _expectNotClosed(1);
        _expectNotClosed(2);
        _expectNotClosed(type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IStaking.EraNotClosed.selector, OTHER, 0, 0));
        vm.prank(ALICE);
        staking.claimPastRewards(OTHER, 0, PAYOUT);
    }

    function test_claimPastRewards_revertsWhen_thereIsNothing() external {
        _expectNothing(CAROL, 0);
        vm.expectRevert(IStaking.ZeroAddress.selector);
        vm.prank(ALICE);
        staking.claimPastRewards(WORKER, 0, address(0));
    }

    function _claim(address delegator, uint256 era) private returns (uint256) {
        vm.prank(delegator);
        return staking.claimPastRewards(WORKER, era, PAYOUT);
    }

    function _expectNotClosed(uint256 era) private {
        vm.expectRevert(abi.encodeWithSelector(IStaking.EraNotClosed.selector, WORKER, era, 1));
        _claim(ALICE, era);
    }

    function _expectNothing(address delegator, uint256 era) private {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NothingToClaim.selector, delegator));
        _claim(delegator, era);
    }
}
