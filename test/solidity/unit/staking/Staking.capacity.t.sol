// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {StakingFixture} from "./StakingFixture.sol";
import {TestLocker} from "./TestLocker.sol";

contract StakingCapacityTest is StakingFixture {
    TestLocker private second;

    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        second = new TestLocker(staking);
        staking.addLocker(address(second));
        vm.prank(WORKER);
        staking.setLocker(address(second), true);
    }

    function test_setOperator_letsItActButNotWithdraw() external {
        assertTrue(!staking.actsFor(WORKER, OPERATOR), "not yet");
        vm.expectEmit(address(staking));
        emit IStaking.OperatorSet(WORKER, OPERATOR);
        vm.prank(WORKER);
        staking.setOperator(OPERATOR);

        assertEq(staking.operatorOf(WORKER), OPERATOR, "operator");
        assertTrue(staking.actsFor(WORKER, OPERATOR), "operator acts");
        assertTrue(staking.actsFor(WORKER, WORKER), "owner acts");
        assertTrue(!staking.actsFor(OTHER, OPERATOR), "for its worker only");
        vm.expectRevert(abi.encodeWithSelector(IStaking.StakeTooLow.selector, OPERATOR, 0, 1));
        unbond(OPERATOR, 1);
    }

    function test_setOperator_zeroActsForNobody() external view {
        assertTrue(!staking.actsFor(WORKER, address(0)), "no operator is set");
    }

    function test_setLockCap_boundsTheLocks() external {
        vm.expectEmit(address(staking));
        emit IStaking.LockCapSet(WORKER, 30 ether);
        vm.prank(WORKER);
        staking.setLockCap(30 ether);
        assertEq(locker.capacity(WORKER, WORKER), 30 ether, "capped");

        vm.prank(WORKER);
        staking.setOperator(OPERATOR);
        assertEq(locker.capacity(WORKER, WORKER), 30 ether, "the operator leaves the cap alone");
        vm.prank(WORKER);
        staking.setLockCap(0);
        assertEq(locker.capacity(WORKER, WORKER), 100 ether, "all of it");
        assertEq(staking.operatorOf(WORKER), OPERATOR, "the cap leaves the operator alone");
    }

    function test_capacity_leavesOutTheCallersOwnLocks() external {
        locker.setLocked(WORKER, 10 ether);
        second.setLocked(WORKER, 35 ether);
        assertEq(locker.capacity(WORKER, WORKER), 65 ether, "less the second's");
        assertEq(second.capacity(WORKER, WORKER), 90 ether, "less the first's");
    }

    /// @dev An escrow that could not slash must not take jobs.
    function test_capacity_revertsWhen_callerIsNoLocker() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NotLocker.selector, address(this)));
        staking.capacity(WORKER, WORKER);
    }

    function test_capacity_isZeroWhenOthersHoldMore() external {
        second.setLocked(WORKER, 101 ether);
        assertEq(locker.capacity(WORKER, WORKER), 0, "nothing is free");
    }

    function test_capacity_ignoresUnbonding() external {
        unbond(WORKER, 40 ether);
        assertEq(locker.capacity(WORKER, WORKER), 60 ether, "active only");
    }

    function test_capacity_revertsWhen_callerDoesNotActForTheWorker() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NotOwnerOrOperator.selector, WORKER, OTHER));
        locker.capacity(WORKER, OTHER);
        vm.expectRevert(abi.encodeWithSelector(IStaking.NotOwnerOrOperator.selector, WORKER, address(0)));
        locker.capacity(WORKER, address(0));
    }

    function test_workerView_joinsEverything() external {
        locker.setLocked(WORKER, 10 ether);
        second.setLocked(WORKER, 5 ether);
        unbond(WORKER, 20 ether);
        vm.startPrank(WORKER);
        staking.setOperator(OPERATOR);
        staking.setLockCap(50 ether);
        vm.stopPrank();
        vm.warp(BEGIN + 1 days);
        IStaking.WorkerView memory view_ = staking.workerView(WORKER);

        assertEq(view_.operator, OPERATOR, "operator");
        assertEq(view_.selfActive, 80 ether, "active");
        assertEq(view_.selfUnbonding, 20 ether, "unbonding");
        assertEq(view_.locked, 15 ether, "locked");
        assertEq(view_.lockCap, 50 ether, "lock cap");
        assertEq(view_.capacity, 50 ether, "capacity");
        assertTrue(view_.rewards > 0, "rewards");
        assertEq(view_.unbondings.length, 1, "unbondings");
    }

    function testFuzz_capacity_neverLetsLocksPassActive(uint256 cap, uint256 mine, uint256 others) external {
        vm.prank(WORKER);
        staking.setLockCap(uint96(bound(cap, 0, type(uint96).max)));
        second.setLocked(WORKER, bound(others, 0, 200 ether));
        uint256 capacity = locker.capacity(WORKER, WORKER);
        locker.setLocked(WORKER, bound(mine, 0, capacity));

        uint256 sum = locker.lockedOf(WORKER) + second.lockedOf(WORKER);
        if (second.lockedOf(WORKER) <= 100 ether) assertTrue(sum <= 100 ether, "S2");
        else assertEq(capacity, 0, "no room");
    }
}
