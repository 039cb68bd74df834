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
