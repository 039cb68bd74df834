// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";
import {TestLocker} from "./TestLocker.sol";

/// @dev What an owner can unbond while locks lean on its pool: `max(ceil(locked / 2), locked - pool)` has to stay.
contract StakingUnbondLockedTest is DelegationFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
    }

    /// @dev A large pool: the own half of the locks has to stay.
    function test_unbond_leavesHalfOfTheLocks() external {
        delegate(ALICE, WORKER, 200 ether);
        locker.setLocked(WORKER, 60 ether);
        _expectTooLow(70 ether, 70 ether + 1);
        unbond(WORKER, 70 ether);
        assertEq(locker.capacity(WORKER, WORKER), 60 ether, "the locks, to the base unit");
        _expectTooLow(0, 1);
    }

    function test_unbond_leavesHalfOfTheLocksRoundedUp() external {
        delegate(ALICE, WORKER, 200 ether);
        locker.setLocked(WORKER, 60 ether + 1);
        _expectTooLow(70 ether - 1, 70 ether);
        unbond(WORKER, 70 ether - 1);
        assertEq(locker.capacity(WORKER, WORKER), 60 ether + 2, "a base unit more than is locked");
    }

    /// @dev A small pool: what it does not cover has to stay.
    function test_unbond_leavesWhatThePoolDoesNotCover() external {
        delegate(ALICE, WORKER, 10 ether);
        locker.setLocked(WORKER, 60 ether);
        _expectTooLow(50 ether, 50 ether + 1);
        unbond(WORKER, 50 ether);
        assertEq(locker.capacity(WORKER, WORKER), 60 ether, "the locks, to the base unit");
        _expectTooLow(0, 1);
    }

    /// @dev Where the pool is exactly half of the locks, both branches say the same.
    function test_unbond_isTheSameOnBothSidesOfTheBoundary() external {
        delegate(ALICE, WORKER, 30 ether);
        locker.setLocked(WORKER, 60 ether);
        _expectTooLow(70 ether, 70 ether + 1);
        undelegate(ALICE, WORKER, 1);
        _expectTooLow(70 ether - 1, 70 ether);
        rebondDelegation(ALICE, WORKER, 0);
        delegate(ALICE, WORKER, 1);
        _expectTooLow(70 ether, 70 ether + 1);
        unbond(WORKER, 70 ether);
    }

    function test_unbond_countsActiveDelegationsOnly() external {
        delegate(ALICE, WORKER, 100 ether);
        undelegate(ALICE, WORKER, 90 ether);
        locker.setLocked(WORKER, 60 ether);
        _expectTooLow(50 ether, 50 ether + 1);
    }

    /// @dev Delegators left after the locks were granted: the owner keeps all of them alone and cannot unbond.
    function test_unbond_revertsWhen_thePoolLeft() external {
        delegate(ALICE, WORKER, 100 ether);
        locker.setLocked(WORKER, 150 ether);
        undelegate(ALICE, WORKER, 100 ether);
        _expectTooLow(0, 1);
        locker.setLocked(WORKER, 100 ether);
        _expectTooLow(0, 1);
        locker.setLocked(WORKER, 100 ether - 1);
        _expectTooLow(1, 2);
    }

    function test_unbond_isFreeWithoutLocks() external {
        delegate(ALICE, WORKER, 100 ether);
        unbond(WORKER, 100 ether);
        assertAssets(WORKER, 0, 100 ether);
    }

    function test_unbond_addsTheLocksOfAllLockers() external {
        TestLocker second = new TestLocker(staking);
        staking.addLocker(address(second));
        delegate(ALICE, WORKER, 200 ether);
        locker.setLocked(WORKER, 40 ether);
        second.setLocked(WORKER, 20 ether);
        _expectTooLow(80 ether, 80 ether + 1);
        vm.prank(WORKER);
        staking.setLocker(address(second), true);
        _expectTooLow(70 ether, 70 ether + 1);
    }

    /// @dev S2 at unbonding: the free part is exactly what leaves the locks covered.
    function testFuzz_unbond_S2_leavesTheLocksCovered(uint256 pool, uint256 locked) external {
        pool = bound(pool, 1 ether, 250 ether);
        delegate(ALICE, WORKER, pool);
        locked = bound(locked, 1, locker.capacity(WORKER, WORKER));
        locker.setLocked(WORKER, locked);
        uint256 free = _free();
        if (free > 0) unbond(WORKER, free);
        assertTrue(locker.capacity(WORKER, WORKER) >= locked, "S2: covered");
        uint256 active = 100 ether - free;
        assertTrue(active == 0 || _limit(active - 1, pool) < locked, "and a base unit less would not do");
        _expectTooLow(0, 1);
    }

    /// @dev The most that can be unbonded, found without the contract's formula.
    function _free() private view returns (uint256 free) {
        (uint256 self, ) = staking.assetsOf(WORKER);
        (uint256 pool, ) = staking.poolAssetsOf(WORKER);
        uint256 locked = locker.lockedOf(WORKER);
        for (uint256 step = 1 << 67; step > 0; step >>= 1) {
            if (free + step <= self && _limit(self - free - step, pool) >= locked) free += step;
        }
    }

    function _limit(uint256 self, uint256 pool) private pure returns (uint256) {
        return self + (pool < self ? pool : self);
    }

    function _expectTooLow(uint256 free, uint256 needed) private {
        vm.expectRevert(abi.encodeWithSelector(IStaking.StakeTooLow.selector, WORKER, free, needed));
        unbond(WORKER, needed);
    }
}
