// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";
import {TestLocker} from "./TestLocker.sol";

contract StakingSetLockerTest is DelegationFixture {
    TestLocker private second;

    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
        delegate(ALICE, WORKER, 50 ether);
        second = new TestLocker(staking);
        staking.addLocker(address(second));
    }

    function test_setLocker_firstIsOnAndLaterOnesAreOff() external {
        assertEq(locker.capacity(WORKER, WORKER), 150 ether, "the first");
        vm.expectRevert(abi.encodeWithSelector(IStaking.LockerOff.selector, WORKER, address(second)));
        second.capacity(WORKER, WORKER);
        _assertLockers(address(locker), address(0));
    }

    function test_setLocker_switchesOnAndOff() external {
        vm.expectEmit(address(staking));
        emit IStaking.LockerSet(WORKER, address(second), true);
        _set(second, true);
        assertEq(second.capacity(WORKER, WORKER), 150 ether, "the second is on");
        _assertLockers(address(locker), address(second));

        vm.expectEmit(address(staking));
        emit IStaking.LockerSet(WORKER, address(locker), false);
        _set(locker, false);
        vm.expectRevert(abi.encodeWithSelector(IStaking.LockerOff.selector, WORKER, address(locker)));
        locker.capacity(WORKER, WORKER);
        _assertLockers(address(second), address(0));
        _set(second, false);
        assertEq(staking.workerView(WORKER).lockers.length, 0, "none");
    }

    function test_setLocker_twiceIsTheSame() external {
        _set(locker, true);
        _set(second, false);
        _assertLockers(address(locker), address(0));
        _set(second, true);
        _set(second, true);
        _assertLockers(address(locker), address(second));
    }

    function test_setLocker_leavesEverythingElse() external {
        vm.warp(BEGIN + 1 days);
        uint256 rewards = staking.rewardsOf(WORKER);
        _set(second, true);
        _set(locker, false);
        assertEq(staking.rewardsOf(WORKER), rewards, "rewards");
        assertAssets(WORKER, 100 ether, 0);
        assertPool(WORKER, 50 ether, 0);
        assertEq(locker.capacity(OTHER, OTHER), 0, "nor does it touch another worker");
    }

    /// @dev What is off takes nothing, and does not revert.
    function test_setLocker_offStopsSlashes() external {
        _set(locker, false);
        vm.expectEmit(address(staking));
        emit IStaking.Slashed(WORKER, address(locker), 10 ether, 0, 0, 0);
        (uint256 taken, uint256 payout) = locker.slash(WORKER, 10 ether, 5000);
        assertEq(taken + payout, 0, "nothing");
        (taken, ) = second.slash(WORKER, 10 ether, 0);
        assertEq(taken, 0, "nor from one that was never on");
        assertSides(WORKER, 100 ether, 50 ether);
        _set(second, true);
        (taken, ) = second.slash(WORKER, 15 ether, 0);
        assertEq(taken, 15 ether, "once it is on");
    }

    function test_setLocker_revertsWhen_itIsInUse() external {
        locker.setLocked(WORKER, 1);
        vm.expectRevert(abi.encodeWithSelector(IStaking.LockerInUse.selector, WORKER, address(locker), 1));
        _set(locker, false);
        _set(locker, true);
        locker.setLocked(WORKER, 0);
        _set(locker, false);
        _assertLockers(address(0), address(0));
    }

    function test_setLocker_revertsWhen_itIsNoLocker() external {
        vm.startPrank(WORKER);
        vm.expectRevert(abi.encodeWithSelector(IStaking.NotLocker.selector, ALICE));
        staking.setLocker(ALICE, true);
        vm.expectRevert(abi.encodeWithSelector(IStaking.NotLocker.selector, address(0)));
        staking.setLocker(address(0), false);
        vm.stopPrank();
    }

    function test_setLocker_keepsFourApart() external {
        TestLocker[4] memory all = [locker, second, new TestLocker(staking), new TestLocker(staking)];
        staking.addLocker(address(all[2]));
        staking.addLocker(address(all[3]));
        for (uint256 mask = 0; mask < 16; ++mask) {
            for (uint256 i = 0; i < 4; ++i) _set(all[i], (mask >> i) & 1 != 0);
            address[] memory on = staking.workerView(WORKER).lockers;
            uint256 count = 0;
            for (uint256 i = 0; i < 4; ++i) {
                if ((mask >> i) & 1 != 0) assertEq(on[count++], address(all[i]), "in the order of their numbers");
            }
            assertEq(on.length, count, "and no other");
        }
    }

    function _set(TestLocker which, bool on) private {
        vm.prank(WORKER);
        staking.setLocker(address(which), on);
    }

    function _assertLockers(address first, address next) private view {
        address[] memory on = staking.workerView(WORKER).lockers;
        uint256 count =
            first == address(0)
                ? 0
                : next == address(0)
                    ? 1
                    : 2;
        assertEq(on.length, count, "count");
        if (count > 0) assertEq(on[0], first, "first");
        if (count > 1) assertEq(on[1], next, "second");
    }
}
