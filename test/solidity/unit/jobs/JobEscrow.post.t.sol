// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {IKernelRegistry} from "../../../../contracts/verification/IKernelRegistry.sol";
import {Market} from "../../utils/Market.sol";

/// @notice Posted requests: what they set aside, and how what nobody took comes back.
contract JobEscrowPostTest is Market {
    function setUp() external {
        setUpMarket();
    }

    function test_post_setsAsideAllPricesAndBurns() external {
        Request memory r = requestOf(3);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.RequestPosted(escrow.requestIdOf(r), requester, r);
        post(r);
        _assertLedger(100 ether - 3 * 2 ether, 100 ether - 3 * BURN);
        _assertRequest(r, true, false, 3, 3);
        assertEq(address(escrow).balance, 100 ether, "nothing leaves the escrow");
        assertEq(escrow.lockedOf(WORKER), 0, "nobody is bound yet");
    }

    function test_post_takesExactlyTheWholeCredit() external {
        Request memory r = requestOf(2);
        r.terms.maxPrice = 50 ether;
        r.terms.burn = 50 ether;
        post(r);
        _assertLedger(0, 0);
    }

    function test_post_takesOneSumWhenThePayTokenIsQrn() external {
        Request memory r = requestOf(3);
        r.terms.payToken = address(qrn);
        post(r);
        _assertLedger(100 ether, 100 ether - 3 * (2 ether + BURN));

        r = requestOf(2);
        r.terms.payToken = address(qrn);
        (r.terms.maxPrice, r.terms.burn) = (40 ether, 4 ether);
        post(r);
        _assertLedger(100 ether, 0);
    }

    function test_post_withoutBurnNeedsNoQrn() external {
        Request memory r = requestOf(3);
        r.terms.burn = 0;
        vm.prank(requester);
        escrow.withdraw(address(qrn), requester, 100 ether);
        post(r);
        _assertLedger(94 ether, 0);
        vm.prank(requester);
        escrow.cancel(r);
        _assertLedger(100 ether, 0);
    }

    function test_post_acceptByIsTheLastSecond() external {
        Request memory r = requestOf(1);
        vm.warp(r.terms.acceptBy);
        post(r);
        _assertRequest(r, true, false, 1, 1);
    }

    function test_post_takesTheMostShards() external {
        Request memory r = requestOf(1);
        r.work.params = abi.encode(uint256(65_535), 5, 40);
        r.work.shards = 65_535;
        (r.terms.minPrice, r.terms.maxPrice, r.terms.burn) = (0, 1, 0);
        post(r);
        _assertRequest(r, true, false, 65_535, 65_535);
        _assertLedger(100 ether - 65_535, 100 ether);
        vm.prank(requester);
        escrow.cancel(r);
        _assertRequest(r, true, true, 65_535, 0);
        _assertLedger(100 ether, 100 ether);
    }

    function test_post_revertsWhen_creditIsTooSmall() external {
        Request memory r = requestOf(2);
        r.terms.maxPrice = 50 ether + 1;
        _expectPost(r, _tooLow(address(0), 100 ether + 2));
        r = requestOf(2);
        r.terms.burn = 50 ether + 1;
        _expectPost(r, _tooLow(address(qrn), 100 ether + 2));
        r = requestOf(2);
        r.terms.payToken = address(qrn);
        (r.terms.maxPrice, r.terms.burn) = (48 ether, 2 ether + 1);
        _expectPost(r, _tooLow(address(qrn), 100 ether + 2));
        _assertRequest(r, false, false, 0, 0);
    }

    function test_post_revertsWhen_callerIsNotTheRequester() external {
        Request memory r = requestOf(1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotRequester.selector, STRANGER, requester));
        vm.prank(STRANGER);
        escrow.post(r);
    }

    function test_post_revertsWhen_cancelled() external {
        Request memory r = requestOf(1);
        vm.prank(requester);
        escrow.cancel(r);
        _assertRequest(r, false, true, 0, 0);
        _expectPost(r, abi.encodeWithSelector(IEscrowBase.RequestIsCancelled.selector, escrow.requestIdOf(r)));
    }

    function test_post_revertsWhen_postedBefore() external {
        Request memory r = requestOf(1);
        post(r);
        bytes32 id = escrow.requestIdOf(r);
        _expectPost(r, abi.encodeWithSelector(IEscrowBase.RequestIsPosted.selector, id));
        vm.prank(requester);
        escrow.cancel(r);
        _expectPost(r, abi.encodeWithSelector(IEscrowBase.RequestIsCancelled.selector, id));
        r.terms.nonce = 2;
        post(r);
    }

    function test_post_revertsWhen_expired() external {
        Request memory r = requestOf(1);
        uint256 acceptBy = r.terms.acceptBy;
        vm.warp(acceptBy + 1);
        _expectPost(r, _outOfRange("acceptBy", acceptBy, acceptBy + 1, acceptBy + 1 + 30 days));
    }

    function test_post_revertsWhen_termsAreOutOfBounds() external {
        Request memory r = requestOf(1);
        r.terms.maxPrice = 1 ether - 1;
        _expectPost(r, _outOfRange("maxPrice", 1 ether - 1, 1 ether, MAX_PRICE));
        r = requestOf(1);
        r.terms.duration = 59;
        _expectPost(r, _outOfRange("duration", 59, 60, MAX_DURATION));
        r = requestOf(1);
        r.terms.challengeWindow = MAX_WINDOW + 1;
        _expectPost(r, _outOfRange("challengeWindow", MAX_WINDOW + 1, MIN_WINDOW, MAX_WINDOW));
        r = requestOf(1);
        r.terms.sampleBps = 2499;
        _expectPost(r, _outOfRange("sampleBps", 2499, 2500, 10_000));
        r = requestOf(1);
        r.terms.lock = MIN_LOCK - 1;
        _expectPost(r, _outOfRange("lock", MIN_LOCK - 1, MIN_LOCK, MAX_LOCK));
        r = requestOf(1);
        r.terms.burn = UNIT_BURN - 1;
        _expectPost(r, _outOfRange("burn", UNIT_BURN - 1, UNIT_BURN, type(uint96).max));
    }

    function test_post_revertsWhen_workIsOutOfBounds() external {
        Request memory r = requestOf(1);
        r.work.shards = 0;
        _expectPost(r, _outOfRange("shards", 0, 1, 65_535));
        r.work.shards = 65_536;
        _expectPost(r, _outOfRange("shards", 65_536, 1, 65_535));
        r = requestOf(1);
        r.work.params = new bytes(4097);
        _expectPost(r, _outOfRange("params", 4097, 0, 4096));
        r = requestOf(1);
        r.work.inputUri = string(new bytes(257));
        _expectPost(r, abi.encodeWithSelector(IEscrowBase.UriTooLong.selector, 257, 256));
    }

    function test_post_revertsWhen_tokenOrKernelTakesNoJobs() external {
        Request memory r = requestOf(1);
        escrow.setTokenPaused(address(0), true);
        _expectPost(r, abi.encodeWithSelector(IEscrowBase.TokenPaused.selector, address(0)));
        escrow.setTokenPaused(address(0), false);
        r.terms.payToken = STRANGER;
        _expectPost(r, _outOfRange("maxPrice", 2 ether, 1 ether, 0));
        r = requestOf(1);
        r.terms.kernelId = 9;
        _expectPost(r, abi.encodeWithSelector(IKernelRegistry.KernelUnknown.selector, 9));
        registry.retire(MATMUL8);
        _expectPost(requestOf(1), abi.encodeWithSelector(IEscrowBase.KernelRetired.selector, MATMUL8));
    }

    function test_cancel_returnsWhatIsOpenOnce() external {
        Request memory r = requestOf(3);
        post(r);
        bytes32 id = escrow.requestIdOf(r);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.RequestClosed(id, requester, 3);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.RequestCancelled(id, requester);
        vm.prank(requester);
        escrow.cancel(r);
        _assertLedger(100 ether, 100 ether);
        _assertRequest(r, true, true, 3, 0);

        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.RequestIsCancelled.selector, id));
        vm.prank(requester);
        escrow.cancel(r);
        vm.warp(r.terms.acceptBy + 1);
        _expectExpire(r, abi.encodeWithSelector(IEscrowBase.NothingDue.selector));
        _assertLedger(100 ether, 100 ether);
    }

    function test_cancel_returnsQrnOfPriceAndBurn() external {
        Request memory r = requestOf(3);
        r.terms.payToken = address(qrn);
        post(r);
        vm.prank(requester);
        escrow.cancel(r);
        _assertLedger(100 ether, 100 ether);
    }

    function test_cancel_revertsWhen_callerIsNotTheRequester() external {
        Request memory r = requestOf(1);
        post(r);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotRequester.selector, WORKER, requester));
        vm.prank(WORKER);
        escrow.cancel(r);
    }

    /// @dev The job that runs keeps its own money: it comes back when that job is lost, and no shard can be taken again.
    function test_cancel_returnsOnlyWhatNobodyTook() external {
        Request memory r = requestOf(3);
        post(r);
        take(r, one(1));
        vm.prank(requester);
        escrow.cancel(r);
        _assertLedger(99 ether, 98 ether);
        _assertRequest(r, true, true, 3, 0);

        commit(r, 1, "root");
        vm.warp(block.timestamp + 71);
        escrow.slashTimeout(r.terms, workHash(r), one(1));
        _assertLedger(100 ether, 105 ether);
    }

    function test_cancel_returnsNothingOnceEveryShardIsTaken() external {
        Request memory r = requestOf(2);
        post(r);
        take(r, firstShards(2));
        vm.recordLogs();
        vm.prank(requester);
        escrow.cancel(r);
        assertEq(vm.getRecordedLogs().length, 1, "cancelled, and nothing to close");
        _assertLedger(98 ether, 96 ether);
    }

    function test_expire_returnsWhatIsOpenOnce() external {
        Request memory r = requestOf(3);
        post(r);
        vm.warp(r.terms.acceptBy + 1);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.RequestClosed(escrow.requestIdOf(r), requester, 3);
        vm.prank(STRANGER);
        escrow.expire(r);
        _assertLedger(100 ether, 100 ether);
        _assertRequest(r, true, false, 3, 0);

        _expectExpire(r, abi.encodeWithSelector(IEscrowBase.NothingDue.selector));
        vm.recordLogs();
        vm.prank(requester);
        escrow.cancel(r);
        assertEq(vm.getRecordedLogs().length, 1, "cancelled, and nothing to close");
        _assertLedger(100 ether, 100 ether);
    }

    /// @dev A shard that came back from a worker is open, and nothing is set aside for it.
    function test_expire_returnsOnlyWhatNobodyTook() external {
        Request memory r = requestOf(3);
        post(r);
        take(r, firstShards(2));
        vm.warp(block.timestamp + 61);
        noShow(r, 0);
        _assertLedger(97 ether, 98.5 ether);
        _assertRequest(r, true, false, 3, 1);
        vm.warp(r.terms.acceptBy + 1);
        escrow.expire(r);
        _assertLedger(99 ether, 100.5 ether);
    }

    function test_expire_revertsWhen_itIsTooEarly() external {
        Request memory r = requestOf(1);
        post(r);
        uint256 acceptBy = r.terms.acceptBy;
        vm.warp(acceptBy);
        _expectExpire(r, abi.encodeWithSelector(IEscrowBase.RequestNotExpired.selector, acceptBy, acceptBy));
    }

    function test_expire_revertsWhen_neverPosted() external {
        Request memory r = requestOf(1);
        accept(r, 0);
        vm.warp(r.terms.acceptBy + 1);
        bytes memory reason = abi.encodeWithSelector(IEscrowBase.RequestNotPosted.selector, escrow.requestIdOf(r));
        _expectExpire(r, reason);
        vm.prank(requester);
        escrow.cancel(r);
        _expectExpire(r, reason);
    }

    function test_expire_revertsWhen_everyShardIsTaken() external {
        Request memory r = requestOf(2);
        post(r);
        take(r, firstShards(2));
        vm.warp(r.terms.acceptBy + 1);
        _expectExpire(r, abi.encodeWithSelector(IEscrowBase.NothingDue.selector));
    }

    /// @dev A shard taken by signature holds its own money; posting sets all shards aside, so one part is left over.
    function test_post_afterAShardWasTakenBySignature() external {
        Request memory r = requestOf(3);
        accept(r, 0);
        post(r);
        _assertLedger(93 ether, 92 ether);
        bytes memory taken = abi.encodeWithSelector(
            IEscrowBase.JobInState.selector,
            jobId(r, 0),
            State.Assigned,
            State.Open
        );
        bytes32 hash = workHash(r);
        vm.expectRevert(taken);
        vm.prank(OPERATOR);
        escrow.accept(r.terms, hash, one(0), WORKER);

        uint32[] memory others = new uint32[](2);
        (others[0], others[1]) = (1, 2);
        take(r, others);
        _assertRequest(r, true, false, 3, 1);
        vm.warp(r.terms.acceptBy + 1);
        escrow.expire(r);
        _assertLedger(97 ether, 94 ether);
    }

    /// @dev It is at a later attempt, which the ledger pays.
    function test_post_afterAShardTakenBySignatureCameBack() external {
        Request memory r = requestOf(2);
        accept(r, 0);
        post(r);
        vm.warp(block.timestamp + 100);
        noShow(r, 0);
        _assertLedger(96 ether, 98.5 ether);
        take(r, one(0));
        _assertLedger(94 ether, 96.5 ether);
        _assertRequest(r, true, false, 2, 2);
        vm.prank(requester);
        escrow.cancel(r);
        _assertLedger(98 ether, 100.5 ether);
    }

    function _expectPost(Request memory r, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(requester);
        escrow.post(r);
    }

    function _expectExpire(Request memory r, bytes memory reason) private {
        vm.expectRevert(reason);
        escrow.expire(r);
    }

    function _outOfRange(bytes32 name, uint256 have, uint256 least, uint256 most) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IEscrowBase.TermOutOfRange.selector, name, have, least, most);
    }

    function _tooLow(address token, uint256 need) private view returns (bytes memory) {
        return abi.encodeWithSelector(IEscrowBase.LedgerTooLow.selector, token, requester, 100 ether, need);
    }

    function _assertLedger(uint256 coin, uint256 tokens) private view {
        assertEq(escrow.ledgerOf(address(0), requester), coin, "coin in the requester's ledger");
        assertEq(escrow.ledgerOf(address(qrn), requester), tokens, "QRN in the requester's ledger");
    }

    function _assertRequest(Request memory r, bool posted, bool cancelled, uint256 shards, uint256 open) private view {
        IEscrowBase.RequestView memory have = escrow.requestOf(escrow.requestIdOf(r));
        assertTrue(have.posted == posted, "posted");
        assertTrue(have.cancelled == cancelled, "cancelled");
        assertEq(have.shards, shards, "shards");
        assertEq(have.openShards, open, "open shards");
    }
}
