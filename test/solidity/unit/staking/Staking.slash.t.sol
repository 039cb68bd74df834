// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {StakingFixture} from "./StakingFixture.sol";

contract StakingSlashTest is StakingFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
    }

    function test_slash_paysTheLockerAndBurnsTheRest() external {
        uint256 supply = token.totalSupply();
        vm.expectEmit(address(staking));
        emit IStaking.Slashed(WORKER, address(locker), 40 ether, 40 ether, 0, 8 ether);
        (uint256 taken, uint256 payout) = locker.slash(WORKER, 40 ether, 2000);

        assertEq(taken, 40 ether, "taken");
        assertEq(payout, 8 ether, "payout");
        assertEq(token.balanceOf(address(locker)), 8 ether, "locker");
        assertEq(token.totalSupply(), supply - 32 ether, "burned");
        assertEq(emission.burnedTotal(), 0, "earns no emission");
        assertAssets(WORKER, 60 ether, 0);
        assertSolvent();
    }

    function test_slash_spreadsOverActiveAndUnbonding() external {
        unbond(WORKER, 20 ether);
        unbond(WORKER, 30 ether);
        locker.slash(WORKER, 10 ether, 0);

        assertAssets(WORKER, 45 ether, 45 ether);
        IStaking.Unbonding[] memory list = staking.workerView(WORKER).unbondings;
        assertEq(list[0].amount, 18 ether, "a tenth of the first");
        assertEq(list[1].amount, 27 ether, "a tenth of the second");
        assertEq(list[1].endsAt, BEGIN + UNBONDING, "the time stays");
        assertSolvent();
    }

    function test_slash_reachesTokensThatMayBeWithdrawn() external {
        unbond(WORKER, 50 ether);
        vm.warp(BEGIN + UNBONDING + 1);
        locker.slash(WORKER, 50 ether, 0);
        vm.prank(WORKER);
        staking.withdraw(0, PAYOUT);

        assertEq(token.balanceOf(PAYOUT), 25 ether, "S3: the slashed half is gone");
    }

    function test_slash_takesNoMoreThanThereIs() external {
        unbond(WORKER, 30 ether);
        vm.expectEmit(address(staking));
        emit IStaking.Slashed(WORKER, address(locker), type(uint256).max, 100 ether, 0, 50 ether);
        locker.slash(WORKER, type(uint256).max, 5000);

        assertAssets(WORKER, 0, 0);
        assertSolvent();
        vm.expectRevert(abi.encodeWithSelector(IStaking.NoUnbonding.selector, WORKER, WORKER, 0));
        vm.prank(WORKER);
        staking.rebond(0);
        bond(WORKER, 5 ether);
        assertEq(unbond(WORKER, 2 ether), 0, "the place is free");
        assertAssets(WORKER, 3 ether, 2 ether);
    }

    function test_slash_takesNothingFromNobody() external {
        vm.expectEmit(address(staking));
        emit IStaking.Slashed(OTHER, address(locker), 1 ether, 0, 0, 0);
        (uint256 taken, uint256 payout) = locker.slash(OTHER, 1 ether, 5000);

        assertEq(taken, 0, "taken");
        assertEq(payout, 0, "payout");
    }

    /// @dev S7.
    function test_slash_S7_paysAtMostHalf() external {
        (uint256 taken, uint256 payout) = locker.slash(WORKER, 10 ether + 1, type(uint256).max);
        assertEq(taken, 10 ether + 1, "taken");
        assertEq(payout, 5 ether, "half, rounded down");
    }

    function test_slash_leavesOthersAlone() external {
        bond(OTHER, 50 ether);
        unbond(OTHER, 20 ether);
        locker.slash(WORKER, 100 ether, 5000);

        assertAssets(OTHER, 30 ether, 20 ether);
        assertSolvent();
    }

    function test_slash_revertsWhen_callerIsNoLocker() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.NotLocker.selector, address(this)));
        staking.slash(WORKER, 1, 0);
    }

    function testFuzz_slash_spreadsEvenlyAndExactly(uint256[8] memory parts, uint256 amount, uint256 bps) external {
        uint256[8] memory before = _unbondAll(parts);
        (uint256 active, uint256 unbonding) = staking.assetsOf(WORKER);
        amount = bound(amount, 0, 101 ether);
        bps = bound(bps, 0, 6000);
        (uint256 taken, uint256 payout) = locker.slash(WORKER, amount, bps);

        assertEq(taken, amount < 100 ether ? amount : 100 ether, "taken");
        assertTrue(payout * 2 <= taken, "S7");
        (uint256 activeLeft, uint256 unbondingLeft) = staking.assetsOf(WORKER);
        assertEq(activeLeft + unbondingLeft, active + unbonding - taken, "exactly what was taken");
        uint256 cut = (active * taken) / 100 ether;
        assertBetween(active - activeLeft, cut < 9 ? 0 : cut - 9, cut + 1, "the active part");
        uint256[8] memory left = _amounts();
        for (uint256 i = 0; i < 8; ++i) {
            cut = (before[i] * taken) / 100 ether;
            assertBetween(before[i] - left[i], cut < 9 ? 0 : cut - 9, cut + 1, "an unbonding's part");
        }
        assertSolvent();
    }

    function testFuzz_slash_repeatedNeverTakesWhatIsNotThere(uint256[8] memory parts, uint256[6] memory cuts) external {
        _unbondAll(parts);
        uint256 left = 100 ether;
        for (uint256 i = 0; i < 6; ++i) {
            (uint256 taken, ) = locker.slash(WORKER, bound(cuts[i], 0, 100 ether), 0);
            left -= taken;
            (uint256 active, uint256 unbonding) = staking.assetsOf(WORKER);
            assertEq(active + unbonding, left, "what is left");
            assertSolvent();
        }
    }

    /// @dev Unbonds up to eight parts; tiny and large ones.
    function _unbondAll(uint256[8] memory parts) private returns (uint256[8] memory) {
        for (uint256 i = 0; i < 8; ++i) {
            (uint256 active, ) = staking.assetsOf(WORKER);
            if (active > 0) unbond(WORKER, bound(parts[i], 1, parts[i] % 2 == 0 ? active : (active + 9) / 10));
        }
        return _amounts();
    }

    function _amounts() private view returns (uint256[8] memory amounts) {
        IStaking.Unbonding[] memory list = staking.workerView(WORKER).unbondings;
        for (uint256 i = 0; i < list.length; ++i) amounts[list[i].index] = list[i].amount;
    }
}
