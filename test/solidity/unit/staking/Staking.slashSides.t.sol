// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

/// @dev How a slash is shared by the worker's own side and its pool: `self : min(pool, self)` over all assets.
contract StakingSlashSidesTest is DelegationFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
    }

    function test_slash_takesByAssetsFromASmallerPool() external {
        delegate(ALICE, WORKER, 25 ether);
        _slash(50 ether, 40 ether, 10 ether);
    }

    function test_slash_takesHalfEachFromAnEqualPool() external {
        delegate(ALICE, WORKER, 100 ether);
        _slash(50 ether, 25 ether, 25 ether);
    }

    function test_slash_takesHalfEachFromALargerPool() external {
        delegate(ALICE, WORKER, 900 ether);
        _slash(50 ether, 25 ether, 25 ether);
    }

    /// @dev What the own side lacks, the pool pays.
    function test_slash_takesFromThePoolWhatTheOwnSideLacks() external {
        delegate(ALICE, WORKER, 900 ether);
        _slash(200 ether, 100 ether, 100 ether);
        _slash(300 ether, 0, 300 ether);
    }

    function test_slash_takesMoreThanTheOwnSideFromALargerPool() external {
        delegate(ALICE, WORKER, 900 ether);
        _slash(201 ether, 100 ether, 101 ether);
    }

    function test_slash_takesAllOfBothSides() external {
        delegate(ALICE, WORKER, 900 ether);
        _slash(type(uint256).max, 100 ether, 900 ether);
    }

    function test_slash_takesOneSideOnlyWhereTheOtherIsEmpty() external {
        _slash(10 ether, 10 ether, 0);
        delegate(ALICE, WORKER, 50 ether);
        unbond(WORKER, 90 ether);
        vm.warp(BEGIN + UNBONDING);
        vm.prank(WORKER);
        staking.withdraw(0, CAROL);
        _slash(10 ether, 0, 10 ether);
    }

    /// @dev The odd base unit is the operator's.
    function test_slash_takesASingleBaseUnitFromTheOwnSide() external {
        delegate(ALICE, WORKER, 100 ether);
        _slash(1, 1, 0);
        _slash(3, 2, 1);
        _slash(0, 0, 0);
    }

    /// @dev Both sides count with what unbonds: leaving shifts nothing to those who stay.
    function test_slash_takesByActiveAndUnbondingTogether() external {
        delegate(ALICE, WORKER, 60 ether);
        delegate(BOB, WORKER, 40 ether);
        undelegate(ALICE, WORKER, 60 ether);
        unbond(WORKER, 80 ether);
        _slash(100 ether, 50 ether, 50 ether);
        assertAssets(WORKER, 10 ether, 40 ether);
        assertPool(WORKER, 20 ether, 30 ether);
        assertEq(staking.totalActive(), 30 ether, "what still earns");
    }

    function test_slash_emitsWhatEachSideBore() external {
        delegate(ALICE, WORKER, 100 ether);
        uint256 supply = token.totalSupply();
        vm.expectEmit(address(staking));
        emit IStaking.PoolSlashed(WORKER, 25 ether, 0.75 ether);
        vm.expectEmit(address(staking));
        emit IStaking.Slashed(WORKER, address(locker), 50 ether, 50 ether, 25 ether, 12.5 ether);
        (uint256 taken, uint256 payout) = locker.slash(WORKER, 50 ether, 5000);
        assertEq(taken, 50 ether, "taken");
        assertEq(payout, 12.5 ether, "half of the own part");
        assertEq(token.balanceOf(address(locker)), 12.5 ether, "sent to the locker");
        assertEq(token.totalSupply(), supply - 37.5 ether, "the rest, and all of the pool's, is burned");
        assertHeld(0);
    }

    /// @dev S7: nothing of what delegators lose is ever paid out.
    function test_slash_S7_paysNothingOfThePool() external {
        delegate(ALICE, WORKER, 100 ether);
        unbond(WORKER, 100 ether);
        vm.warp(BEGIN + UNBONDING);
        vm.prank(WORKER);
        staking.withdraw(0, CAROL);
        (uint256 taken, uint256 payout) = locker.slash(WORKER, 40 ether, type(uint256).max);
        assertEq(taken, 40 ether, "taken");
        assertEq(payout, 0, "paid out");
    }

    function test_slash_lowersTheLockCapByBothSides() external {
        delegate(ALICE, WORKER, 100 ether);
        vm.prank(WORKER);
        staking.setLockCap(80 ether);
        vm.expectEmit(address(staking));
        emit IStaking.LockCapSet(WORKER, 30 ether);
        locker.slash(WORKER, 50 ether, 0);
        locker.slash(WORKER, 30 ether, 0);
        assertEq(staking.workerView(WORKER).lockCap, 1, "never to zero, which is no cap");
        locker.slash(WORKER, 0, 0);
        assertEq(staking.workerView(WORKER).lockCap, 1, "nothing taken, nothing changed");
    }

    /// @dev Exact to the base unit for every state: `min(amount, assets)`, both sides fall by exactly that, S7 holds.
    function testFuzz_slash_isExact(uint256[4] memory stakes, uint256 amount, uint256 bps) external {
        _build(stakes);
        for (uint256 i = 0; i < 3; ++i) {
            (uint256 self, uint256 pool) = sidesOf(WORKER);
            uint256 asked = _extreme(uint256(keccak256(abi.encode(amount, i))), self + pool);
            uint256 supply = token.totalSupply();
            uint256 paid = token.balanceOf(address(locker));
            (uint256 taken, uint256 payout) = locker.slash(WORKER, asked, bps);
            assertEq(taken, asked < self + pool ? asked : self + pool, "taken");
            (uint256 selfLeft, uint256 poolLeft) = sidesOf(WORKER);
            assertEq(selfLeft + poolLeft, self + pool - taken, "both sides fall by it");
            assertTrue(payout * 2 <= self - selfLeft, "S7");
            assertEq(token.balanceOf(address(locker)), paid + payout, "paid");
            assertEq(token.totalSupply(), supply - taken + payout, "burned");
            _assertShared(self, pool, self - selfLeft, taken);
        }
        (uint256 own, uint256 others) = sidesOf(WORKER);
        assertBetween(token.balanceOf(address(staking)), own + others, own + others + 3, "S1");
    }

    /// @dev The own side bears `self / (self + min(pool, self))`, rounded up, for as long as it can.
    function _assertShared(uint256 self, uint256 pool, uint256 fromSelf, uint256 taken) private pure {
        uint256 bearing = self + (pool < self ? pool : self);
        uint256 want = bearing == 0 ? 0 : (taken * self + bearing - 1) / bearing;
        assertEq(fromSelf, want < self ? want : self, "the own part");
    }

    /// @dev Any sizes of four parts: own active and unbonding, pool active and unbonding.
    function _build(uint256[4] memory stakes) private {
        bond(WORKER, bound(stakes[0], 1, FUNDS - 100 ether));
        (uint256 self, ) = staking.assetsOf(WORKER);
        delegate(ALICE, WORKER, bound(stakes[1], 1 ether, FUNDS));
        uint256 leaving = bound(stakes[2], 0, self);
        if (leaving > 0) unbond(WORKER, leaving);
        leaving = bound(stakes[3], 0, delegatedBy(ALICE, WORKER));
        if (leaving > 0) undelegate(ALICE, WORKER, leaving);
        if (stakes[3] % 5 == 0) _withdrawOwn();
    }

    function _withdrawOwn() private {
        vm.warp(BEGIN + UNBONDING);
        vm.startPrank(WORKER);
        if (staking.workerView(WORKER).unbondings.length > 0) staking.withdraw(0, CAROL);
        vm.stopPrank();
    }

    function _extreme(uint256 seed, uint256 assets) private pure returns (uint256) {
        if (seed % 8 == 0) return 0;
        if (seed % 8 == 1) return 1;
        if (seed % 8 == 2) return assets;
        if (seed % 8 == 3) return assets + 1;
        if (seed % 8 == 4) return type(uint256).max;
        if (seed % 8 == 5) return assets == 0 ? 0 : assets - 1;
        return bound(seed, 0, assets);
    }

    function _slash(uint256 amount, uint256 fromSelf, uint256 fromPool) private {
        (uint256 self, uint256 pool) = sidesOf(WORKER);
        (uint256 taken, uint256 payout) = locker.slash(WORKER, amount, 5000);
        assertEq(taken, fromSelf + fromPool, "taken");
        assertEq(payout, fromSelf / 2, "payout");
        assertSides(WORKER, self - fromSelf, pool - fromPool);
    }
}
