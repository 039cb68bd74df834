// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

contract StakingClaimDelegationRewardsTest is DelegationFixture {
    address[] private list;

    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        bond(OTHER, 100 ether);
        delegate(ALICE, WORKER, 100 ether);
        delegate(ALICE, OTHER, 50 ether);
        delegate(BOB, OTHER, 50 ether);
    }

    function test_claimDelegationRewards_mintsTheRewardsOfAllWorkers() external {
        vm.warp(BEGIN + 4 days);
        uint256 first = rewardsOf(ALICE, WORKER);
        uint256 second = rewardsOf(ALICE, OTHER);
        list = [WORKER, OTHER];
        vm.expectEmit(address(staking));
        emit IStaking.DelegationRewardsClaimed(WORKER, ALICE, PAYOUT, first);
        vm.expectEmit(address(staking));
        emit IStaking.DelegationRewardsClaimed(OTHER, ALICE, PAYOUT, second);
        assertEq(_claim(ALICE), first + second, "amount");

        assertEq(token.balanceOf(PAYOUT), first + second, "paid");
        assertEq(emission.stakersMinted(), first + second, "minted");
        assertEq(rewardsOf(ALICE, WORKER) + rewardsOf(ALICE, OTHER), 0, "nothing is left");
        assertEq(rewardsOf(BOB, OTHER), second, "Bob's are his");
        assertHeld(0);
    }

    function test_claimDelegationRewards_paysDuplicatesOnce() external {
        vm.warp(BEGIN + 4 days);
        uint256 rewards = rewardsOf(ALICE, WORKER);
        list = [WORKER, WORKER, WORKER];
        assertEq(_claim(ALICE), rewards, "once");
        _expectNothing(ALICE);
    }

    /// @dev Workers to whom nothing was delegated add nothing and emit nothing.
    function test_claimDelegationRewards_skipsWorkersWithoutRewards() external {
        vm.warp(BEGIN + 4 days);
        uint256 rewards = rewardsOf(BOB, OTHER);
        list = [WORKER, ALICE, OTHER, address(0)];
        vm.recordLogs();
        assertEq(_claim(BOB), rewards, "Bob's");
        // The claim's event, the mint's by the emission and by the token.
        assertEq(vm.getRecordedLogs().length, 3, "events");
    }

    function test_claimDelegationRewards_revertsWhen_thereIsNothing() external {
        _expectNothing(ALICE);
        vm.warp(BEGIN + 4 days);
        _expectNothing(ALICE);
        list = [WORKER];
        _expectNothing(CAROL);
        _expectNothing(WORKER);
        vm.expectRevert(IStaking.ZeroAddress.selector);
        vm.prank(ALICE);
        staking.claimDelegationRewards(list, address(0));
    }

    function test_claimDelegationRewards_worksAfterLeavingAndWhilePaused() external {
        vm.warp(BEGIN + 4 days);
        undelegate(ALICE, WORKER, 100 ether);
        uint256 rewards = rewardsOf(ALICE, WORKER);
        vm.warp(BEGIN + 4 days + UNBONDING);
        withdrawDelegation(ALICE, WORKER, 0);
        staking.setBondingPaused(true);
        uint256 before = token.balanceOf(PAYOUT);
        assertEq(claimDelegation(ALICE, WORKER), rewards, "amount");
        assertEq(token.balanceOf(PAYOUT) - before, rewards, "paid");
    }

    function test_claimDelegationRewards_worksForManyWorkers() external {
        for (uint256 i = 0; i < 30; ++i) {
            address worker = address(uint160(0x5000 + i));
            fund(worker);
            bond(worker, 10 ether);
            delegate(CAROL, worker, 10 ether);
            list.push(worker);
        }
        vm.warp(BEGIN + 10 days);
        uint256 sum = 0;
        for (uint256 i = 0; i < 30; ++i) sum += rewardsOf(CAROL, list[i]);
        assertEq(_claim(CAROL), sum, "all of them");
    }

    /// @dev A claim rounds nothing: what is paid is taken off in whole base units, so claims at many times and one at the end
    /// give exactly the same.
    function testFuzz_claimDelegationRewards_givesTheSameInOneOrManyClaims(uint256[6] memory waits) external {
        uint256 time = BEGIN;
        list = [OTHER];
        uint256 claimed = 0;
        for (uint256 i = 0; i < 6; ++i) {
            time += bound(waits[i], 0, 90 days);
            vm.warp(time);
            if (rewardsOf(ALICE, OTHER) > 0) claimed += _claim(ALICE);
        }
        vm.warp(time + 1);
        claimed += rewardsOf(ALICE, OTHER);
        assertEq(rewardsOf(BOB, OTHER), claimed, "Bob, who never claimed, has as much");
    }

    /// @dev Within a second, who claims first and in which order changes nothing for anyone.
    function testFuzz_claimDelegationRewards_isTheSameInEveryOrder(uint256 order, uint256 wait) external {
        raiseCommission(WORKER, 1234);
        vm.warp(BEGIN + NOTICE + bound(wait, 1 days, 900 days));
        uint256[5] memory want = [
            staking.rewardsOf(WORKER),
            staking.rewardsOf(OTHER),
            rewardsOf(ALICE, WORKER),
            rewardsOf(ALICE, OTHER),
            rewardsOf(BOB, OTHER)
        ];
        uint256[5] memory places = [uint256(0), 1, 2, 3, 4];
        for (uint256 left = 5; left > 0; --left) {
            uint256 picked = order % left;
            order /= left;
            uint256 who = places[picked];
            places[picked] = places[left - 1];
            assertEq(_claimAs(who), want[who], "as if it were the first");
        }
    }

    function _claimAs(uint256 who) private returns (uint256) {
        if (who > 1) return claimDelegation(who == 4 ? BOB : ALICE, who == 2 ? WORKER : OTHER);
        vm.prank(who == 0 ? WORKER : OTHER);
        return staking.claimRewards(PAYOUT);
    }

    function _claim(address delegator) private returns (uint256) {
        address[] memory workers = list;
        vm.prank(delegator);
        return staking.claimDelegationRewards(workers, PAYOUT);
    }

    function _expectNothing(address delegator) private {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NothingToClaim.selector, delegator));
        _claim(delegator);
    }
}
