// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {StakingFixture} from "./StakingFixture.sol";

/// @notice A raise that is due is applied by whoever joins next, so nobody joins under terms that are about to change.
contract StakingDueCommissionTest is StakingFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        vm.prank(OTHER);
        staking.delegate(WORKER, 100 ether);
        vm.prank(WORKER);
        staking.setCommission(1000);
    }

    function test_delegate_appliesARaiseThatIsDue() external {
        vm.warp(BEGIN + NOTICE);
        uint256 earned = _rewards();
        vm.expectEmit(address(staking));
        emit IStaking.CommissionSet(WORKER, 1000);
        _delegate();
        _assertCommission(1000, 0);

        assertBetween(_rewards(), earned - 2, earned, "nothing is retroactive");
        vm.expectRevert(abi.encodeWithSelector(IStaking.NothingAnnounced.selector, WORKER));
        staking.applyCommission(WORKER);
    }

    function test_delegate_leavesARaiseThatIsNotDue() external {
        vm.warp(BEGIN + NOTICE - 1);
        _delegate();
        _assertCommission(0, 1000);
        vm.warp(BEGIN + NOTICE);
        staking.applyCommission(WORKER);
        _assertCommission(1000, 0);
    }

    /// @dev Whoever joins earns by the raised commission from the first second on, and so does everybody else.
    function test_delegate_sharesByTheRaiseFromThenOn() external {
        vm.warp(BEGIN + NOTICE + 1);
        fund(PAYOUT);
        vm.prank(PAYOUT);
        staking.delegate(WORKER, 100 ether);
        uint256 earned = _rewards();
        uint256 worker = staking.rewardsOf(WORKER);
        vm.warp(BEGIN + NOTICE + 1 + 1 days);
        uint256 until = emission.stakersEmittedBy(BEGIN + NOTICE + 1);
        uint256 third = (emission.stakersEmittedBy(BEGIN + NOTICE + 1 + 1 days) - until) / 3;
        uint256 want = (third * 9) / 10;
        assertBetween(staking.delegationView(WORKER, PAYOUT).rewards, want - UNIT, want + UNIT, "who joined");
        assertBetween(_rewards() - earned, want - UNIT, want + UNIT, "who was there");
        want = (third * 12) / 10;
        assertBetween(staking.rewardsOf(WORKER) - worker, want - UNIT, want + UNIT, "the worker");
    }

    /// @dev The announcement outlives the era in which it was made: a pool that was wiped out does not forget it.
    function test_delegate_appliesARaiseInANewEra() external {
        locker.slash(WORKER, 200 ether, 0);
        bond(WORKER, 100 ether);
        _delegate();
        _assertCommission(0, 1000);
        vm.warp(BEGIN + NOTICE);
        vm.expectEmit(address(staking));
        emit IStaking.CommissionSet(WORKER, 1000);
        _delegate();
        _assertCommission(1000, 0);
    }

    /// @dev What is refused changes nothing, also not the commission.
    function test_delegate_appliesNothingWhenItReverts() external {
        vm.warp(BEGIN + NOTICE);
        vm.expectRevert(IStaking.ZeroAmount.selector);
        vm.prank(OTHER);
        staking.delegate(WORKER, 0);
        locker.slash(WORKER, 10 ether, 0);
        _assertCommission(0, 1000);
    }

    /// @dev The first delegation of all applies a raise that was announced before there was a pool.
    function test_delegate_appliesARaiseToANewPool() external {
        bond(OTHER, 10 ether);
        vm.prank(OTHER);
        staking.setCommission(5000);
        vm.warp(BEGIN + NOTICE);
        vm.prank(WORKER);
        staking.delegate(OTHER, 10 ether);
        assertEq(staking.poolView(OTHER).commissionBps, 5000, "applied");
        assertEq(staking.poolView(OTHER).announcedFrom, 0, "and no longer announced");
    }

    function test_setCommission_dropsTheAnnouncementForGood() external {
        vm.prank(WORKER);
        staking.setCommission(0);
        vm.warp(BEGIN + NOTICE);
        _delegate();
        _assertCommission(0, 0);
    }

    /// @dev Leaving, coming back and claiming go by the old terms until somebody joins or applies the raise.
    function test_undelegate_goesByTheOldTerms() external {
        vm.warp(BEGIN + NOTICE);
        vm.startPrank(OTHER);
        staking.undelegate(WORKER, 10 ether);
        staking.rebondDelegation(WORKER, 0);
        vm.stopPrank();
        _assertCommission(0, 1000);
    }

    function _delegate() private {
        vm.prank(OTHER);
        staking.delegate(WORKER, 1 ether);
    }

    function _rewards() private view returns (uint256) {
        return staking.delegationView(WORKER, OTHER).rewards;
    }

    function _assertCommission(uint256 bps, uint256 announced) private view {
        IStaking.PoolView memory pool = staking.poolView(WORKER);
        assertEq(pool.commissionBps, bps, "commission");
        assertEq(pool.announcedBps, announced, "announced");
    }
}
