// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {StakingFixture} from "./StakingFixture.sol";

contract StakingRebondTest is StakingFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
    }

    function test_rebond_putsTheRestBack() external {
        unbond(WORKER, 30 ether);
        unbond(WORKER, 20 ether);
        vm.expectEmit(address(staking));
        emit IStaking.Rebonded(WORKER, 0, 30 ether, 80 ether);
        vm.prank(WORKER);
        staking.rebond(0);

        assertAssets(WORKER, 80 ether, 20 ether);
        assertSolvent();
    }

    function test_rebond_revertsWhen_thereIsNothing() external {
        unbond(WORKER, 30 ether);
        _expectNoUnbonding(1);
        staking.rebond(1);
        _expectNoUnbonding(8);
        staking.rebond(8);
        _expectNoUnbonding(type(uint256).max);
        staking.rebond(type(uint256).max);
        vm.prank(WORKER);
        staking.rebond(0);
        _expectNoUnbonding(0);
        staking.rebond(0);
    }

    function _expectNoUnbonding(uint256 index) private {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NoUnbonding.selector, WORKER, WORKER, index));
        vm.prank(WORKER);
    }
}
