// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {IStaking} from "../../../../contracts/staking/IStaking.sol";
import {IKernelRegistry} from "../../../../contracts/verification/IKernelRegistry.sol";
import {Market} from "../../utils/Market.sol";

/// @notice Taking shards of posted requests: who pays, and who may.
contract JobEscrowAcceptPostedTest is Market {
    function setUp() external {
        setUpMarket();
    }

    function test_accept_takesTheJobForOwnerOrOperator() external {
        Request memory r = requestOf(2);
        post(r);
        vm.warp(block.timestamp + 50);
        uint96 price = 1 ether + uint96((uint256(1 ether) * 32767) / 65535);
        bytes32 hash = workHash(r);
        _expectAccepted(r, 0, price);
        vm.prank(WORKER);
        escrow.accept(r.terms, hash, one(0), WORKER);
        _expectAccepted(r, 1, price);
        vm.prank(OPERATOR);
        escrow.accept(r.terms, hash, one(1), WORKER);

        IEscrowBase.JobView memory job = escrow.jobOf(jobId(r, 1));
        assertEq(uint256(job.state), uint256(State.Assigned), "state");
        assertEq(job.worker, WORKER, "worker");
        assertEq(job.step, 32767, "half way up the ramp");
        assertEq(job.deadline, block.timestamp + 60, "deadline");
        assertEq(job.aux, block.number, "accept block");
        assertTrue(job.royalty, "the author earns a part");
        assertEq(escrow.lockedOf(WORKER), 2 * LOCK, "locked");
        assertEq(_openOf(r), 0, "nothing is open");
    }

    /// @dev Whatever the place on the ramp: the price leaves what was set aside, and the rest of it returns.
    function test_accept_returnsTheRestOfTheRamp() external {
        _assertRest(0, 0);
        _assertRest(1, 655);
        _assertRest(50, 32_767);
        _assertRest(99, 64_879);
        _assertRest(100, 65_535);
        _assertRest(1000, 65_535);
    }

    function test_accept_returnsTheRestInQrn() external {
        Request memory r = requestOf(2);
        r.terms.payToken = address(qrn);
        post(r);
        take(r, one(0));
        _assertLedger(100 ether, 100 ether - 1 ether - 2 ether - 2 * BURN);
    }

    function test_accept_takesManyShardsAtOnce() external {
        Request memory r = requestOf(3);
        post(r);
        take(r, firstShards(3));
        _assertLedger(97 ether, 94 ether);
        assertEq(escrow.lockedOf(WORKER), 3 * LOCK, "locked");
        assertEq(_openOf(r), 0, "nothing is open");
    }

    /// @dev What a shard had set aside is used up by its first attempt.
    function test_accept_paysLaterAttemptsFromTheLedger() external {
        Request memory r = requestOf(2);
        post(r);
        take(r, one(0));
        vm.warp(block.timestamp + 100);
        noShow(r, 0);
        _assertLedger(98 ether, 100.5 ether);
        take(r, one(0));
        _assertLedger(96 ether, 98.5 ether);
        assertEq(escrow.jobOf(jobId(r, 0)).attempt, 1, "attempt");
        assertEq(_openOf(r), 1, "the other shard is open still");
    }

    /// @dev The first attempt was held against the cap when its money was set aside; the next one is paid anew.
    function test_accept_holdsLaterAttemptsAgainstThePriceCapOfToday() external {
        Request memory r = requestOf(2);
        post(r);
        take(r, one(0));
        vm.warp(block.timestamp + 100);
        noShow(r, 0);
        escrow.setToken(address(0), true, 2 ether - 1);
        _expectAccept(r, one(0), _outOfRange("maxPrice", 2 ether, 1 ether, 2 ether - 1));
        _expectAccept(r, firstShards(2), _outOfRange("maxPrice", 2 ether, 1 ether, 2 ether - 1));
        take(r, one(1));
        escrow.setToken(address(0), true, 2 ether);
        take(r, one(0));
    }

    function test_accept_mixesFirstAndLaterAttempts() external {
        Request memory r = requestOf(3);
        post(r);
        take(r, one(1));
        vm.warp(block.timestamp + 61);
        noShow(r, 1);
        _assertLedger(96 ether, 98.5 ether);
        // Two first attempts return the rest of the ramp; the later one takes price and burn.
        uint256 price = 1 ether + (uint256(1 ether) * 39_976) / 65_535;
        take(r, firstShards(3));
        _assertLedger(96 ether + 2 * (2 ether - price) - price, 96.5 ether);
        assertEq(_openOf(r), 0, "nothing is open");
    }

    function test_accept_revertsWhen_theLedgerCannotPayALaterAttempt() external {
        Request memory r = requestOf(2);
        r.terms.minPrice = 2 ether;
        post(r);
        take(r, one(0));
        vm.warp(block.timestamp + 61);
        noShow(r, 0);
        vm.prank(requester);
        escrow.withdraw(address(0), requester, 97 ether);
        _expectAccept(
            r,
            one(0),
            abi.encodeWithSelector(IEscrowBase.LedgerTooLow.selector, address(0), requester, 1 ether, 2 ether)
        );
        take(r, one(1));
    }

    function test_accept_refusesTheSixteenthAttempt() external {
        Request memory r = requestOf(1);
        post(r);
        for (uint256 i; i < 15; ++i) {
            take(r, one(0));
            vm.warp(block.timestamp + 61);
            noShow(r, 0);
        }
        _expectAccept(r, one(0), abi.encodeWithSelector(IEscrowBase.AttemptsExhausted.selector, jobId(r, 0)));
    }

    function test_accept_acceptByIsTheLastSecond() external {
        Request memory r = requestOf(2);
        post(r);
        uint256 acceptBy = r.terms.acceptBy;
        vm.warp(acceptBy);
        take(r, one(0));
        vm.warp(acceptBy + 1);
        bytes memory reason = abi.encodeWithSelector(IEscrowBase.RequestExpired.selector, acceptBy, acceptBy + 1);
        _expectAccept(r, one(1), reason);
    }

    function test_accept_revertsWhen_shardsAreWrong() external {
        Request memory r = requestOf(2);
        post(r);
        _expectAccept(r, one(2), abi.encodeWithSelector(IEscrowBase.ShardUnknown.selector, 2, 2));
        _expectAccept(r, new uint32[](0), abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 0, 1));
        bytes32 id = jobId(r, 0);
        bytes memory taken = abi.encodeWithSelector(IEscrowBase.JobInState.selector, id, State.Assigned, State.Open);
        _expectAccept(r, new uint32[](2), taken);
        assertEq(_openOf(r), 2, "all or none");
        take(r, one(0));
        _expectAccept(r, firstShards(2), taken);
        assertEq(_openOf(r), 1, "all or none");
    }

    function test_accept_revertsWhen_notPosted() external {
        Request memory r = requestOf(1);
        _expectAccept(r, one(0), abi.encodeWithSelector(IEscrowBase.RequestNotPosted.selector, escrow.requestIdOf(r)));
        post(r);
        // Other terms are another request.
        r.terms.maxPrice = 3 ether;
        _expectAccept(r, one(0), abi.encodeWithSelector(IEscrowBase.RequestNotPosted.selector, escrow.requestIdOf(r)));
    }

    function test_accept_revertsWhen_cancelled() external {
        Request memory r = requestOf(2);
        post(r);
        take(r, one(0));
        vm.warp(block.timestamp + 61);
        noShow(r, 0);
        vm.prank(requester);
        escrow.cancel(r);
        bytes memory reason = abi.encodeWithSelector(IEscrowBase.RequestIsCancelled.selector, escrow.requestIdOf(r));
        _expectAccept(r, one(0), reason);
        _expectAccept(r, one(1), reason);
        _expectAcceptAndCommit(r, reason);
    }

    function test_accept_revertsWhen_assigneeIsAnother() external {
        Request memory r = requestOf(1);
        r.terms.assignee = STRANGER;
        post(r);
        _expectAccept(r, one(0), abi.encodeWithSelector(IEscrowBase.NotAssignee.selector, WORKER, STRANGER));
        r.terms.assignee = WORKER;
        post(r);
        take(r, one(0));
    }

    function test_accept_revertsWhen_callerIsNotOwnerOrOperator() external {
        Request memory r = requestOf(1);
        post(r);
        bytes32 hash = workHash(r);
        vm.expectRevert(abi.encodeWithSelector(IStaking.NotOwnerOrOperator.selector, WORKER, requester));
        vm.prank(requester);
        escrow.accept(r.terms, hash, one(0), WORKER);
    }

    function test_accept_revertsWhen_capacityIsTooSmall() external {
        Request memory r = requestOf(6);
        post(r);
        _expectAccept(
            r,
            firstShards(6),
            abi.encodeWithSelector(IEscrowBase.CapacityExceeded.selector, WORKER, 500 ether, 600 ether)
        );
        take(r, firstShards(5));
        uint32[] memory last = one(5);
        _expectAccept(
            r,
            last,
            abi.encodeWithSelector(IEscrowBase.CapacityExceeded.selector, WORKER, 500 ether, 600 ether)
        );
    }

    /// @dev A token that is de-listed takes no deposits; what is set aside still pays.
    function test_accept_revertsWhen_tokenIsPaused_notWhenDelisted() external {
        Request memory r = requestOf(1);
        post(r);
        escrow.setTokenPaused(address(0), true);
        _expectAccept(r, one(0), abi.encodeWithSelector(IEscrowBase.TokenPaused.selector, address(0)));
        escrow.setTokenPaused(address(0), false);
        escrow.setToken(address(0), false, 0);
        take(r, one(0));
    }

    function test_accept_revertsWhen_kernelIsRetired() external {
        Request memory r = requestOf(2);
        post(r);
        take(r, one(0));
        registry.retire(MATMUL8);
        _expectAccept(r, one(1), abi.encodeWithSelector(IEscrowBase.KernelRetired.selector, MATMUL8));
        commit(r, 0, "root");
        vm.prank(requester);
        escrow.cancel(r);
        _assertLedger(99 ether, 98 ether);
    }

    function test_accept_revertsWhen_theKernelsLimitsChanged() external {
        Request memory r = requestOf(1);
        post(r);
        IKernelRegistry.Limits memory changed = limits();
        changed.minLock = LOCK + 1;
        registry.setLimits(MATMUL8, changed);
        _expectAccept(r, one(0), _outOfRange("lock", LOCK, LOCK + 1, MAX_LOCK));
        (changed.minLock, changed.maxLock) = (MIN_LOCK, LOCK - 1);
        registry.setLimits(MATMUL8, changed);
        _expectAccept(r, one(0), _outOfRange("lock", LOCK, MIN_LOCK, LOCK - 1));
        (changed.maxLock, changed.minSampleBps) = (MAX_LOCK, 5001);
        registry.setLimits(MATMUL8, changed);
        _expectAccept(r, one(0), _outOfRange("sampleBps", 5000, 5001, 10_000));
        changed.minSampleBps = 5000;
        registry.setLimits(MATMUL8, changed);
        take(r, one(0));
    }

    /// @dev The work's size was kept when it was posted, so what it must burn, and how often it must be sampled, may rise.
    function test_accept_revertsWhen_samplesOrBurnOfTheKernelRose() external {
        Request memory r = requestOf(2);
        post(r);
        IKernelRegistry.Limits memory changed = limits();
        (uint8 most, uint64 units) = matmul.validate(r.work.params, 2);
        assertEq(units, 1, "a small product");
        changed.minSamples = 5;
        registry.setLimits(MATMUL8, changed);
        _expectAccept(r, one(0), _outOfRange("samples", 4, 5, most));
        _expectAcceptAndCommit(r, _outOfRange("samples", 4, 5, most));
        (changed.minSamples, changed.unitBurn) = (4, uint64(BURN) + 1);
        registry.setLimits(MATMUL8, changed);
        _expectAccept(r, one(0), _outOfRange("burn", BURN, BURN + 1, type(uint96).max));
        changed.unitBurn = uint64(BURN);
        registry.setLimits(MATMUL8, changed);
        take(r, one(0));
        changed.unitBurn = uint64(BURN) + 1;
        registry.setLimits(MATMUL8, changed);
        _expectAccept(r, one(1), _outOfRange("burn", BURN, BURN + 1, type(uint96).max));

        vm.prank(requester);
        escrow.cancel(r);
        assertEq(_openOf(r), 0, "what was set aside returns all the same");
    }

    function test_accept_takesWhatBurnsNothing_howeverMuchAUnitBurns() external {
        Request memory r = requestOf(1);
        r.terms.burn = 0;
        post(r);
        IKernelRegistry.Limits memory changed = limits();
        changed.unitBurn = type(uint64).max;
        registry.setLimits(MATMUL8, changed);
        take(r, one(0));
    }

    function test_acceptSigned_revertsWhen_posted() external {
        Request memory r = requestOf(1);
        bytes memory signature = sign(r);
        post(r);
        bytes memory reason = abi.encodeWithSelector(IEscrowBase.RequestIsPosted.selector, escrow.requestIdOf(r));
        vm.expectRevert(reason);
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(0), WORKER, signature);
        vm.warp(r.terms.acceptBy + 1);
        escrow.expire(r);
        vm.expectRevert(reason);
        vm.prank(OPERATOR);
        escrow.acceptSigned(r, one(0), WORKER, signature);
    }

    function test_acceptAndCommit_takesPostedShardsWithoutASignature() external {
        Request memory r = requestOf(2);
        post(r);
        bytes32 seal = sealOf(r, 1, "root");
        vm.recordLogs();
        vm.prank(OPERATOR);
        escrow.acceptAndCommit(r, one(1), WORKER, "not a signature", oneWord(seal));
        assertEq(vm.getRecordedLogs().length, 2, "accepted and committed; the request was published before");

        IEscrowBase.JobView memory job = escrow.jobOf(jobId(r, 1));
        assertEq(uint256(job.state), uint256(State.Committed), "state");
        assertEq(job.sealOrRoot, seal, "seal");
        assertEq(job.deadline, block.timestamp + BEACON_DELAY + REVEAL_WINDOW, "deadline");
        assertEq(escrow.lockedOf(WORKER), LOCK, "locked");
        assertEq(_openOf(r), 1, "one is open");
        _assertLedger(97 ether, 96 ether);
    }

    function test_acceptAndCommit_revertsWhen_listsOrShardsOfAPostedRequestAreWrong() external {
        Request memory r = requestOf(1);
        post(r);
        vm.startPrank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 2, 1));
        escrow.acceptAndCommit(r, one(0), WORKER, "", new bytes32[](2));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 0, 1));
        escrow.acceptAndCommit(r, new uint32[](0), WORKER, "", new bytes32[](0));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ShardUnknown.selector, 1, 1));
        escrow.acceptAndCommit(r, one(1), WORKER, "", new bytes32[](1));
        vm.stopPrank();
    }

    function _assertRest(uint256 wait, uint256 step) private {
        uint256 snapshot = vm.snapshotState();
        Request memory r = requestOf(1);
        post(r);
        _assertLedger(98 ether, 98 ether);
        vm.warp(block.timestamp + wait);
        take(r, one(0));
        _assertLedger(99 ether - (uint256(1 ether) * step) / 65_535, 98 ether);
        assertEq(escrow.jobOf(jobId(r, 0)).step, step, "place on the ramp");
        assertEq(_openOf(r), 0, "nothing is open");
        vm.revertToState(snapshot);
    }

    function _expectAccepted(Request memory r, uint32 shard, uint96 price) private {
        uint32 deadline = uint32(block.timestamp + 60);
        bytes32 id = jobId(r, shard);
        bytes32 requestId = escrow.requestIdOf(r);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobAccepted(id, requestId, WORKER, shard, 0, price, deadline);
    }

    function _expectAccept(Request memory r, uint32[] memory shards, bytes memory reason) private {
        bytes32 hash = workHash(r);
        vm.expectRevert(reason);
        vm.prank(OPERATOR);
        escrow.accept(r.terms, hash, shards, WORKER);
    }

    function _expectAcceptAndCommit(Request memory r, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(OPERATOR);
        escrow.acceptAndCommit(r, one(0), WORKER, "", new bytes32[](1));
    }

    function _outOfRange(bytes32 name, uint256 have, uint256 least, uint256 most) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IEscrowBase.TermOutOfRange.selector, name, have, least, most);
    }

    function _openOf(Request memory r) private view returns (uint256) {
        return escrow.requestOf(escrow.requestIdOf(r)).openShards;
    }

    function _assertLedger(uint256 coin, uint256 tokens) private view {
        assertEq(escrow.ledgerOf(address(0), requester), coin, "coin in the requester's ledger");
        assertEq(escrow.ledgerOf(address(qrn), requester), tokens, "QRN in the requester's ledger");
    }
}
