// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {ILocker} from "../../../../contracts/staking/ILocker.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

/// @notice A locker that never tells what it holds.
contract DeadLocker is ILocker {
    error Dead();

    /// @inheritdoc ILocker
    function lockedOf(address) external pure returns (uint256) {
        revert Dead();
    }
}

/// @dev What lockers that fail, or whose jobs nobody ends, can stop: nothing but the bonds of the workers that chose them.
contract StakingDeadLockerTest is DelegationFixture {
    DeadLocker internal dead;

    function setUp() public override {
        super.setUp();
        dead = new DeadLocker();
        staking.addLocker(address(dead));
        bond(WORKER, 1000 ether);
        bond(OTHER, 1000 ether);
        delegate(ALICE, WORKER, 500 ether);
        unbond(WORKER, 100 ether);
        vm.prank(WORKER);
        staking.setLocker(address(dead), true);
        vm.warp(BEGIN + UNBONDING);
    }

    function test_unbond_revertsWhen_aChosenLockerIsDead() external {
        vm.expectRevert(DeadLocker.Dead.selector);
        unbond(WORKER, 1 ether);
        vm.expectRevert(DeadLocker.Dead.selector);
        vm.prank(WORKER);
        staking.setLocker(address(dead), false);
    }

    function test_deadLocker_holdsUpNoDelegatorAndNoSlash() external {
        undelegate(ALICE, WORKER, 500 ether);
        vm.warp(BEGIN + 2 * UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        assertEq(token.balanceOf(PAYOUT), 500 ether, "Alice left");
        vm.startPrank(WORKER);
        staking.withdraw(0, PAYOUT);
        uint256 rewards = staking.rewardsOf(WORKER);
        assertEq(staking.claimRewards(PAYOUT), rewards, "rewards");
        vm.stopPrank();
        locker.slash(WORKER, 900 ether, 0);
        assertSides(WORKER, 0, 0);
    }

    function test_deadLocker_holdsUpNobodyWhoDidNotChooseIt() external {
        assertEq(locker.capacity(OTHER, OTHER), 1000 ether, "capacity");
        unbond(OTHER, 1000 ether);
        assertAssets(OTHER, 0, 1000 ether);
    }

    /// @dev Unbonding is longer than a job's life, not longer than the time for which nobody ends one.
    function test_slash_ofAnOverdueLockTakesWhatIsLeft() external {
        locker.setLocked(WORKER, 1400 ether);
        undelegate(ALICE, WORKER, 500 ether);
        vm.warp(BEGIN + 2 * UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        vm.expectEmit(address(staking));
        emit IStaking.Slashed(WORKER, address(locker), 1400 ether, 1000 ether, 0, 0);
        locker.slash(WORKER, 1400 ether, 0);
    }
}
