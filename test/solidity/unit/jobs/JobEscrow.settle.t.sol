// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Market} from "../../utils/Market.sol";

/// @notice Paying revealed jobs, and what every ending does to the books.
contract JobEscrowSettleTest is Market {
    bytes32 private constant ROOT = keccak256("root");

    function setUp() external {
        setUpMarket();
    }

    function test_approve_paysAtOnce() external {
        Request memory r = requestOf(2);
        runTo(r, 0, ROOT);
        bytes32 hash = workHash(r);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobFinalized(jobId(r, 0), WORKER, 0.975 ether, 0.025 ether, BURN);
        vm.prank(requester);
        escrow.approve(r.terms, hash, one(0));
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid");
    }

    function test_approve_revertsWhen_callerOrStateOrListIsWrong() external {
        Request memory r = requestOf(2);
        bytes32 hash = workHash(r);
        accept(r, 0);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotRequester.selector, STRANGER, requester));
        vm.prank(STRANGER);
        escrow.approve(r.terms, hash, one(0));
        _expectState(r, State.Assigned, State.Revealed);
        vm.prank(requester);
        escrow.approve(r.terms, hash, one(0));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 0, 1));
        vm.prank(requester);
        escrow.approve(r.terms, hash, new uint32[](0));
    }

    function test_finalize_skipsWhatIsNotDueAndPaysOnce() external {
        Request memory r = requestOf(3);
        bytes32 hash = workHash(r);
        runTo(r, 0, ROOT);
        accept(r, 1);
        vm.warp(block.timestamp + 51);
        uint32[] memory all = new uint32[](4);
        (all[1], all[2], all[3]) = (1, 2, 0);
        escrow.finalize(r.terms, hash, all);
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "the first only, and once");
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NothingDue.selector));
        escrow.finalize(r.terms, hash, all);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NothingDue.selector));
        escrow.finalize(r.terms, hash, new uint32[](0));
    }

    function test_finalize_withoutBurnCountsNothing() external {
        Request memory r = requestOf(1);
        r.terms.burn = 0;
        runTo(r, 0, ROOT);
        vm.warp(block.timestamp + 51);
        escrow.finalize(r.terms, workHash(r), one(0));
        (, uint256 burned, uint256 burnable) = escrow.running();
        assertEq(burned + burnable, 0, "nothing burned");
    }

    function test_noShow_emitsWhatItDid() external {
        Request memory r = requestOf(1);
        accept(r, 0);
        vm.warp(block.timestamp + 61);
        bytes32 hash = workHash(r);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobNoShow(jobId(r, 0), WORKER, 0, 1 ether, BURN, 5 ether, 2.5 ether);
        escrow.noShow(r.terms, hash, one(0));
        _expectState(r, State.Open, State.Assigned);
        escrow.noShow(r.terms, hash, one(0));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 0, 1));
        escrow.noShow(r.terms, hash, new uint32[](0));
    }

    function test_slashTimeout_emitsWhatItDid() external {
        Request memory r = requestOf(1);
        accept(r, 0);
        commit(r, 0, ROOT);
        vm.warp(block.timestamp + 71);
        bytes32 hash = workHash(r);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobTimedOut(jobId(r, 0), WORKER, 1 ether, BURN, 100 ether, 5 ether);
        escrow.slashTimeout(r.terms, hash, one(0));
        _expectState(r, State.Slashed, State.Committed);
        escrow.slashTimeout(r.terms, hash, one(0));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 0, 1));
        escrow.slashTimeout(r.terms, hash, new uint32[](0));
    }

    function test_slash_releasesTheWholeLockEvenWhenStakeIsGone() external {
        Request memory r = requestOf(6);
        uint32[] memory all = _acceptAndCommit(r, 5);
        assertEq(escrow.lockedOf(WORKER), 500 ether, "all of it is locked");
        vm.warp(block.timestamp + 71);
        escrow.slashTimeout(r.terms, workHash(r), all);
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
        (uint256 active, ) = staking.assetsOf(WORKER);
        assertEq(active, 0, "nothing left");
    }

    /// @dev Jobs that are over and that nobody ended hold up no delegator: they may hold more than is left (invariant S2).
    function test_slash_endsJobsWhoseDelegatorsAreGone() external {
        address delegator = address(0xDE1);
        giveQrn(delegator, 500 ether);
        vm.startPrank(delegator);
        qrn.approve(address(staking), 500 ether);
        staking.delegate(WORKER, 500 ether);
        vm.stopPrank();
        Request memory r = requestOf(6);
        uint32[] memory all = _acceptAndCommit(r, 6);

        vm.prank(delegator);
        staking.undelegate(WORKER, 500 ether);
        vm.warp(block.timestamp + UNBONDING);
        vm.prank(delegator);
        staking.withdrawDelegation(WORKER, 0, delegator);
        assertEq(qrn.balanceOf(delegator), 500 ether, "left whole");
        assertEq(escrow.lockedOf(WORKER), 600 ether, "more is locked than is left");

        escrow.slashTimeout(r.terms, workHash(r), all);
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
        (uint256 active, ) = staking.assetsOf(WORKER);
        assertEq(active, 0, "all that is left is slashed");
        assertEq(escrow.ledgerOf(address(0), requester), 100 ether, "every price is refunded");
    }

    /// @dev The parts of a settlement sum to the price, at every place of the ramp (invariants J1, J2).
    function testFuzz_settlement_conservesTheBooks(
        uint96 low,
        uint96 high,
        uint96 burn,
        uint32 wait,
        uint8 path
    ) external {
        Request memory r = requestOf(1);
        r.terms.minPrice = uint96(bound(low, 0, 50 ether));
        r.terms.maxPrice = uint96(bound(high, r.terms.minPrice, 100 ether));
        r.terms.burn = burn % 8 == 0 ? 0 : uint96(bound(burn, UNIT_BURN, 100 ether));
        bytes32 hash = workHash(r);
        vm.warp(block.timestamp + (wait % 200));
        accept(r, 0);
        _assertBooks(r.terms.burn, true);

        if (path % 4 == 0) {
            vm.warp(block.timestamp + 61);
            escrow.noShow(r.terms, hash, one(0));
        } else {
            commit(r, 0, ROOT);
            if (path % 4 == 1) {
                vm.warp(block.timestamp + 71);
                escrow.slashTimeout(r.terms, hash, one(0));
            } else {
                draw(r, 0, false);
                reveal(r, 0, ROOT);
                vm.prank(requester);
                escrow.approve(r.terms, hash, one(0));
            }
        }
        _assertBooks(path % 4 > 1 ? r.terms.burn : 0, false);
    }

    function _acceptAndCommit(Request memory r, uint32 count) private returns (uint32[] memory shards) {
        shards = new uint32[](count);
        bytes32[] memory seals = new bytes32[](count);
        for (uint32 i; i < count; ++i) (shards[i], seals[i]) = (i, sealOf(r, i, ROOT));
        bytes memory signature = sign(r);
        vm.prank(OPERATOR);
        escrow.acceptAndCommit(r, shards, WORKER, signature, seals);
    }

    /// @dev Everything in the escrow belongs to somebody: credits, the burnable burn, and what one live job holds.
    function _assertBooks(uint96 burn, bool live) private view {
        uint256 coin = escrow.ledgerOf(address(0), requester) + escrow.ledgerOf(address(0), WORKER);
        coin += escrow.ledgerOf(address(0), AUTHOR);
        uint256 tokens = escrow.ledgerOf(address(qrn), requester) + escrow.ledgerOf(address(qrn), WORKER);
        (, , uint256 burnable) = escrow.running();
        if (live) {
            assertTrue(coin <= address(escrow).balance, "the price is escrowed");
            assertEq(qrn.balanceOf(address(escrow)), tokens + burn, "the burn is escrowed");
        } else {
            assertEq(address(escrow).balance, coin, "coin");
            assertEq(qrn.balanceOf(address(escrow)), tokens + burnable, "QRN");
            assertEq(burnable, burn, "burnable");
            assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
        }
    }

    function _expectState(Request memory r, State have, State need) private {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.JobInState.selector, jobId(r, 0), have, need));
    }
}
