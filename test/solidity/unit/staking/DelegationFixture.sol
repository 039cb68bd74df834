// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {StakingFixture} from "./StakingFixture.sol";

/// @notice Three delegators beside the two workers of the staking fixture, each with as much QRN, approved.
abstract contract DelegationFixture is StakingFixture {
    address internal constant ALICE = address(0xa11ce);
    address internal constant BOB = address(0xb0b);
    address internal constant CAROL = address(0xca401);

    function setUp() public virtual override {
        super.setUp();
        fund(ALICE);
        fund(BOB);
        fund(CAROL);
    }

    function delegate(address delegator, address worker, uint256 amount) internal returns (uint256 shares) {
        vm.prank(delegator);
        return staking.delegate(worker, amount);
    }

    function undelegate(address delegator, address worker, uint256 amount) internal returns (uint256 index) {
        vm.prank(delegator);
        return staking.undelegate(worker, amount);
    }

    function rebondDelegation(address delegator, address worker, uint256 index) internal {
        vm.prank(delegator);
        staking.rebondDelegation(worker, index);
    }

    function withdrawDelegation(address delegator, address worker, uint256 index) internal {
        vm.prank(delegator);
        staking.withdrawDelegation(worker, index, PAYOUT);
    }

    function claimDelegation(address delegator, address worker) internal returns (uint256 amount) {
        vm.prank(delegator);
        return staking.claimDelegationRewards(listOf(worker), PAYOUT);
    }

    function setCommission(address worker, uint256 bps) internal {
        vm.prank(worker);
        staking.setCommission(bps);
    }

    /// @dev Announces and applies; moves the time to the end of the notice.
    function raiseCommission(address worker, uint256 bps) internal {
        setCommission(worker, bps);
        vm.warp(staking.poolView(worker).announcedFrom);
        staking.applyCommission(worker);
    }

    function listOf(address worker) internal pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = worker;
    }

    function delegatedBy(address delegator, address worker) internal view returns (uint256) {
        return staking.delegationView(worker, delegator).active;
    }

    function rewardsOf(address delegator, address worker) internal view returns (uint256) {
        return staking.delegationView(worker, delegator).rewards;
    }

    /// @dev Both sides of a worker, active and unbonding together.
    function sidesOf(address worker) internal view returns (uint256 self, uint256 pool) {
        (uint256 active, uint256 unbonding) = staking.assetsOf(worker);
        (uint256 poolActive, uint256 poolUnbonding) = staking.poolAssetsOf(worker);
        return (active + unbonding, poolActive + poolUnbonding);
    }

    function assertPool(address worker, uint256 active, uint256 unbonding) internal view {
        (uint256 haveActive, uint256 haveUnbonding) = staking.poolAssetsOf(worker);
        assertEq(haveActive, active, "pool active");
        assertEq(haveUnbonding, unbonding, "pool unbonding");
    }

    function assertSides(address worker, uint256 self, uint256 pool) internal view {
        (uint256 haveSelf, uint256 havePool) = sidesOf(worker);
        assertEq(haveSelf, self, "self side");
        assertEq(havePool, pool, "pool side");
    }

    /// @dev S1 to the base unit: the balance is what both workers and their pools have, and `dust` that roundings left.
    function assertHeld(uint256 dust) internal view {
        (uint256 self, uint256 pool) = sidesOf(WORKER);
        (uint256 otherSelf, uint256 otherPool) = sidesOf(OTHER);
        assertEq(token.balanceOf(address(staking)), self + pool + otherSelf + otherPool + dust, "S1: the balance");
    }

    function unbondingsOf(address delegator, address worker) internal view returns (IStaking.Unbonding[] memory) {
        return staking.delegationView(worker, delegator).unbondings;
    }
}
