// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

contract StakingWithdrawDelegationTest is DelegationFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        delegate(ALICE, WORKER, 100 ether);
    }

    function test_withdrawDelegation_paysTheNamedAccount() external {
        undelegate(ALICE, WORKER, 30 ether);
        undelegate(ALICE, WORKER, 20 ether);
        vm.warp(BEGIN + UNBONDING);
        vm.expectEmit(address(staking));
        emit IStaking.DelegationWithdrawn(WORKER, ALICE, PAYOUT, 1, 20 ether, 20 ether);
        withdrawDelegation(ALICE, WORKER, 1);

        assertEq(token.balanceOf(PAYOUT), 20 ether, "paid");
        assertPool(WORKER, 50 ether, 30 ether);
        assertEq(delegatedBy(ALICE, WORKER), 50 ether, "the rest");
        assertHeld(0);
        _expectNoUnbonding(ALICE, 1);
    }

    function test_withdrawDelegation_isDueOnTheSecond() external {
        undelegate(ALICE, WORKER, 30 ether);
        undelegate(ALICE, WORKER, 20 ether);
        vm.warp(BEGIN + UNBONDING - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IStaking.StillUnbonding.selector, BEGIN + UNBONDING, BEGIN + UNBONDING - 1)
        );
        withdrawDelegation(ALICE, WORKER, 0);
        vm.warp(BEGIN + UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        vm.warp(BEGIN + UNBONDING + 1);
        withdrawDelegation(ALICE, WORKER, 1);
        assertEq(token.balanceOf(PAYOUT), 50 ether, "both");
    }

    function test_withdrawDelegation_S3_reachesNothingThatWasSlashed() external {
        undelegate(ALICE, WORKER, 40 ether);
        vm.warp(BEGIN + UNBONDING + 1);
        locker.slash(WORKER, 50 ether, 0);
        vm.expectEmit(address(staking));
        emit IStaking.DelegationWithdrawn(WORKER, ALICE, PAYOUT, 0, 30 ether, 40 ether);
        withdrawDelegation(ALICE, WORKER, 0);
        assertEq(token.balanceOf(PAYOUT), 30 ether, "S3: the slashed quarter is gone");
        assertHeld(0);
    }

    /// @dev An unbonding that slashes left nothing of frees its place and pays nothing.
    function test_withdrawDelegation_paysNothingForAFraction() external {
        undelegate(ALICE, WORKER, 1);
        locker.slash(WORKER, 50 ether, 0);
        vm.warp(BEGIN + UNBONDING);
        vm.expectEmit(address(staking));
        emit IStaking.DelegationWithdrawn(WORKER, ALICE, PAYOUT, 0, 0, 1);
        withdrawDelegation(ALICE, WORKER, 0);
        assertEq(token.balanceOf(PAYOUT), 0, "nothing");
        assertEq(unbondingsOf(ALICE, WORKER).length, 0, "the place is free");
    }

    function test_withdrawDelegation_worksWhateverJobsHoldAndWhilePaused() external {
        undelegate(ALICE, WORKER, 100 ether);
        locker.setLocked(WORKER, 200 ether);
        staking.setBondingPaused(true);
        vm.warp(BEGIN + UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        assertEq(token.balanceOf(PAYOUT), 100 ether, "all of it");
    }

    function test_withdrawDelegation_revertsWhen_placeOrReceiverIsMissing() external {
        undelegate(ALICE, WORKER, 30 ether);
        vm.warp(BEGIN + UNBONDING);
        vm.expectRevert(IStaking.ZeroAddress.selector);
        vm.prank(ALICE);
        staking.withdrawDelegation(WORKER, 0, address(0));
        _expectNoUnbonding(ALICE, 1);
        _expectNoUnbonding(ALICE, 8);
        _expectNoUnbonding(ALICE, type(uint256).max);
        _expectNoUnbonding(BOB, 0);
        _expectNoUnbonding(WORKER, 0);
    }

    function test_withdrawDelegation_revertsWhen_theEraIsOver() external {
        undelegate(ALICE, WORKER, 30 ether);
        locker.slash(WORKER, 200 ether, 0);
        vm.warp(BEGIN + UNBONDING);
        _expectNoUnbonding(ALICE, 0);
    }

    /// @dev Each withdrawal pays all of its worth but a fraction, and the rest keeps all of its own.
    function testFuzz_withdrawDelegation_paysTheWorth(uint256 cut, uint256[8] memory amounts) external {
        delegate(BOB, WORKER, 50 ether);
        for (uint256 i = 0; i < 8; ++i) undelegate(ALICE, WORKER, bound(amounts[i], 1, 12 ether));
        locker.slash(WORKER, bound(cut, 0, 249 ether), 0);
        vm.warp(BEGIN + UNBONDING);
        uint256 bob = delegatedBy(BOB, WORKER);
        IStaking.Unbonding[] memory list = unbondingsOf(ALICE, WORKER);
        for (uint256 i = 0; i < 8; ++i) {
            uint256 before = token.balanceOf(PAYOUT);
            (, uint256 pool) = sidesOf(WORKER);
            withdrawDelegation(ALICE, WORKER, i);
            assertEq(token.balanceOf(PAYOUT) - before, list[i].amount, "paid");
            (, uint256 left) = sidesOf(WORKER);
            assertBetween(pool - left, list[i].amount, list[i].amount + 1, "and taken off the pool");
        }
        if (staking.poolView(WORKER).era == 0) assertEq(delegatedBy(BOB, WORKER), bob, "Bob");
    }

    function _expectNoUnbonding(address delegator, uint256 index) private {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NoUnbonding.selector, WORKER, delegator, index));
        withdrawDelegation(delegator, WORKER, index);
    }
}
