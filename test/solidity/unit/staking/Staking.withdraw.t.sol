// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {StakingFixture} from "./StakingFixture.sol";

contract StakingWithdrawTest is StakingFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
    }

    function test_withdraw_paysTheNamedAccount() external {
        unbond(WORKER, 30 ether);
        unbond(WORKER, 20 ether);
        vm.warp(BEGIN + UNBONDING);
        vm.expectEmit(address(staking));
        emit IStaking.Withdrawn(WORKER, PAYOUT, 1, 20 ether);
        vm.prank(WORKER);
        staking.withdraw(1, PAYOUT);

        assertEq(token.balanceOf(PAYOUT), 20 ether, "paid");
        assertAssets(WORKER, 50 ether, 30 ether);
        assertSolvent();
        _expectNoUnbonding(1);
        staking.withdraw(1, PAYOUT);
    }

    function test_withdraw_isDueOnTheSecond() external {
        unbond(WORKER, 30 ether);
        unbond(WORKER, 20 ether);
        vm.startPrank(WORKER);
        vm.warp(BEGIN + UNBONDING - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IStaking.StillUnbonding.selector, BEGIN + UNBONDING, BEGIN + UNBONDING - 1)
        );
        staking.withdraw(0, PAYOUT);
        vm.warp(BEGIN + UNBONDING);
        staking.withdraw(0, PAYOUT);
        vm.warp(BEGIN + UNBONDING + 1);
        staking.withdraw(1, PAYOUT);
        vm.stopPrank();

        assertEq(token.balanceOf(PAYOUT), 50 ether, "both");
    }

    function test_withdraw_revertsWhen_placeOrReceiverIsMissing() external {
        unbond(WORKER, 30 ether);
        vm.warp(BEGIN + UNBONDING);
        vm.expectRevert(IStaking.ZeroAddress.selector);
        vm.prank(WORKER);
        staking.withdraw(0, address(0));
        _expectNoUnbonding(8);
        staking.withdraw(8, PAYOUT);
        vm.expectRevert(abi.encodeWithSelector(IStaking.NoUnbonding.selector, OTHER, OTHER, 0));
        vm.prank(OTHER);
        staking.withdraw(0, PAYOUT);
    }

    function _expectNoUnbonding(uint256 index) private {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NoUnbonding.selector, WORKER, WORKER, index));
        vm.prank(WORKER);
    }
}
