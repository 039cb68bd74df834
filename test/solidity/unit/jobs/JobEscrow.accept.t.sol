// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {IKernel} from "../../../../contracts/verification/IKernel.sol";
import {IKernelRegistry} from "../../../../contracts/verification/IKernelRegistry.sol";
import {Market} from "../../utils/Market.sol";

/// @notice A smart account that accepts one digest.
contract Account1271 {
    error Refused();

    bytes32 private immutable AGREED;
    uint256 private immutable MODE;

    constructor(bytes32 agreed, uint256 mode) {
        AGREED = agreed;
        MODE = mode;
    }

    function isValidSignature(bytes32 hash, bytes calldata) external view returns (bytes4) {
        if (MODE == 1) revert Refused();
        // Burns all the gas it gets.
        if (MODE == 2) while (true) {}
        // Returns two words instead of one.
        if (MODE == 3) {
            assembly {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 64)
            }
        }
        return hash == AGREED ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }
}

contract JobEscrowAcceptTest is Market {
    /// @dev Code that agrees to whatever it is asked when its first opcode, GAS, finds 199,998: 200,000 less its own price.
    bytes private constant AGREES_WITH_ALLOWANCE = hex"5a62030d3e14631626ba7e0260e01b5f5260205ff3";

    function setUp() external {
        setUpMarket();
    }

    function test_acceptSigned_publishesTheRequestAndTakesMoneyAndLocks() external {
        Request memory r = requestOf(2);
        bytes memory signature = sign(r);
        vm.warp(block.timestamp + 50);
        uint96 price = 1 ether + uint96((uint256(1 ether) * 32767) / 65535);
        uint32[] memory shards = new uint32[](2);
        shards[1] = 1;

        vm.expectEmit(address(escrow));
        emit IEscrowBase.RequestPublished(escrow.requestIdOf(r), requester, r);
        for (uint32 i; i < 2; ++i) {
            vm.expectEmit(address(escrow));
            emit IEscrowBase.JobAccepted(
                jobId(r, i),
                escrow.requestIdOf(r),
                WORKER,
                i,
                0,
                price,
                uint32(block.timestamp + 60)
            );
        }
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, shards, WORKER, signature);

        IEscrowBase.JobView memory job = escrow.jobOf(jobId(r, 1));
        assertEq(uint256(job.state), uint256(State.Assigned), "state");
        assertEq(job.worker, WORKER, "worker");
        assertEq(job.step, 32767, "half way up the ramp");
        assertEq(job.deadline, block.timestamp + 60, "deadline");
        assertEq(job.aux, block.number, "accept block");
        assertTrue(job.royalty, "the author earns a part");
        assertEq(escrow.lockedOf(WORKER), 2 * LOCK, "locked");
        assertEq(escrow.ledgerOf(address(0), requester), 100 ether - 2 * price, "prices");
        assertEq(escrow.ledgerOf(address(qrn), requester), 100 ether - 2 * BURN, "burns");
    }

    function test_acceptSigned_takesOneSumWhenThePayTokenIsQrn() external {
        Request memory r = requestOf(1);
        r.terms.payToken = address(qrn);
        accept(r, 0);
        assertEq(escrow.ledgerOf(address(qrn), requester), 100 ether - 1 ether - BURN, "price and burn");
        assertEq(escrow.ledgerOf(address(0), requester), 100 ether, "no coin");
    }

    function test_acceptSigned_revertsWhen_ledgerIsTooLow() external {
        Request memory r = requestOf(1);
        r.terms.minPrice = 101 ether;
        r.terms.maxPrice = 101 ether;
        _expect(
            r,
            abi.encodeWithSelector(IEscrowBase.LedgerTooLow.selector, address(0), requester, 100 ether, 101 ether)
        );
        r = requestOf(1);
        r.terms.burn = 101 ether;
        _expect(
            r,
            abi.encodeWithSelector(IEscrowBase.LedgerTooLow.selector, address(qrn), requester, 100 ether, 101 ether)
        );
    }

    function test_acceptSigned_revertsWhen_signatureIsNotTheRequesters() external {
        Request memory r = requestOf(1);
        bytes32 id = escrow.requestIdOf(r);
        bytes memory reason = abi.encodeWithSelector(IEscrowBase.SignatureMismatch.selector, id, requester);
        _expectSigned(r, signAs(REQUESTER_KEY + 1, r), reason);
        _expectSigned(r, "", reason);
        _expectSigned(r, new bytes(65), reason);
        bytes memory cut = sign(r);
        assembly {
            mstore(cut, 64)
        }
        _expectSigned(r, cut, reason);
    }

    function test_acceptSigned_revertsWhen_aFieldChangedAfterSigning() external {
        Request memory r = requestOf(1);
        bytes memory signature = sign(r);
        r.terms.lock += 1;
        bytes32 id = escrow.requestIdOf(r);
        _expectSigned(r, signature, abi.encodeWithSelector(IEscrowBase.SignatureMismatch.selector, id, requester));
    }

    function test_acceptSigned_asksASmartAccount() external {
        Request memory r = requestOf(1);
        _useAccount(r, 0);
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(0), WORKER, "anything");
        assertEq(escrow.jobOf(jobId(r, 0)).worker, WORKER, "accepted");
    }

    function test_acceptSigned_revertsWhen_theSmartAccountRefusesInAnyWay() external {
        for (uint256 mode = 1; mode < 5; ++mode) {
            Request memory r = requestOf(1);
            _useAccount(r, mode);
            bytes32 id = escrow.requestIdOf(r);
            _expectSigned(
                r,
                "anything",
                abi.encodeWithSelector(IEscrowBase.SignatureMismatch.selector, id, r.terms.requester)
            );
        }
    }

    function test_acceptSigned_acceptByIsTheLastSecond() external {
        Request memory r = requestOf(2);
        vm.warp(r.terms.acceptBy - 1);
        accept(r, 0);
        vm.warp(r.terms.acceptBy);
        accept(r, 1);
        vm.warp(r.terms.acceptBy + 1);
        _expect(r, abi.encodeWithSelector(IEscrowBase.RequestExpired.selector, r.terms.acceptBy, r.terms.acceptBy + 1));
    }

    function test_acceptSigned_revertsWhen_cancelled() external {
        Request memory r = requestOf(1);
        bytes32 id = escrow.requestIdOf(r);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.RequestCancelled(id, requester);
        vm.prank(requester);
        escrow.cancel(r);
        assertTrue(escrow.isCancelled(id), "cancelled");
        _expect(r, abi.encodeWithSelector(IEscrowBase.RequestIsCancelled.selector, id));

        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.RequestIsCancelled.selector, id));
        vm.prank(requester);
        escrow.cancel(r);
    }

    function test_cancel_revertsWhen_callerIsNotTheRequester() external {
        Request memory r = requestOf(1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotRequester.selector, STRANGER, requester));
        vm.prank(STRANGER);
        escrow.cancel(r);
    }

    function test_acceptSigned_revertsWhen_assigneeIsAnother() external {
        Request memory r = requestOf(1);
        r.terms.assignee = STRANGER;
        _expect(r, abi.encodeWithSelector(IEscrowBase.NotAssignee.selector, WORKER, STRANGER));
        r.terms.assignee = WORKER;
        accept(r, 0);
    }

    function test_acceptSigned_revertsWhen_callerIsNotOwnerOrOperator() external {
        Request memory r = requestOf(1);
        bytes memory signature = sign(r);
        vm.expectRevert(abi.encodeWithSelector(IStaking.NotOwnerOrOperator.selector, WORKER, STRANGER));
        vm.prank(STRANGER);
        escrow.acceptSigned(r, one(0), WORKER, signature);
    }

    function test_acceptSigned_revertsWhen_capacityIsTooSmall() external {
        Request memory r = requestOf(6);
        uint32[] memory shards = new uint32[](6);
        for (uint32 i; i < 6; ++i) shards[i] = i;
        bytes memory signature = sign(r);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.CapacityExceeded.selector, WORKER, 500 ether, 600 ether));
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, shards, WORKER, signature);
    }

    /// @dev Invariant S2 over several requests: each job fits by itself, and all together they do not.
    function test_acceptSigned_S2_jobsTogetherKeepToTheCapacity() external {
        Request memory first = requestOf(3);
        Request memory next = requestOf(1);
        first.terms.lock = 150 ether;
        next.terms.nonce = 2;
        bytes memory signature = sign(first);
        vm.prank(OPERATOR);
        escrow.acceptSigned(first, firstShards(3), WORKER, signature);
        signature = sign(next);
        vm.prank(OPERATOR);
        (bool ok, bytes memory answer) = address(escrow).call(
            abi.encodeCall(escrow.acceptSigned, (next, one(0), WORKER, signature))
        );
        assertTrue(!ok, "S2: a job is accepted beyond the capacity");
        assertEq(
            keccak256(answer),
            keccak256(abi.encodeWithSelector(IEscrowBase.CapacityExceeded.selector, WORKER, 500 ether, 550 ether)),
            "S2: how much may be locked, and how much would be"
        );
        assertEq(escrow.lockedOf(WORKER), 450 ether, "S2: locked");
    }

    function test_acceptSigned_revertsWhen_workerHasNoStake() external {
        Request memory r = requestOf(1);
        bytes memory signature = sign(r);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.CapacityExceeded.selector, STRANGER, 0, LOCK));
        vm.prank(STRANGER);
        escrow.acceptSigned(r, one(0), STRANGER, signature);
    }

    function test_acceptSigned_revertsWhen_shardsAreWrong() external {
        Request memory r = requestOf(2);
        bytes memory signature = sign(r);
        vm.startPrank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ShardUnknown.selector, 2, 2));
        escrow.acceptSigned(r, one(2), WORKER, signature);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 0, 1));
        escrow.acceptSigned(r, new uint32[](0), WORKER, signature);
        bytes memory twice = abi.encodeWithSelector(
            IEscrowBase.JobInState.selector,
            jobId(r, 0),
            State.Assigned,
            State.Open
        );
        vm.expectRevert(twice);
        escrow.acceptSigned(r, new uint32[](2), WORKER, signature);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 2, 1));
        escrow.acceptAndCommit(r, one(0), WORKER, signature, new bytes32[](2));
        vm.stopPrank();
    }

    function test_acceptSigned_refusesTheSixteenthAttempt() external {
        Request memory r = requestOf(1);
        r.terms.acceptBy = uint40(block.timestamp + 10_000);
        bytes32 hash = workHash(r);
        for (uint256 i; i < 15; ++i) {
            accept(r, 0);
            vm.warp(block.timestamp + 61);
            escrow.noShow(r.terms, hash, one(0));
        }
        assertEq(escrow.jobOf(jobId(r, 0)).attempt, 15, "attempt");
        _expect(r, abi.encodeWithSelector(IEscrowBase.AttemptsExhausted.selector, jobId(r, 0)));
    }

    /// @dev A token that is de-listed takes no deposits; what is in the ledger still pays for jobs.
    function test_acceptSigned_revertsWhen_tokenIsPaused_notWhenDelisted() external {
        Request memory r = requestOf(1);
        escrow.setTokenPaused(address(0), true);
        _expect(r, abi.encodeWithSelector(IEscrowBase.TokenPaused.selector, address(0)));
        escrow.setTokenPaused(address(0), false);
        escrow.setToken(address(0), false, MAX_PRICE);
        accept(r, 0);
    }

    function test_acceptSigned_revertsWhen_kernelIsRetiredOrUnknown() external {
        Request memory r = requestOf(1);
        r.terms.kernelId = 9;
        _expect(r, abi.encodeWithSelector(IKernelRegistry.KernelUnknown.selector, 9));
        r.terms.kernelId = MATMUL8;
        registry.retire(MATMUL8);
        _expect(r, abi.encodeWithSelector(IEscrowBase.KernelRetired.selector, MATMUL8));
    }

    function test_acceptSigned_revertsWhen_shapesOverflow() external {
        Request memory r = requestOf(1);
        r.work.params = abi.encode(uint256(1) << 40, 5, 40);
        _expect(r, abi.encodeWithSelector(IKernel.ShapeOutOfBounds.selector, bytes32("m"), 1 << 40, 1, 1 << 24));
    }

    function test_acceptSigned_givesAnAccountItsWholeAllowance() external {
        Request memory r = requestOf(1);
        _useAccount(r, 5);
        vm.etch(r.terms.requester, AGREES_WITH_ALLOWANCE);
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(0), WORKER, "");
        assertEq(uint256(escrow.jobOf(jobId(r, 0)).state), uint256(State.Assigned), "state");
    }

    function _useAccount(Request memory r, uint256 mode) private {
        // The account's address is part of the id, so it is put in place after the id is known.
        r.terms.requester = address(uint160(0xACC0 + mode));
        bytes32 agreed = mode == 4 ? bytes32(0) : escrow.requestIdOf(r);
        vm.etch(r.terms.requester, address(new Account1271(agreed, mode)).code);
        escrow.deposit{value: 2 ether}(address(0), r.terms.requester, 2 ether);
        escrow.deposit(address(qrn), r.terms.requester, BURN);
    }

    function _expect(Request memory r, bytes memory reason) private {
        _expectSigned(r, sign(r), reason);
    }

    function _expectSigned(Request memory r, bytes memory signature, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(0), WORKER, signature);
    }
}
