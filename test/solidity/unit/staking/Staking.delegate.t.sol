// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {DelegationFixture} from "./DelegationFixture.sol";

contract StakingDelegateTest is DelegationFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 100 ether);
    }

    function test_delegate_buysSharesOfThePool() external {
        vm.expectEmit(address(staking));
        emit IStaking.Delegated(WORKER, ALICE, 40 ether, 40 ether, 40 ether);
        assertEq(delegate(ALICE, WORKER, 40 ether), 40 ether, "shares");
        vm.expectEmit(address(staking));
        emit IStaking.Delegated(WORKER, BOB, 7 ether, 7 ether, 47 ether);
        delegate(BOB, WORKER, 7 ether);

        assertEq(delegatedBy(ALICE, WORKER), 40 ether, "Alice");
        assertEq(delegatedBy(BOB, WORKER), 7 ether, "Bob");
        assertEq(token.balanceOf(ALICE), FUNDS - 40 ether, "Alice paid");
        assertPool(WORKER, 47 ether, 0);
        assertAssets(WORKER, 100 ether, 0);
        assertEq(staking.totalActive(), 147 ether, "total active");
        assertHeld(0);
    }

    function test_delegate_takesTheLeast() external {
        delegate(ALICE, WORKER, 1 ether);
        delegate(ALICE, WORKER, 1);
        assertEq(delegatedBy(ALICE, WORKER), 1 ether + 1, "any amount on top");
    }

    function test_delegate_toSeveralWorkersIsKeptApart() external {
        bond(OTHER, 10 ether);
        delegate(ALICE, WORKER, 5 ether);
        delegate(ALICE, OTHER, 6 ether);
        vm.prank(OTHER);
        staking.delegate(WORKER, 2 ether);

        assertEq(delegatedBy(ALICE, WORKER), 5 ether, "at the first");
        assertEq(delegatedBy(ALICE, OTHER), 6 ether, "at the second");
        assertEq(delegatedBy(OTHER, WORKER), 2 ether, "a worker delegates to another one");
        assertAssets(OTHER, 10 ether, 0);
        assertHeld(0);
    }

    function test_delegate_buysMoreSharesAfterASlash() external {
        delegate(ALICE, WORKER, 100 ether);
        locker.slash(WORKER, 50 ether, 0);
        vm.expectEmit(address(staking));
        emit IStaking.Delegated(WORKER, BOB, 75 ether, 100 ether, 150 ether);
        assertEq(delegate(BOB, WORKER, 75 ether), 100 ether, "four shares for three base units");

        assertEq(delegatedBy(ALICE, WORKER), 75 ether, "Alice lost a quarter");
        assertEq(delegatedBy(BOB, WORKER), 75 ether, "Bob lost nothing");
        assertEq(staking.poolView(WORKER).shareWorth, 0.75 ether, "the worth of a share");
        assertHeld(0);
    }

    /// @dev What counts for the minimum is what the delegation is worth, not what was paid in.
    function test_delegate_countsWhatASlashLeftForTheMinimum() external {
        delegate(ALICE, WORKER, 1 ether);
        delegate(BOB, WORKER, 99 ether);
        locker.slash(WORKER, 50 ether, 0);
        vm.expectRevert(abi.encodeWithSelector(IStaking.BondTooSmall.selector, 1 ether - 1, 1 ether));
        delegate(ALICE, WORKER, 0.25 ether - 1);
        delegate(ALICE, WORKER, 0.25 ether);
        assertEq(delegatedBy(ALICE, WORKER), 1 ether - 1, "the least, but a base unit of rounding");
    }

    function test_delegate_revertsWhen_amountIsZero() external {
        vm.expectRevert(IStaking.ZeroAmount.selector);
        delegate(ALICE, WORKER, 0);
    }

    function test_delegate_revertsWhen_workerIsTheCaller() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.OwnWorker.selector, WORKER));
        delegate(WORKER, WORKER, 1 ether);
    }

    function test_delegate_revertsWhen_bondingIsPaused() external {
        staking.setBondingPaused(true);
        vm.expectRevert(IStaking.BondingPaused.selector);
        delegate(ALICE, WORKER, 1 ether);
        vm.expectRevert(IStaking.BondingPaused.selector);
        vm.prank(ALICE);
        staking.delegateWithPermit(WORKER, 1 ether, 0, 0, 0, 0);
        staking.setBondingPaused(false);
        delegate(ALICE, WORKER, 1 ether);
    }

    function test_delegate_revertsWhen_workerHasNothingActive() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.WorkerNotBonded.selector, OTHER));
        delegate(ALICE, OTHER, 1 ether);
        unbond(WORKER, 100 ether);
        vm.expectRevert(abi.encodeWithSelector(IStaking.WorkerNotBonded.selector, WORKER));
        delegate(ALICE, WORKER, 1 ether);
    }

    function test_delegate_revertsWhen_delegationStaysTooSmall() external {
        vm.expectRevert(abi.encodeWithSelector(IStaking.BondTooSmall.selector, 1 ether - 1, 1 ether));
        delegate(ALICE, WORKER, 1 ether - 1);
    }

    function test_delegate_revertsWhen_balanceIsTooLow() external {
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, ALICE, FUNDS, FUNDS + 1)
        );
        delegate(ALICE, WORKER, FUNDS + 1);
        vm.prank(ALICE);
        token.approve(address(staking), 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector,
                address(staking),
                uint256(1),
                uint256(1 ether)
            )
        );
        delegate(ALICE, WORKER, 1 ether);
        assertPool(WORKER, 0, 0);
    }

    /// @dev A share that is worth exactly a 1024th still lets others in.
    function test_delegate_worksWhenASharesWorthIsAtTheLeast() external {
        _wearToTheLeast();
        assertEq(staking.poolView(WORKER).shareWorth, 976_562_500_000_000, "a 1024th");
        assertEq(delegate(BOB, WORKER, 3 ether), 3072 ether, "shares");
        assertEq(delegatedBy(BOB, WORKER), 3 ether, "at full worth");
        assertEq(delegatedBy(ALICE, WORKER), 1 ether, "Alice is not touched");
    }

    function test_delegate_revertsWhen_poolIsWorn() external {
        _wearToTheLeast();
        locker.slash(WORKER, 2, 0);
        assertPool(WORKER, 1 ether - 1, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStaking.PoolWorn.selector,
                WORKER,
                uint256(976_562_499_999_999),
                uint256(976_562_500_000_000)
            )
        );
        delegate(BOB, WORKER, 1 ether);
    }

    /// @dev Whatever the worth of a share, the newcomer gets all of its money's worth but a base unit, and nobody else loses.
    function testFuzz_delegate_isWorthWhatWasPaid(uint256 first, uint256 cut, uint256 amount) external {
        first = bound(first, 1 ether, 100 ether);
        amount = bound(amount, 1 ether, 1000 ether);
        delegate(ALICE, WORKER, first);
        locker.slash(WORKER, bound(cut, 0, (first * 2 * 1000) / 1024), 0);
        uint256 before = delegatedBy(ALICE, WORKER);
        (uint256 pool, ) = staking.poolAssetsOf(WORKER);
        uint256 held = token.balanceOf(address(staking));
        delegate(BOB, WORKER, amount);

        assertBetween(delegatedBy(BOB, WORKER), amount - 1, amount, "Bob");
        assertEq(delegatedBy(ALICE, WORKER), before, "Alice");
        (uint256 poolNow, ) = staking.poolAssetsOf(WORKER);
        assertBetween(poolNow, pool + amount - 1, pool + amount, "the pool");
        assertEq(token.balanceOf(address(staking)), held + amount, "the balance");
    }

    /// @dev 1024 QRN on both sides, 1 QRN left of each.
    function _wearToTheLeast() private {
        bond(WORKER, 924 ether);
        delegate(ALICE, WORKER, 1024 ether);
        locker.slash(WORKER, 2046 ether, 0);
        assertSides(WORKER, 1 ether, 1 ether);
    }
}
