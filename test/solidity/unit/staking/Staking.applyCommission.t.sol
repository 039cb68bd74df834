// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

contract StakingApplyCommissionTest is DelegationFixture {
    uint256 private constant DUE = BEGIN + NOTICE;

    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        delegate(ALICE, WORKER, 100 ether);
        setCommission(WORKER, 1000);
    }

    function test_applyCommission_setsTheRaise() external {
        vm.warp(DUE);
        vm.expectEmit(address(staking));
        emit IStaking.CommissionSet(WORKER, 1000);
        vm.prank(CAROL);
        staking.applyCommission(WORKER);

        IStaking.PoolView memory pool = staking.poolView(WORKER);
        assertEq(pool.commissionBps, 1000, "commission");
        assertEq(pool.announcedBps, 0, "nothing is announced");
        assertEq(pool.announcedFrom, 0, "any more");
    }

    function test_applyCommission_isDueOnTheSecond() external {
        vm.warp(DUE - 1);
        vm.expectRevert(abi.encodeWithSelector(IStaking.CommissionNotDue.selector, WORKER, DUE, DUE - 1));
        staking.applyCommission(WORKER);
        uint256 snapshot = vm.snapshotState();
        vm.warp(DUE);
        staking.applyCommission(WORKER);
        vm.revertToState(snapshot);
        vm.warp(DUE + 1);
        staking.applyCommission(WORKER);
        assertEq(staking.poolView(WORKER).commissionBps, 1000, "set");
    }

    function test_applyCommission_revertsWhen_nothingIsAnnounced() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NothingAnnounced.selector, OTHER));
        staking.applyCommission(OTHER);
        vm.warp(DUE);
        staking.applyCommission(WORKER);
        vm.expectRevert(abi.encodeWithSelector(IStaking.NothingAnnounced.selector, WORKER));
        staking.applyCommission(WORKER);
    }

    /// @dev Until somebody applies it, and so also after it is due, all is shared by the old terms.
    function test_applyCommission_isNeverRetroactive() external {
        vm.warp(DUE + 3 days);
        uint256 alice = rewardsOf(ALICE, WORKER);
        uint256 worker = staking.rewardsOf(WORKER);
        assertEq(alice, worker, "without commission, equal stakes earn the same");
        staking.applyCommission(WORKER);
        assertBetween(rewardsOf(ALICE, WORKER), alice - 1, alice, "Alice keeps it");
        assertBetween(staking.rewardsOf(WORKER), worker - 1, worker, "the worker gets no more");

        vm.warp(DUE + 4 days);
        uint256 day = emission.stakersEmittedBy(DUE + 4 days) - emission.stakersEmittedBy(DUE + 3 days);
        uint256 want = (day * 45) / 100;
        assertBetween(rewardsOf(ALICE, WORKER) - alice, want - UNIT, want + UNIT, "Alice since");
        want = (day * 55) / 100;
        assertBetween(staking.rewardsOf(WORKER) - worker, want - UNIT, want + UNIT, "the worker since");
    }

    /// @dev The commission is the worker's at once: neither the delegator's claim nor its leaving is needed, or changes it.
    function test_applyCommission_earnsWithoutAnyClaim() external {
        vm.warp(DUE);
        staking.applyCommission(WORKER);
        vm.warp(DUE + 1 days);
        uint256 worker = staking.rewardsOf(WORKER);
        claimDelegation(ALICE, WORKER);
        assertEq(staking.rewardsOf(WORKER), worker, "after her claim");
        undelegate(ALICE, WORKER, 100 ether);
        assertBetween(staking.rewardsOf(WORKER), worker - 1, worker, "after her leaving");
    }

    /// @dev An announcement outlives the end of an era.
    function test_applyCommission_worksInANewEra() external {
        locker.slash(WORKER, 200 ether, 0);
        vm.warp(DUE);
        staking.applyCommission(WORKER);
        assertEq(staking.poolView(WORKER).commissionBps, 1000, "set");
    }
}
