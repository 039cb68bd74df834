// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";
import {TestLocker} from "./TestLocker.sol";

contract StakingCapacityOfPoolsTest is DelegationFixture {
    TestLocker private second;
    TestLocker private third;

    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        second = new TestLocker(staking);
        third = new TestLocker(staking);
        staking.addLocker(address(second));
        staking.addLocker(address(third));
        vm.prank(WORKER);
        staking.setLocker(address(second), true);
    }

    function test_capacity_countsThePoolUpToTheOwnBond() external {
        delegate(ALICE, WORKER, 60 ether);
        assertEq(_capacity(), 160 ether, "a smaller pool counts in full");
        delegate(BOB, WORKER, 40 ether);
        assertEq(_capacity(), 200 ether, "an equal one too");
        delegate(CAROL, WORKER, 500 ether);
        assertEq(_capacity(), 200 ether, "more counts for nothing");
        bond(WORKER, 50 ether);
        assertEq(_capacity(), 300 ether, "unless the bond rises");
    }

    function test_capacity_countsActiveStakeOnly() external {
        delegate(ALICE, WORKER, 60 ether);
        undelegate(ALICE, WORKER, 20 ether);
        assertEq(_capacity(), 140 ether, "without what delegators unbond");
        unbond(WORKER, 70 ether);
        assertEq(_capacity(), 60 ether, "min(40, 30) beside 30");
        rebondDelegation(ALICE, WORKER, 0);
        assertEq(_capacity(), 60 ether, "min(60, 30) beside 30");
        unbond(WORKER, 30 ether);
        assertEq(_capacity(), 0, "a pool alone carries nothing");
    }

    function test_capacity_fallsWithASlashOfBothSides() external {
        delegate(ALICE, WORKER, 100 ether);
        locker.slash(WORKER, 50 ether, 0);
        assertEq(_capacity(), 150 ether, "75 of each");
    }

    function test_capacity_isCappedBeforeOthersAreTakenOff() external {
        delegate(ALICE, WORKER, 100 ether);
        vm.prank(WORKER);
        staking.setLockCap(120 ether);
        second.setLocked(WORKER, 50 ether);
        locker.setLocked(WORKER, 10 ether);
        assertEq(_capacity(), 70 ether, "the cap less the second's");
        assertEq(second.capacity(WORKER, WORKER), 110 ether, "the cap less the first's");
        vm.prank(WORKER);
        staking.setLockCap(50 ether);
        assertEq(_capacity(), 0, "exactly used up");
        vm.prank(WORKER);
        staking.setLockCap(50 ether + 1);
        assertEq(_capacity(), 1, "but one");
    }

    /// @dev What a locker that is off says it holds counts for nothing: it could lower the capacity of all others.
    function test_capacity_ignoresLockersThatAreOff() external {
        third.setLocked(WORKER, 99 ether);
        assertEq(_capacity(), 100 ether, "the third is off");
        vm.prank(WORKER);
        staking.setLocker(address(third), true);
        assertEq(_capacity(), 1 ether, "and on");
    }

    function test_capacity_actsForOwnerAndOperatorOnly() external {
        vm.prank(WORKER);
        staking.setOperator(OPERATOR);
        delegate(ALICE, WORKER, 100 ether);
        assertEq(locker.capacity(WORKER, OPERATOR), 200 ether, "operator");
        vm.expectRevert(abi.encodeWithSelector(IStaking.NotOwnerOrOperator.selector, WORKER, ALICE));
        locker.capacity(WORKER, ALICE);
    }

    function test_poolView_joinsEverything() external {
        raiseCommission(WORKER, 700);
        delegate(ALICE, WORKER, 100 ether);
        undelegate(ALICE, WORKER, 20 ether);
        locker.slash(WORKER, 50 ether, 0);
        setCommission(WORKER, 800);
        IStaking.PoolView memory pool = staking.workerView(WORKER).pool;

        assertEq(pool.active, 60 ether, "active");
        assertEq(pool.unbonding, 15 ether, "unbonding");
        assertEq(pool.era, 0, "era");
        assertEq(pool.shareWorth, 0.75 ether, "share's worth");
        assertEq(pool.commissionBps, 700, "commission");
        assertEq(pool.announcedBps, 800, "announced");
        assertEq(pool.announcedFrom, BEGIN + 2 * NOTICE, "from");
        assertEq(staking.workerView(WORKER).capacity, 135 ether, "capacity");
    }

    /// @dev S2: whatever the stakes and the cap, locks that were granted stay within `self + min(pool, self)`.
    function testFuzz_capacity_S2_boundsAllLocks(uint256 pool, uint256 cap, uint256 mine, uint256 others) external {
        pool = bound(pool, 1 ether, 300 ether);
        delegate(ALICE, WORKER, pool);
        vm.prank(WORKER);
        staking.setLockCap(uint96(bound(cap, 0, 500 ether)));
        second.setLocked(WORKER, bound(others, 0, second.capacity(WORKER, WORKER)));
        locker.setLocked(WORKER, bound(mine, 0, _capacity()));

        uint256 sum = locker.lockedOf(WORKER) + second.lockedOf(WORKER);
        assertTrue(sum <= 100 ether + (pool < 100 ether ? pool : 100 ether), "S2");
        uint96 lockCap = staking.workerView(WORKER).lockCap;
        assertTrue(lockCap == 0 || sum <= lockCap, "the owner's cap");
    }

    function _capacity() private view returns (uint256) {
        return locker.capacity(WORKER, WORKER);
    }
}
