// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DelegationFixture} from "./DelegationFixture.sol";

/// @dev Where fractions of a base unit stay: less than one with each delegation and with each delegator's withdrawal, so an
/// account that comes and goes often leaves more than one. Never with unbonding, rebonding, claims or the own side.
contract StakingDustTest is DelegationFixture {
    /// @dev A share is worth three quarters.
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        delegate(BOB, WORKER, 100 ether);
        locker.slash(WORKER, 50 ether, 0);
    }

    /// @dev 2 base units beyond a multiple of three buy 2 shares worth 1.5.
    function test_delegate_leavesLessThanABaseUnitEach() external {
        for (uint256 i = 0; i < 4; ++i) delegate(ALICE, WORKER, 3 ether + 2);
        assertHeld(2);
        assertEq(delegatedBy(ALICE, WORKER), 12 ether + 6, "four halves");
    }

    /// @dev 1 base unit takes 2 shares, worth 1.5.
    function test_withdrawDelegation_leavesLessThanABaseUnitEach() external {
        for (uint256 i = 0; i < 4; ++i) undelegate(BOB, WORKER, 1);
        assertHeld(0);
        vm.warp(BEGIN + UNBONDING);
        for (uint256 i = 0; i < 4; ++i) withdrawDelegation(BOB, WORKER, i);
        assertEq(token.balanceOf(PAYOUT), 4, "four base units");
        assertHeld(2);
    }

    function test_undelegate_andRebondLeaveNothing() external {
        for (uint256 i = 0; i < 8; ++i) undelegate(BOB, WORKER, 1);
        for (uint256 i = 0; i < 8; ++i) rebondDelegation(BOB, WORKER, i);
        assertHeld(0);
        assertEq(delegatedBy(BOB, WORKER), 75 ether, "all of it");
    }

    /// @dev Who delegated once and leaves at once loses less than two base units, whatever the worth of a share.
    function testFuzz_exit_afterOneDelegationLosesLessThanTwoBaseUnits(uint256 cut, uint256 amount) external {
        locker.slash(WORKER, bound(cut, 0, 149 ether), 0);
        amount = bound(amount, 1 ether, 1000 ether);
        uint256 dust = token.balanceOf(address(staking)) - _assets();
        delegate(ALICE, WORKER, amount);
        undelegate(ALICE, WORKER, delegatedBy(ALICE, WORKER));
        vm.warp(BEGIN + UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        assertBetween(token.balanceOf(PAYOUT), amount - 1, amount, "paid back");
        assertBetween(token.balanceOf(address(staking)) - _assets(), dust, dust + 1, "dust");
    }

    function _assets() private view returns (uint256) {
        (uint256 self, uint256 pool) = sidesOf(WORKER);
        return self + pool;
    }
}
