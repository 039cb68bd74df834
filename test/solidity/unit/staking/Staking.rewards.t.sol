// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {StakingFixture} from "./StakingFixture.sol";

contract StakingRewardsTest is StakingFixture {
    /// @dev The rewards are rounded down to whole units, then by less than a base unit per change.
    function test_rewards_goToTheOnlyStaker() external {
        bond(WORKER, 100 ether);
        vm.warp(BEGIN + 10 days);
        uint256 stream = emission.stakersEmittedBy(BEGIN + 10 days);

        assertBetween(staking.rewardsOf(WORKER), stream - UNIT - 1, stream, "all of the stream");
        assertEq(staking.workerView(WORKER).rewards, staking.rewardsOf(WORKER), "the view agrees");
    }

    function test_rewards_areSharedByStakeAndTime() external {
        bond(WORKER, 100 ether);
        vm.warp(BEGIN + 5 days);
        bond(OTHER, 300 ether);
        vm.warp(BEGIN + 9 days);
        uint256 alone = emission.stakersEmittedBy(BEGIN + 5 days);
        uint256 shared = emission.stakersEmittedBy(BEGIN + 9 days) - alone;

        assertBetween(staking.rewardsOf(WORKER), alone + shared / 4 - 2 * UNIT, alone + shared / 4 + UNIT, "worker");
        assertBetween(staking.rewardsOf(OTHER), (shared * 3) / 4 - 2 * UNIT, (shared * 3) / 4 + UNIT, "other");
    }

    function test_rewards_areForfeitedWithoutStakers() external {
        vm.warp(BEGIN + 3 days);
        bond(WORKER, 1 ether);
        assertEq(staking.rewardsOf(WORKER), 0, "nothing for the time before");
        vm.warp(BEGIN + 4 days);
        unbond(WORKER, 1);
        uint256 earned = staking.rewardsOf(WORKER);
        uint256 day = emission.stakersEmittedBy(BEGIN + 4 days) - emission.stakersEmittedBy(BEGIN + 3 days);
        assertBetween(earned, day - UNIT, day + UNIT, "the day with 1 QRN");

        vm.warp(BEGIN + 8 days);
        assertEq(staking.rewardsOf(WORKER), earned, "nothing while less than 1 QRN is active");
        bond(OTHER, 1 ether);
        assertEq(staking.rewardsOf(WORKER), earned, "forfeited for good");
    }

    function test_rewards_endWithUnbonding() external {
        bond(WORKER, 100 ether);
        bond(OTHER, 100 ether);
        vm.warp(BEGIN + 1 days);
        uint256 before = staking.rewardsOf(WORKER);
        unbond(WORKER, 100 ether);
        vm.warp(BEGIN + 2 days);

        assertBetween(staking.rewardsOf(WORKER), before - 1, before, "kept, but no more");
        vm.prank(WORKER);
        staking.rebond(0);
        assertBetween(staking.rewardsOf(WORKER), before - 2, before, "rebonding brings none by itself");
        vm.warp(BEGIN + 3 days);
        assertTrue(staking.rewardsOf(WORKER) > before, "earns again");
    }

    function test_rewards_surviveASlash() external {
        bond(WORKER, 100 ether);
        vm.warp(BEGIN + 1 days);
        uint256 before = staking.rewardsOf(WORKER);
        locker.slash(WORKER, 100 ether, 5000);

        assertBetween(staking.rewardsOf(WORKER), before - 1, before, "what was earned");
        vm.prank(WORKER);
        assertEq(staking.claimRewards(PAYOUT), token.balanceOf(PAYOUT), "and can be claimed");
    }

    function test_claimRewards_mintsToTheNamedAccount() external {
        bond(WORKER, 100 ether);
        vm.warp(BEGIN + 1 days);
        uint256 rewards = staking.rewardsOf(WORKER);
        vm.expectEmit(address(staking));
        emit IStaking.RewardsClaimed(WORKER, PAYOUT, rewards);
        vm.prank(WORKER);
        uint256 amount = staking.claimRewards(PAYOUT);

        assertEq(amount, rewards, "amount");
        assertEq(token.balanceOf(PAYOUT), rewards, "paid");
        assertEq(emission.stakersMinted(), rewards, "minted");
        assertEq(staking.rewardsOf(WORKER), 0, "nothing is left");
        assertSolvent();
    }

    function test_claimRewards_paysTheSameInOneOrManyClaims() external {
        bond(WORKER, 100 ether);
        bond(OTHER, 100 ether);
        for (uint256 day = 1; day <= 20; ++day) {
            vm.warp(BEGIN + day * 1 days);
            vm.prank(WORKER);
            staking.claimRewards(WORKER);
        }
        uint256 claimed = token.balanceOf(WORKER) + 100 ether - FUNDS;
        assertBetween(staking.rewardsOf(OTHER), claimed, claimed + 20, "claims cost less than a base unit each");
    }

    function test_claimRewards_revertsWhen_thereIsNothing() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NothingToClaim.selector, WORKER));
        vm.prank(WORKER);
        staking.claimRewards(PAYOUT);
        vm.expectRevert(IStaking.ZeroAddress.selector);
        vm.prank(WORKER);
        staking.claimRewards(address(0));
    }

    function test_rewards_stillWorkAfter400Years() external {
        bond(WORKER, 1 ether);
        vm.warp(BEGIN + 400 * 365 days);
        bond(WORKER, FUNDS - 1 ether);
        uint256 stream = emission.stakersEmittedBy(block.timestamp);
        assertBetween(staking.rewardsOf(WORKER), stream - UNIT - 2, stream, "all of it");
        unbond(WORKER, FUNDS);
        vm.prank(WORKER);
        staking.claimRewards(PAYOUT);
        vm.warp(BEGIN + 400 * 365 days + UNBONDING);
        vm.prank(WORKER);
        staking.withdraw(0, PAYOUT);
        assertSolvent();
    }

    /// @dev S6: whatever two workers do, what they were minted and are owed stays within the stream.
    function testFuzz_rewards_S6_stayWithinTheStream(uint256[12] memory steps) external {
        bond(WORKER, 1 ether);
        uint256 time = BEGIN;
        for (uint256 i = 0; i < 12; ++i) {
            time += (steps[i] >> 8) % 40 days;
            vm.warp(time);
            _act(steps[i] & 1 == 0 ? WORKER : OTHER, (steps[i] >> 1) & 3, steps[i] >> 64);
            uint256 owed = staking.rewardsOf(WORKER) + staking.rewardsOf(OTHER);
            assertTrue(emission.stakersMinted() + owed <= emission.stakersEmittedBy(time), "S6");
            assertSolvent();
        }
    }

    function _act(address worker, uint256 action, uint256 value) private {
        (uint256 active, ) = staking.assetsOf(worker);
        if (action == 0 || active == 0) bond(worker, bound(value, 1 ether, 50_000 ether));
        else if (action == 1 && staking.workerView(worker).unbondings.length < 8)
            unbond(worker, bound(value, 1, active));
        else if (action == 2) locker.slash(worker, bound(value, 0, active), 5000);
        else if (staking.rewardsOf(worker) > 0) {
            vm.prank(worker);
            staking.claimRewards(PAYOUT);
        }
    }
}
