// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DelegationFixture} from "./DelegationFixture.sol";

/// @dev A slash of 50 QRN of 100 and 100 in the same second as something else, in both orders.
contract StakingSlashOrderTest is DelegationFixture {
    function setUp() public override {
        super.setUp();
        bond(WORKER, 140 ether);
        delegate(ALICE, WORKER, 140 ether);
        unbond(WORKER, 40 ether);
        undelegate(ALICE, WORKER, 40 ether);
        vm.warp(BEGIN + UNBONDING);
    }

    /// @dev Both sides lose 2/7 of the smaller, 40 of 140, whether it unbonds or not.
    function test_slash_beforeAndAfterUnbonding() external {
        uint256 start = vm.snapshotState();
        unbond(WORKER, 70 ether);
        _slash(80 ether);
        assertAssets(WORKER, 21.428571428571428572 ether, 78.571428571428571428 ether);
        vm.revertToState(start);
        _slash(80 ether);
        unbond(WORKER, 70 ether);
        assertSides(WORKER, 100 ether, 100 ether);
        assertHeld(0);
    }

    /// @dev What left before the slash bears nothing of it, and its side counts for less; what comes after gets what is left.
    function test_slash_beforeAndAfterAWithdrawal() external {
        uint256 start = vm.snapshotState();
        _withdraw();
        _slash(70 ether);
        assertEq(token.balanceOf(PAYOUT), 40 ether, "out in time");
        assertSides(WORKER, 65 ether, 105 ether);
        vm.revertToState(start);
        _slash(70 ether);
        _withdraw();
        assertEq(token.balanceOf(PAYOUT), 30 ether, "less its quarter");
        assertSides(WORKER, 75 ether, 105 ether);
        assertHeld(0);
    }

    function test_slash_beforeAndAfterARebond() external {
        uint256 start = vm.snapshotState();
        _rebond();
        _slash(70 ether);
        assertAssets(WORKER, 105 ether, 0);
        vm.revertToState(start);
        _slash(70 ether);
        assertAssets(WORKER, 75 ether, 30 ether);
        _rebond();
        assertAssets(WORKER, 105 ether, 0);
        assertEq(staking.totalActive(), 180 ether, "with the pool's 75");
        assertHeld(0);
    }

    /// @dev Who delegates before the slash shares it, who delegates after it loses nothing.
    function test_slash_beforeAndAfterADelegation() external {
        uint256 start = vm.snapshotState();
        delegate(BOB, WORKER, 140 ether);
        _slash(70 ether);
        assertEq(delegatedBy(BOB, WORKER), 122.5 ether, "an eighth less");
        assertEq(delegatedBy(ALICE, WORKER), 87.5 ether, "and Alice an eighth only");
        vm.revertToState(start);
        _slash(70 ether);
        delegate(BOB, WORKER, 140 ether);
        assertBetween(delegatedBy(BOB, WORKER), 140 ether - 1, 140 ether, "nothing less");
        assertEq(delegatedBy(ALICE, WORKER), 75 ether, "Alice bears it alone");
        assertHeld(delegatedBy(BOB, WORKER) == 140 ether ? 0 : 1);
    }

    function test_slash_beforeAndAfterUndelegating() external {
        uint256 start = vm.snapshotState();
        undelegate(ALICE, WORKER, 60 ether);
        _slash(70 ether);
        assertPool(WORKER, 30 ether, 75 ether);
        vm.revertToState(start);
        _slash(70 ether);
        undelegate(ALICE, WORKER, 60 ether);
        assertPool(WORKER, 15 ether, 90 ether);
        assertHeld(0);
    }

    function test_slash_beforeAndAfterADelegatorsRebondAndWithdrawal() external {
        uint256 start = vm.snapshotState();
        rebondDelegation(ALICE, WORKER, 0);
        _slash(70 ether);
        assertPool(WORKER, 105 ether, 0);
        vm.revertToState(start);
        withdrawDelegation(ALICE, WORKER, 0);
        _slash(72 ether);
        assertEq(token.balanceOf(PAYOUT), 40 ether, "out in time");
        assertSides(WORKER, 98 ether, 70 ether);
        vm.revertToState(start);
        _slash(70 ether);
        withdrawDelegation(ALICE, WORKER, 0);
        assertEq(token.balanceOf(PAYOUT), 30 ether, "less its quarter");
        assertSides(WORKER, 105 ether, 75 ether);
        assertHeld(0);
    }

    /// @dev Two slashes take as much in either order, and as one of both together.
    function test_slash_beforeAndAfterAnotherSlash() external {
        uint256 start = vm.snapshotState();
        _slash(70 ether);
        _slash(42 ether);
        _assertAfterBoth();
        vm.revertToState(start);
        _slash(42 ether);
        _slash(70 ether);
        _assertAfterBoth();
        vm.revertToState(start);
        _slash(112 ether);
        _assertAfterBoth();
    }

    /// @dev A slash that ends the era and a delegation in the same second: the later delegation is in the new era.
    function test_slash_ofEverythingBeforeADelegation() external {
        locker.slash(WORKER, 280 ether, 0);
        bond(WORKER, 1 ether);
        delegate(BOB, WORKER, 1 ether);
        assertSides(WORKER, 1 ether, 1 ether);
        assertHeld(0);
    }

    function _assertAfterBoth() private view {
        assertAssets(WORKER, 60 ether, 24 ether);
        assertPool(WORKER, 60 ether, 24 ether);
        assertHeld(0);
    }

    function _slash(uint256 amount) private {
        (uint256 taken, ) = locker.slash(WORKER, amount, 0);
        assertEq(taken, amount, "taken");
    }

    function _withdraw() private {
        vm.prank(WORKER);
        staking.withdraw(0, PAYOUT);
    }

    function _rebond() private {
        vm.prank(WORKER);
        staking.rebond(0);
    }
}
