// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {Staking} from "../../../../contracts/staking/Staking.sol";
import {StakingParams} from "../../../../contracts/staking/StakingState.sol";
import {StakingFixture} from "./StakingFixture.sol";
import {TestLocker} from "./TestLocker.sol";

contract StakingSetUpTest is StakingFixture {
    function test_constructor_readsTheEmission() external view {
        assertEq(address(staking.TOKEN()), address(token), "token");
        assertEq(address(staking.EMISSION()), address(emission), "emission");
        assertEq(staking.UNBONDING(), UNBONDING, "unbonding");
        assertEq(staking.authority(), address(authority), "authority");
        assertEq(staking.lockers().length, 1, "lockers");
        assertEq(staking.lockers()[0], address(locker), "the locker");
    }

    function test_constructor_boundsUnbonding() external {
        StakingParams memory params = stakingParams();
        params.unbonding = 0;
        _expectOutOfRange(params, "unbonding", 0, 1, 13 days);
        params.unbonding = 13 days + 1;
        _expectOutOfRange(params, "unbonding", 13 days + 1, 1, 13 days);
        vm.chainId(1);
        params.unbonding = 7 days - 1;
        _expectOutOfRange(params, "unbonding", 7 days - 1, 7 days, 13 days);
        params.unbonding = 7 days;
        assertEq(new Staking(params).UNBONDING(), 7 days, "the specified value");
    }

    function test_constructor_boundsTheNotice() external {
        StakingParams memory params = stakingParams();
        params.commissionNotice = 0;
        _expectOutOfRange(params, "commissionNotice", 0, 1, 90 days);
        params.commissionNotice = 90 days + 1;
        _expectOutOfRange(params, "commissionNotice", 90 days + 1, 1, 90 days);
        vm.chainId(1);
        params.commissionNotice = 7 days - 1;
        _expectOutOfRange(params, "commissionNotice", 7 days - 1, 7 days, 90 days);
        params.commissionNotice = 7 days;
        assertEq(new Staking(params).COMMISSION_NOTICE(), 7 days, "the specified value");
    }

    function test_addLocker_appendsUpToFour() external {
        for (uint256 count = 1; count < 4; ++count) {
            address next = address(new TestLocker(staking));
            vm.expectEmit(address(staking));
            emit IStaking.LockerAdded(next, count);
            staking.addLocker(next);
            assertEq(staking.lockers()[count], next, "listed");
        }
        vm.expectRevert(abi.encodeWithSelector(IStaking.TooManyLockers.selector, 4));
        staking.addLocker(address(5));
    }

    function test_addLocker_revertsWhen_knownOrZeroOrNotAdmin() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.LockerExists.selector, address(locker)));
        staking.addLocker(address(locker));
        vm.expectRevert(IStaking.ZeroAddress.selector);
        staking.addLocker(address(0));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, OTHER));
        vm.prank(OTHER);
        staking.addLocker(OTHER);
    }

    function test_setBondingPaused_stopsBondsOnly() external {
        bond(WORKER, 100 ether);
        vm.expectEmit(address(staking));
        emit IStaking.BondingPausedSet(true);
        staking.setBondingPaused(true);

        vm.expectRevert(IStaking.BondingPaused.selector);
        bond(WORKER, 1 ether);
        vm.expectRevert(IStaking.BondingPaused.selector);
        vm.prank(WORKER);
        staking.bondWithPermit(1 ether, 0, 0, 0, 0);
        unbond(WORKER, 60 ether);
        unbond(WORKER, 10 ether);
        vm.warp(BEGIN + UNBONDING);
        vm.startPrank(WORKER);
        staking.rebond(1);
        staking.withdraw(0, PAYOUT);
        staking.claimRewards(PAYOUT);
        vm.stopPrank();
        locker.slash(WORKER, 1 ether, 0);
        assertAssets(WORKER, 39 ether, 0);
    }

    function test_setBondingPaused_allowsAgainAndKeepsThePool() external {
        bond(WORKER, 100 ether);
        vm.warp(BEGIN + 1 days);
        uint256 rewards = staking.rewardsOf(WORKER);
        staking.setBondingPaused(true);
        staking.setBondingPaused(false);
        assertEq(staking.totalActive(), 100 ether, "total");
        assertEq(staking.rewardsOf(WORKER), rewards, "rewards");
        bond(WORKER, 1 ether);
        assertAssets(WORKER, 101 ether, 0);
    }

    function test_setBondingPaused_revertsWhen_callerIsNotAllowed() external {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, OTHER));
        vm.prank(OTHER);
        staking.setBondingPaused(true);
    }

    function _expectOutOfRange(
        StakingParams memory params,
        bytes32 name,
        uint256 have,
        uint256 least,
        uint256 most
    ) private {
        vm.expectRevert(abi.encodeWithSelector(IStaking.ParameterOutOfRange.selector, name, have, least, most));
        new Staking(params);
    }
}
