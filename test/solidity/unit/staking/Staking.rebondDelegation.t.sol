// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

contract StakingRebondDelegationTest is DelegationFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        delegate(ALICE, WORKER, 100 ether);
    }

    function test_rebondDelegation_putsTheSharesBack() external {
        undelegate(ALICE, WORKER, 30 ether);
        undelegate(ALICE, WORKER, 20 ether);
        vm.expectEmit(address(staking));
        emit IStaking.DelegationRebonded(WORKER, ALICE, 0, 30 ether, 30 ether, 80 ether);
        rebondDelegation(ALICE, WORKER, 0);

        assertEq(delegatedBy(ALICE, WORKER), 80 ether, "active");
        assertPool(WORKER, 80 ether, 20 ether);
        assertEq(unbondingsOf(ALICE, WORKER).length, 1, "one unbonding is left");
        assertEq(staking.totalActive(), 180 ether, "earns again");
        assertHeld(0);
    }

    function test_rebondDelegation_putsBackWhatASlashLeft() external {
        undelegate(ALICE, WORKER, 40 ether);
        locker.slash(WORKER, 50 ether, 0);
        vm.expectEmit(address(staking));
        emit IStaking.DelegationRebonded(WORKER, ALICE, 0, 30 ether, 40 ether, 75 ether);
        rebondDelegation(ALICE, WORKER, 0);
        assertEq(delegatedBy(ALICE, WORKER), 75 ether, "three quarters of all");
    }

    /// @dev Nothing new comes in: neither the pause, nor a worker without a bond, nor the end of the unbonding stops it.
    function test_rebondDelegation_worksAlsoLateAndPausedAndWithoutABond() external {
        undelegate(ALICE, WORKER, 100 ether);
        unbond(WORKER, 100 ether);
        staking.setBondingPaused(true);
        vm.warp(BEGIN + UNBONDING + 1);
        rebondDelegation(ALICE, WORKER, 0);
        assertPool(WORKER, 100 ether, 0);
    }

    function test_rebondDelegation_earnsNothingForTheTimeAway() external {
        vm.warp(BEGIN + 1 days);
        undelegate(ALICE, WORKER, 100 ether);
        uint256 before = rewardsOf(ALICE, WORKER);
        vm.warp(BEGIN + 3 days);
        rebondDelegation(ALICE, WORKER, 0);
        assertBetween(rewardsOf(ALICE, WORKER), before - 2, before, "rebonding brings none by itself");
        vm.warp(BEGIN + 4 days);
        uint256 day = emission.stakersEmittedBy(BEGIN + 4 days) - emission.stakersEmittedBy(BEGIN + 3 days);
        uint256 want = before + day / 2;
        assertBetween(rewardsOf(ALICE, WORKER), want - UNIT, want + UNIT, "half of the day after");
    }

    /// @dev A worn pool refuses newcomers; who is in may stay.
    function test_rebondDelegation_worksInAWornPool() external {
        undelegate(ALICE, WORKER, 50 ether);
        locker.slash(WORKER, 200 ether - 0.1 ether, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStaking.PoolWorn.selector,
                WORKER,
                uint256(0.0005 ether),
                uint256(976_562_500_000_000)
            )
        );
        delegate(BOB, WORKER, 1 ether);
        vm.expectEmit(address(staking));
        emit IStaking.DelegationRebonded(WORKER, ALICE, 0, 0.025 ether, 50 ether, 0.05 ether);
        rebondDelegation(ALICE, WORKER, 0);
        assertEq(delegatedBy(ALICE, WORKER), 0.05 ether, "all that is left");
    }

    function test_rebondDelegation_revertsWhen_thereIsNothing() external {
        undelegate(ALICE, WORKER, 30 ether);
        _expectNoUnbonding(WORKER, ALICE, 1);
        _expectNoUnbonding(WORKER, ALICE, 8);
        _expectNoUnbonding(WORKER, ALICE, type(uint256).max);
        _expectNoUnbonding(WORKER, BOB, 0);
        _expectNoUnbonding(OTHER, ALICE, 0);
        rebondDelegation(ALICE, WORKER, 0);
        _expectNoUnbonding(WORKER, ALICE, 0);
    }

    function test_rebondDelegation_revertsWhen_theEraIsOver() external {
        undelegate(ALICE, WORKER, 30 ether);
        locker.slash(WORKER, 200 ether, 0);
        _expectNoUnbonding(WORKER, ALICE, 0);
    }

    /// @dev Undelegating and rebonding move shares and round nothing.
    function testFuzz_rebondDelegation_undoesUndelegating(uint256 cut, uint256 amount) external {
        locker.slash(WORKER, bound(cut, 0, 199 ether), 0);
        uint256 before = delegatedBy(ALICE, WORKER);
        undelegate(ALICE, WORKER, bound(amount, 1, before));
        rebondDelegation(ALICE, WORKER, 0);
        assertEq(delegatedBy(ALICE, WORKER), before, "as before");
        assertPool(WORKER, before, 0);
    }

    function _expectNoUnbonding(address worker, address delegator, uint256 index) private {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NoUnbonding.selector, worker, delegator, index));
        rebondDelegation(delegator, worker, index);
    }
}
