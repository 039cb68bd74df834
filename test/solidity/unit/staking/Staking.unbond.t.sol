// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {StakingFixture} from "./StakingFixture.sol";
import {TestLocker} from "./TestLocker.sol";

contract StakingUnbondTest is StakingFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
    }

    function test_unbond_marksAmountAsUnbonding() external {
        vm.expectEmit(address(staking));
        emit IStaking.UnbondingStarted(WORKER, 0, 30 ether, BEGIN + UNBONDING, 70 ether);
        uint256 index = unbond(WORKER, 30 ether);

        assertEq(index, 0, "index");
        assertAssets(WORKER, 70 ether, 30 ether);
        assertSolvent();
        IStaking.Unbonding[] memory list = staking.workerView(WORKER).unbondings;
        assertEq(list.length, 1, "one unbonding");
        assertEq(list[0].amount, 30 ether, "amount");
        assertEq(list[0].endsAt, BEGIN + UNBONDING, "endsAt");
    }

    function test_unbond_takesAll() external {
        unbond(WORKER, 100 ether);
        assertAssets(WORKER, 0, 100 ether);
        assertEq(staking.totalActive(), 0, "total");
    }

    function test_unbond_takesTheFirstFreePlace() external {
        for (uint256 i = 0; i < 8; ++i) assertEq(unbond(WORKER, i + 1), i, "in order");
        vm.expectRevert(abi.encodeWithSelector(IStaking.UnbondingsFull.selector, WORKER, WORKER, 8));
        unbond(WORKER, 1);

        vm.startPrank(WORKER);
        staking.rebond(5);
        staking.rebond(2);
        assertEq(staking.unbond(50), 2, "the first free place");
        assertEq(staking.unbond(60), 5, "the next one");
        vm.expectRevert(abi.encodeWithSelector(IStaking.UnbondingsFull.selector, WORKER, WORKER, 8));
        staking.unbond(1);
        vm.stopPrank();

        IStaking.Unbonding[] memory list = staking.workerView(WORKER).unbondings;
        uint256[8] memory amounts = [uint256(1), 2, 50, 4, 5, 60, 7, 8];
        for (uint256 i = 0; i < 8; ++i) {
            assertEq(list[i].index, i, "index");
            assertEq(list[i].amount, amounts[i], "amount");
        }
    }

    function test_unbond_revertsWhen_amountIsZero() external {
        vm.expectRevert(IStaking.ZeroAmount.selector);
        unbond(WORKER, 0);
    }

    function test_unbond_revertsWhen_amountExceedsActive() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.StakeTooLow.selector, WORKER, 100 ether, 100 ether + 1));
        unbond(WORKER, 100 ether + 1);
    }

    /// @dev S2: every locker's locks stay covered by what is active.
    function test_unbond_revertsWhen_amountExceedsFree() external {
        TestLocker second = new TestLocker(staking);
        staking.addLocker(address(second));
        vm.prank(WORKER);
        staking.setLocker(address(second), true);
        locker.setLocked(WORKER, 25 ether);
        second.setLocked(WORKER, 35 ether);
        vm.expectRevert(abi.encodeWithSelector(IStaking.StakeTooLow.selector, WORKER, 40 ether, 40 ether + 1));
        unbond(WORKER, 40 ether + 1);

        unbond(WORKER, 40 ether);
        assertAssets(WORKER, 60 ether, 40 ether);
    }

    function test_unbond_revertsWhen_locksExceedActive() external {
        locker.setLocked(WORKER, 101 ether);
        vm.expectRevert(abi.encodeWithSelector(IStaking.StakeTooLow.selector, WORKER, 0, 1));
        unbond(WORKER, 1);
    }

    function testFuzz_unbond_keepsEveryBaseUnit(uint256[8] memory amounts, uint256 back) external {
        uint256 active = 100 ether;
        uint256 unbonding = 0;
        for (uint256 i = 0; i < 8; ++i) {
            amounts[i] = bound(amounts[i], 1, active / 2);
            unbond(WORKER, amounts[i]);
            (active, unbonding) = (active - amounts[i], unbonding + amounts[i]);
        }
        assertAssets(WORKER, active, unbonding);
        vm.warp(BEGIN + UNBONDING);
        vm.startPrank(WORKER);
        for (uint256 i = 0; i < 8; ++i) {
            if ((back >> i) & 1 == 0) staking.withdraw(i, PAYOUT);
            else staking.rebond(i);
        }
        vm.stopPrank();

        (active, unbonding) = staking.assetsOf(WORKER);
        assertEq(unbonding, 0, "nothing unbonds");
        assertEq(token.balanceOf(PAYOUT) + active, 100 ether, "all is there");
        assertSolvent();
    }
}
