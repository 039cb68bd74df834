// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

/// @dev How a pool ends and begins anew: wiped out by a slash, or worn by slashes and left by everybody.
contract StakingErasTest is DelegationFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 2000 ether);
        delegate(ALICE, WORKER, 1500 ether);
        delegate(BOB, WORKER, 500 ether);
    }

    function test_slash_ofEverythingBeginsANewEra() external {
        undelegate(BOB, WORKER, 100 ether);
        vm.expectEmit(address(staking));
        emit IStaking.PoolSlashed(WORKER, 2000 ether, 0);
        vm.expectEmit(address(staking));
        emit IStaking.PoolRestarted(WORKER, 1);
        vm.expectEmit(address(staking));
        emit IStaking.Slashed(WORKER, address(locker), 4000 ether, 4000 ether, 2000 ether, 0);
        locker.slash(WORKER, 4000 ether, 0);

        assertPool(WORKER, 0, 0);
        assertEq(delegatedBy(ALICE, WORKER), 0, "old shares are worth nothing");
        assertEq(unbondingsOf(BOB, WORKER).length, 0, "nor are old unbondings");
        assertEq(staking.poolView(WORKER).era, 1, "era");
        assertEq(staking.poolView(WORKER).shareWorth, 1 ether, "new shares are worth all");
        assertEq(staking.totalActive(), 0, "nothing earns");
        assertHeld(0);
    }

    function test_slash_ofEverythingLeavesNothingToUndelegate() external {
        locker.slash(WORKER, 4000 ether, 0);
        vm.expectRevert(abi.encodeWithSelector(IStaking.DelegationTooLow.selector, WORKER, ALICE, 0, 1));
        undelegate(ALICE, WORKER, 1);
    }

    function test_delegate_inANewEraIsWorthAllOfIt() external {
        locker.slash(WORKER, 4000 ether, 0);
        bond(WORKER, 10 ether);
        vm.warp(BEGIN + 2 days);
        assertEq(delegate(ALICE, WORKER, 30 ether), 30 ether, "a share for a base unit");
        assertEq(delegatedBy(ALICE, WORKER), 30 ether, "of the old shares nothing comes back");
        assertEq(delegatedBy(BOB, WORKER), 0, "nor for others");
        assertEq(rewardsOf(ALICE, WORKER), 0, "and no rewards of the time before");
        assertPool(WORKER, 30 ether, 0);
        undelegate(ALICE, WORKER, 30 ether);
        vm.warp(BEGIN + 2 days + UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        assertEq(token.balanceOf(PAYOUT), 30 ether, "paid back in full");
        assertHeld(0);
    }

    function test_slash_canEndManyEras() external {
        locker.slash(WORKER, 4000 ether, 0);
        for (uint256 era = 1; era < 6; ++era) {
            bond(WORKER, 10 ether);
            delegate(ALICE, WORKER, 10 ether);
            undelegate(ALICE, WORKER, 3 ether);
            vm.warp(BEGIN + era * 1 days);
            uint256 rewards = rewardsOf(ALICE, WORKER);
            vm.expectEmit(address(staking));
            emit IStaking.PoolRestarted(WORKER, era + 1);
            locker.slash(WORKER, 20 ether, 0);
            assertEq(staking.pastRewardsOf(WORKER, era, ALICE), rewards, "each era's rewards stay");
        }
        assertHeld(0);
    }

    /// @dev A slash of the pool alone, after the own side is gone, ends an era as well.
    function test_slash_ofThePoolAloneBeginsANewEra() external {
        unbond(WORKER, 2000 ether);
        vm.warp(BEGIN + UNBONDING);
        vm.prank(WORKER);
        staking.withdraw(0, PAYOUT);
        locker.slash(WORKER, 2000 ether, 5000);
        assertEq(staking.poolView(WORKER).era, 1, "era");
        assertHeld(0);
    }

    /// @dev All but one base unit: the era goes on, and the one who holds it can take it out.
    function test_slash_ofAllButABaseUnitEndsNoEra() external {
        locker.slash(WORKER, 3998 ether, 0);
        assertSides(WORKER, 1 ether, 1 ether);
        locker.slash(WORKER, 1, 0);
        locker.slash(WORKER, 2 ether - 2, 0);
        assertSides(WORKER, 0, 1);
        assertEq(staking.poolView(WORKER).era, 0, "the era goes on");
        assertEq(staking.poolView(WORKER).shareWorth, 0, "though a share is worth nothing to speak of");
        locker.slash(WORKER, 1, 0);
        assertEq(staking.poolView(WORKER).era, 1, "and ends with the last base unit");
    }

    function test_withdrawDelegation_renewsAWornPoolThatEverybodyLeft() external {
        _wear();
        undelegate(ALICE, WORKER, delegatedBy(ALICE, WORKER));
        undelegate(BOB, WORKER, delegatedBy(BOB, WORKER));
        vm.warp(BEGIN + UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        assertEq(staking.poolView(WORKER).era, 0, "Bob is still in");
        vm.expectEmit(address(staking));
        emit IStaking.PoolRestarted(WORKER, 1);
        vm.expectEmit(address(staking));
        emit IStaking.DelegationWithdrawn(WORKER, BOB, PAYOUT, 0, 0.25 ether, 500 ether);
        withdrawDelegation(BOB, WORKER, 0);

        assertEq(token.balanceOf(PAYOUT), 1 ether, "all that was left");
        assertEq(staking.poolView(WORKER).shareWorth, 1 ether, "as new");
        bond(WORKER, 10 ether);
        assertEq(delegate(CAROL, WORKER, 5 ether), 5 ether, "and open again");
        assertHeld(0);
    }

    /// @dev The rewards of those who left a worn pool are kept, like those of a wiped one.
    function test_withdrawDelegation_keepsTheRewardsOfARenewedPool() external {
        vm.warp(BEGIN + 1 days);
        _wear();
        undelegate(ALICE, WORKER, delegatedBy(ALICE, WORKER));
        undelegate(BOB, WORKER, delegatedBy(BOB, WORKER));
        vm.warp(BEGIN + 1 days + UNBONDING);
        uint256 alice = rewardsOf(ALICE, WORKER);
        uint256 worker = staking.rewardsOf(WORKER);
        withdrawDelegation(ALICE, WORKER, 0);
        withdrawDelegation(BOB, WORKER, 0);

        assertEq(staking.pastRewardsOf(WORKER, 0, ALICE), alice, "Alice");
        assertBetween(staking.rewardsOf(WORKER), worker - 1, worker, "the worker");
        vm.prank(ALICE);
        assertEq(staking.claimPastRewards(WORKER, 0, PAYOUT), alice, "claimed");
    }

    /// @dev A pool above a 1024th that everybody leaves stays in its era: it takes delegations anyway.
    function test_withdrawDelegation_doesNotRenewAPoolThatIsNotWorn() external {
        locker.slash(WORKER, 2000 ether, 0);
        undelegate(ALICE, WORKER, delegatedBy(ALICE, WORKER));
        undelegate(BOB, WORKER, delegatedBy(BOB, WORKER));
        vm.warp(BEGIN + UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        withdrawDelegation(BOB, WORKER, 0);
        assertEq(staking.poolView(WORKER).era, 0, "the same era");
        assertEq(staking.poolView(WORKER).shareWorth, 0.5 ether, "the same worth");
        assertEq(delegate(CAROL, WORKER, 5 ether), 10 ether, "and open");
    }

    /// @dev Fractions of a base unit that somebody left in hold nothing up.
    function test_withdrawDelegation_renewsOverAFraction() external {
        undelegate(BOB, WORKER, 500 ether - 1);
        _wear();
        assertEq(delegatedBy(BOB, WORKER), 0, "Bob's last share is worth nothing");
        undelegate(ALICE, WORKER, delegatedBy(ALICE, WORKER));
        vm.warp(BEGIN + UNBONDING);
        withdrawDelegation(BOB, WORKER, 0);
        withdrawDelegation(ALICE, WORKER, 0);
        assertEq(staking.poolView(WORKER).era, 1, "renewed");
        assertEq(staking.totalActive(), 1 ether, "the fraction weighs nothing any more");
    }

    /// @dev Several fractions may sum to a base unit of which nobody has a whole one: they leave by an amount of zero.
    function test_undelegate_letsFractionsLeave() external {
        undelegate(ALICE, WORKER, 1500 ether - 1500);
        undelegate(BOB, WORKER, 500 ether - 1500);
        _wear();
        vm.warp(BEGIN + UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        withdrawDelegation(BOB, WORKER, 0);
        assertPool(WORKER, 1, 0);
        assertEq(delegatedBy(ALICE, WORKER) + delegatedBy(BOB, WORKER), 0, "0.75 base units each");
        assertEq(staking.poolView(WORKER).era, 0, "they hold the pool open");

        assertEq(undelegate(ALICE, WORKER, 0), 1, "a place of the ring");
        vm.warp(BEGIN + 2 * UNBONDING);
        withdrawDelegation(ALICE, WORKER, 1);
        assertEq(staking.poolView(WORKER).era, 1, "what is left is less than a base unit");
        assertEq(staking.totalActive(), 1 ether, "and weighs nothing any more");
        vm.expectRevert(IStaking.ZeroAmount.selector);
        undelegate(ALICE, WORKER, 0);
    }

    /// @dev Newcomers are refused, those who are in may go on: also to undelegate a part.
    function test_delegate_revertsWhen_poolIsWornAndSomebodyIsIn() external {
        _wear();
        undelegate(ALICE, WORKER, 0.5 ether);
        vm.warp(BEGIN + UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStaking.PoolWorn.selector,
                WORKER,
                uint256(0.0005 ether),
                uint256(976_562_500_000_000)
            )
        );
        delegate(CAROL, WORKER, 1 ether);
        assertEq(delegatedBy(ALICE, WORKER), 0.25 ether, "Alice");
        assertPool(WORKER, 0.5 ether, 0);
    }

    /// @dev 1 QRN is left on either side: a share is worth a 2000th.
    function _wear() private {
        locker.slash(WORKER, 3998 ether, 0);
        assertSides(WORKER, 1 ether, 1 ether);
    }
}
