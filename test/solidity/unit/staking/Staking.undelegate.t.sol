// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

contract StakingUndelegateTest is DelegationFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        delegate(ALICE, WORKER, 100 ether);
    }

    function test_undelegate_marksSharesAsUnbonding() external {
        vm.expectEmit(address(staking));
        emit IStaking.Undelegated(WORKER, ALICE, 0, 30 ether, 30 ether, BEGIN + UNBONDING, 70 ether);
        assertEq(undelegate(ALICE, WORKER, 30 ether), 0, "index");

        assertPool(WORKER, 70 ether, 30 ether);
        assertEq(delegatedBy(ALICE, WORKER), 70 ether, "active");
        IStaking.Unbonding[] memory list = unbondingsOf(ALICE, WORKER);
        assertEq(list.length, 1, "one unbonding");
        assertEq(list[0].amount, 30 ether, "amount");
        assertEq(list[0].endsAt, BEGIN + UNBONDING, "endsAt");
        assertEq(staking.totalActive(), 170 ether, "earns no more");
        assertHeld(0);
    }

    function test_undelegate_takesAll() external {
        undelegate(ALICE, WORKER, 100 ether);
        assertPool(WORKER, 0, 100 ether);
        assertEq(delegatedBy(ALICE, WORKER), 0, "nothing is active");
    }

    /// @dev A part may be left that is smaller than the least delegation: nobody is kept from leaving.
    function test_undelegate_mayLeaveLessThanTheMinimum() external {
        undelegate(ALICE, WORKER, 100 ether - 1);
        assertEq(delegatedBy(ALICE, WORKER), 1, "a base unit");
        undelegate(ALICE, WORKER, 1);
        assertPool(WORKER, 0, 100 ether);
    }

    function test_undelegate_worksWhateverJobsHoldAndWhileBondingIsPaused() external {
        locker.setLocked(WORKER, 200 ether);
        staking.setBondingPaused(true);
        undelegate(ALICE, WORKER, 100 ether);
        assertPool(WORKER, 0, 100 ether);
    }

    function test_undelegate_leavesOthersAlone() external {
        delegate(BOB, WORKER, 50 ether);
        undelegate(ALICE, WORKER, 100 ether);
        assertEq(delegatedBy(BOB, WORKER), 50 ether, "Bob");
        assertPool(WORKER, 50 ether, 100 ether);
        assertEq(undelegate(BOB, WORKER, 1 ether), 0, "with a ring of his own");
    }

    /// @dev At three quarters, two shares are the fewest that are worth one base unit.
    function test_undelegate_takesTheFewestShares() external {
        locker.slash(WORKER, 50 ether, 0);
        vm.expectEmit(address(staking));
        emit IStaking.Undelegated(WORKER, ALICE, 0, 1, 2, BEGIN + UNBONDING, 75 ether - 2);
        undelegate(ALICE, WORKER, 1);
        assertEq(unbondingsOf(ALICE, WORKER)[0].amount, 1, "worth what was asked");
    }

    /// @dev Whoever takes everything takes the fraction of a base unit with it, so that no share is left behind.
    function test_undelegate_ofEverythingLeavesNoShare() external {
        locker.slash(WORKER, 50 ether, 0);
        undelegate(ALICE, WORKER, 2);
        vm.expectEmit(address(staking));
        emit IStaking.Undelegated(WORKER, ALICE, 1, 75 ether - 3, 100 ether - 3, BEGIN + UNBONDING, 0);
        undelegate(ALICE, WORKER, 75 ether - 3);
        assertEq(delegatedBy(ALICE, WORKER), 0, "nothing is active");
        assertPool(WORKER, 0, 75 ether);
    }

    function test_undelegate_stopsEarningAndKeepsWhatWasEarned() external {
        vm.warp(BEGIN + 1 days);
        uint256 before = rewardsOf(ALICE, WORKER);
        undelegate(ALICE, WORKER, 100 ether);
        vm.warp(BEGIN + 2 days);
        assertBetween(rewardsOf(ALICE, WORKER), before - 1, before, "kept, but no more");
    }

    function test_undelegate_revertsWhen_amountIsZero() external {
        vm.expectRevert(IStaking.ZeroAmount.selector);
        undelegate(ALICE, WORKER, 0);
    }

    function test_undelegate_revertsWhen_amountExceedsTheDelegation() external {
        vm.expectRevert(
            abi.encodeWithSelector(IStaking.DelegationTooLow.selector, WORKER, ALICE, 100 ether, 100 ether + 1)
        );
        undelegate(ALICE, WORKER, 100 ether + 1);
        vm.expectRevert(abi.encodeWithSelector(IStaking.DelegationTooLow.selector, WORKER, BOB, 0, 1));
        undelegate(BOB, WORKER, 1);
        vm.expectRevert(abi.encodeWithSelector(IStaking.DelegationTooLow.selector, OTHER, ALICE, 0, 1));
        undelegate(ALICE, OTHER, 1);
    }

    function test_undelegate_revertsWhen_allPlacesAreTaken() external {
        for (uint256 i = 0; i < 8; ++i) assertEq(undelegate(ALICE, WORKER, i + 1), i, "in order");
        vm.expectRevert(abi.encodeWithSelector(IStaking.UnbondingsFull.selector, WORKER, ALICE, 8));
        undelegate(ALICE, WORKER, 1);

        bond(OTHER, 1 ether);
        delegate(ALICE, OTHER, 1 ether);
        assertEq(undelegate(ALICE, OTHER, 1), 0, "another worker, another ring");
    }

    /// @dev The place after the last one taken is looked at first.
    function test_undelegate_goesRoundTheRing() external {
        for (uint256 i = 0; i < 5; ++i) undelegate(ALICE, WORKER, 1 ether);
        vm.warp(BEGIN + UNBONDING);
        for (uint256 i = 0; i < 3; ++i) withdrawDelegation(ALICE, WORKER, i);
        for (uint256 i = 5; i < 8; ++i) assertEq(undelegate(ALICE, WORKER, 1 ether), i, "on to the end");
        for (uint256 i = 0; i < 3; ++i) assertEq(undelegate(ALICE, WORKER, 1 ether), i, "and from the start");
        vm.expectRevert(abi.encodeWithSelector(IStaking.UnbondingsFull.selector, WORKER, ALICE, 8));
        undelegate(ALICE, WORKER, 1);
        assertPool(WORKER, 89 ether, 8 ether);
    }

    function test_undelegate_findsPlacesFreedInTheMiddle() external {
        for (uint256 i = 0; i < 8; ++i) undelegate(ALICE, WORKER, i + 1);
        rebondDelegation(ALICE, WORKER, 5);
        rebondDelegation(ALICE, WORKER, 2);
        assertEq(undelegate(ALICE, WORKER, 50), 2, "the first free place");
        assertEq(undelegate(ALICE, WORKER, 60), 5, "the next one");
        vm.expectRevert(abi.encodeWithSelector(IStaking.UnbondingsFull.selector, WORKER, ALICE, 8));
        undelegate(ALICE, WORKER, 1);

        IStaking.Unbonding[] memory list = unbondingsOf(ALICE, WORKER);
        uint256[8] memory amounts = [uint256(1), 2, 50, 4, 5, 60, 7, 8];
        for (uint256 i = 0; i < 8; ++i) {
            assertEq(list[i].index, i, "index");
            assertEq(list[i].amount, amounts[i], "amount");
        }
    }

    /// @dev A ring that is full when its era ends holds up nothing in the next one.
    function test_undelegate_findsAnEmptyRingInANewEra() external {
        for (uint256 i = 0; i < 8; ++i) undelegate(ALICE, WORKER, 1 ether);
        locker.slash(WORKER, 200 ether, 0);
        bond(WORKER, 10 ether);
        delegate(ALICE, WORKER, 10 ether);
        assertEq(unbondingsOf(ALICE, WORKER).length, 0, "none of this era");
        for (uint256 i = 0; i < 8; ++i) assertEq(undelegate(ALICE, WORKER, 1 ether), i, "in order");
        assertPool(WORKER, 2 ether, 8 ether);
    }

    /// @dev Undelegating moves shares and rounds nothing: the pool as a whole keeps its worth.
    function testFuzz_undelegate_keepsEveryBaseUnit(uint256 cut, uint256[8] memory amounts) external {
        locker.slash(WORKER, bound(cut, 0, 199 ether), 0);
        (, uint256 pool) = sidesOf(WORKER);
        uint256 taken = 0;
        for (uint256 i = 0; i < 8; ++i) {
            uint256 active = delegatedBy(ALICE, WORKER);
            if (active == 0) break;
            amounts[i] = bound(amounts[i], 1, active);
            undelegate(ALICE, WORKER, amounts[i]);
            taken += amounts[i];
            (, uint256 left) = sidesOf(WORKER);
            assertEq(left, pool, "the pool's assets");
            assertEq(unbondingsOf(ALICE, WORKER)[i].amount, amounts[i], "worth what was asked");
            uint256 rest = pool - taken;
            assertBetween(delegatedBy(ALICE, WORKER), rest < i + 1 ? 0 : rest - i - 1, rest, "a base unit less each");
        }
    }
}
