// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {JobEscrow} from "../../../../contracts/jobs/JobEscrow.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Market} from "../../utils/Market.sol";
import {MatmulFixture} from "../../utils/MatmulFixture.sol";
import {TestDisputer} from "../../utils/TestDisputer.sol";

/// @notice The seam for a contract that decides disputes: what it can do to a revealed job, and until when.
contract JobEscrowDisputeTest is Market {
    using MatmulFixture for MatmulFixture.Product;

    uint64 private constant BAD = 7;
    bytes32 private constant NONCE = "nonce";
    address private constant DELEGATOR = address(0xDE1);

    TestDisputer private _disputer;
    Request private _r;
    bytes32 private _hash;
    bytes32 private _id;
    bytes32 private _root;
    bytes32[] private _inputs;
    bytes private _proof;
    /// Unix time until which a challenger, and a disputer whose dispute is open, may act.
    uint256 private _deadline;
    uint256 private _last;

    function setUp() external {
        setUpMarket();
        _disputer = new TestDisputer(escrow);
        escrow.setDisputer(address(_disputer));
        Request memory r = requestOf(2);
        (_r.terms, _r.work) = (r.terms, r.work);
        (_hash, _id) = (workHash(r), jobId(r, 0));
        MatmulFixture.Product memory p = product(r, 0);
        p.corrupt(BAD);
        (_root, _proof, _inputs) = (p.outputRoot(), p.proof(BAD), p.inputRoots());
        runTo(r, 0, _root);
        _deadline = escrow.jobOf(_id).deadline;
        _last = _deadline + 2 * DISPUTE_CLOCK;
    }

    function test_setDisputer_namesItForEver() external {
        JobEscrow fresh = newEscrow(escrowConfig());
        assertEq(fresh.disputer(), address(0), "nobody");
        vm.expectEmit(address(fresh));
        emit IEscrowBase.DisputerSet(STRANGER);
        fresh.setDisputer(STRANGER);
        assertEq(fresh.disputer(), STRANGER, "set");
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DisputerIsSet.selector, STRANGER));
        fresh.setDisputer(WORKER);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DisputerIsSet.selector, STRANGER));
        fresh.setDisputer(STRANGER);
    }

    function test_setDisputer_revertsWhen_theCallerHasNoRoleOrTheAddressIsZero() external {
        JobEscrow fresh = newEscrow(escrowConfig());
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER));
        vm.prank(STRANGER);
        fresh.setDisputer(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ZeroAddress.selector));
        fresh.setDisputer(address(0));
        assertEq(fresh.disputer(), address(0), "still nobody");
    }

    function test_disputerCalls_revertWhen_anybodyElseCalls() external {
        address[4] memory others = [requester, WORKER, STRANGER, address(this)];
        for (uint256 i; i < others.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(IEscrowBase.NotDisputer.selector, others[i]);
            vm.startPrank(others[i]);
            vm.expectRevert(reason);
            escrow.openDispute(_id);
            vm.expectRevert(reason);
            escrow.closeDispute(_id);
            vm.expectRevert(reason);
            escrow.slashByDispute(_r.terms, _hash, 0, CHALLENGER);
            vm.stopPrank();
        }
    }

    function test_disputerCalls_revertWhen_theJobIsNotRevealed() external {
        bytes32 other = jobId(_r, 1);
        _expectNotRevealed(1, other, State.Open);
        accept(_r, 1);
        _expectNotRevealed(1, other, State.Assigned);
        commit(_r, 1, _root);
        _expectNotRevealed(1, other, State.Committed);
        _disputer.open(_id);
        uint256 snapshot = vm.snapshotState();
        this.doSlash();
        _expectNotRevealed(0, _id, State.Slashed);
        vm.revertToState(snapshot);
        vm.warp(_last + 1);
        this.doFinalize();
        _expectNotRevealed(0, _id, State.Finalized);
    }

    function test_openDispute_countsAndChangesNothingElse() external {
        IEscrowBase.JobView memory job = escrow.jobOf(_id);
        for (uint64 open = 1; open <= 3; ++open) {
            vm.expectEmit(address(escrow));
            emit IEscrowBase.DisputesChanged(_id, open);
            _disputer.open(_id);
            job.aux = open;
            assertEq(keccak256(abi.encode(escrow.jobOf(_id))), keccak256(abi.encode(job)), "only the counter");
        }
        assertEq(escrow.lockedOf(WORKER), LOCK, "still locked");
    }

    function test_openDispute_worksUntilTheDeadline() external {
        vm.warp(_deadline);
        _disputer.open(_id);
        vm.warp(_deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DeadlinePassed.selector, _id, _deadline, _deadline + 1));
        _disputer.open(_id);
        assertEq(escrow.jobOf(_id).aux, 1, "an open dispute leaves no more time to open another");
    }

    function test_closeDispute_countsDownAtAnyTime() external {
        _open(2);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.DisputesChanged(_id, 1);
        _disputer.close(_id);
        vm.warp(_last + 1);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.DisputesChanged(_id, 0);
        _disputer.close(_id);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DisputeNotOpen.selector, _id));
        _disputer.close(_id);
    }

    function test_slashByDispute_emitsTheSplit() external {
        _disputer.open(_id);
        uint256 supply = qrn.totalSupply();
        vm.expectEmit(address(escrow));
        emit IEscrowBase.DisputeLost(_id, WORKER, CHALLENGER, 1 ether, BURN, 100 ether, 20 ether, 30 ether);
        this.doSlash();
        assertEq(escrow.ledgerOf(address(0), requester), 100 ether, "the price is back");
        assertEq(escrow.ledgerOf(address(qrn), requester), 120 ether, "the burn is back, and a fifth of the lock");
        assertEq(escrow.ledgerOf(address(qrn), CHALLENGER), 30 ether, "three tenths");
        assertEq(supply - qrn.totalSupply(), 50 ether, "the rest is burned");
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Slashed), "slashed");
        (uint256 active, ) = staking.assetsOf(WORKER);
        assertEq(active, 400 ether, "stake");
        (, uint256 burned, uint256 burnable) = escrow.running();
        assertEq(burned + burnable, 0, "a slashed job counts no burn");
    }

    function test_slashByDispute_splitsAsAProofOfFraud() external {
        giveQrn(DELEGATOR, 500 ether);
        vm.startPrank(DELEGATOR);
        qrn.approve(address(staking), 500 ether);
        staking.delegate(WORKER, 500 ether);
        vm.stopPrank();
        _disputer.open(_id);
        _register();
        uint256 snapshot = vm.snapshotState();
        this.doProveFraud();
        uint256[6] memory fraud = _books();
        vm.revertToState(snapshot);
        this.doSlash();
        uint256[6] memory lost = _books();
        for (uint256 i; i < lost.length; ++i) assertEq(lost[i], fraud[i], "as by a proof");
        assertEq(lost[2], 15 ether, "the challenger's part of the self-bond's half");
    }

    function test_slashByDispute_worksUntilBothClocksAreOver() external {
        _disputer.open(_id);
        vm.warp(_last + 1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DeadlinePassed.selector, _id, _last, _last + 1));
        this.doSlash();
        vm.warp(_last);
        this.doSlash();
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Slashed), "in time to the second");
    }

    function test_slashByDispute_revertsWhen_noDisputeIsOpenOrNobodyChallenged() external {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DisputeNotOpen.selector, _id));
        this.doSlash();
        _disputer.open(_id);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ZeroAddress.selector));
        _disputer.slash(_r.terms, _hash, 0, address(0));
        _disputer.close(_id);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DisputeNotOpen.selector, _id));
        this.doSlash();
    }

    /// @dev The terms are the request's own: others make another job's id.
    function test_slashByDispute_revertsWhen_theTermsAreNotTheJobs() external {
        _disputer.open(_id);
        _r.terms.lock += 1;
        bytes32 other = jobId(_r, 0);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.JobInState.selector, other, State.Open, State.Revealed));
        this.doSlash();
    }

    function test_finalize_skipsDisputedJobsUntilBothClocksAreOver() external {
        runTo(_r, 1, _root);
        _open(3);
        uint32[] memory both = new uint32[](2);
        both[1] = 1;
        vm.warp(_deadline + 1);
        escrow.finalize(_r.terms, _hash, both);
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Revealed), "disputed: skipped");
        assertEq(uint256(escrow.jobOf(jobId(_r, 1)).state), uint256(State.Finalized), "the other is paid");
        vm.warp(_last);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NothingDue.selector));
        this.doFinalize();
        vm.warp(_last + 1);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobFinalized(_id, WORKER, 0.975 ether, 0.025 ether, BURN);
        this.doFinalize();
        assertEq(escrow.jobOf(_id).aux, 3, "whatever the counter says");
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
    }

    function test_finalize_paysOnceTheLastDisputeIsClosed() external {
        _open(2);
        vm.warp(_deadline + 1);
        _disputer.close(_id);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NothingDue.selector));
        this.doFinalize();
        _disputer.close(_id);
        this.doFinalize();
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid");
    }

    function test_approve_isRefusedWhileADisputeIsOpen() external {
        _open(2);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DisputeOpen.selector, _id, 2));
        vm.prank(requester);
        escrow.approve(_r.terms, _hash, one(0));
        _disputer.close(_id);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DisputeOpen.selector, _id, 1));
        vm.prank(requester);
        escrow.approve(_r.terms, _hash, one(0));
        _disputer.close(_id);
        vm.prank(requester);
        escrow.approve(_r.terms, _hash, one(0));
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid within the window");
    }

    function test_approveSigned_isRefusedWhileADisputeIsOpen() external {
        bytes memory signature = _approval();
        _disputer.open(_id);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DisputeOpen.selector, _id, 1));
        escrow.approveSigned(_r.terms, _hash, one(0), oneWord(_root), signature);
        _disputer.close(_id);
        escrow.approveSigned(_r.terms, _hash, one(0), oneWord(_root), signature);
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid within the window");
    }

    function test_slashByDispute_needsOneOfSeveralDisputes() external {
        _open(3);
        _disputer.close(_id);
        _disputer.close(_id);
        this.doSlash();
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Slashed), "the one that is left");
        _expectNotRevealed(0, _id, State.Slashed);
    }

    function test_proveFraud_worksWhileADisputeIsOpen() external {
        _register();
        _disputer.open(_id);
        this.doProveFraud();
        assertEq(escrow.ledgerOf(address(qrn), CHALLENGER), 30 ether, "the challenger's part");
        _expectNotRevealed(0, _id, State.Slashed);
    }

    /// @dev An open dispute gives a proof of fraud no more time.
    function test_proveFraud_endsAtTheDeadlineAlthoughADisputeIsOpen() external {
        _register();
        _disputer.open(_id);
        vm.warp(_deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DeadlinePassed.selector, _id, _deadline, _deadline + 1));
        this.doProveFraud();
    }

    function test_J9_atEachSecondADisputedJobIsSlashedOrPaid() external {
        _disputer.open(_id);
        for (uint256 at = block.timestamp; at <= _last + 3; ++at) {
            assertTrue(_works(this.doSlash, at) == (at <= _last), "slashing is in time until both clocks are over");
            assertTrue(_works(this.doFinalize, at) == (at > _last), "paying works after that");
        }
    }

    function testFuzz_J9_holdsWhateverWasOpenedAndClosed(uint8 opened, uint8 closed, uint16 wait) external {
        opened = uint8(bound(opened, 0, 5));
        closed = uint8(bound(closed, 0, opened));
        _open(opened);
        for (uint256 i; i < closed; ++i) _disputer.close(_id);
        uint256 at = block.timestamp + bound(wait, 0, 300);
        bool disputed = opened > closed;
        assertTrue(_works(this.doSlash, at) == (disputed && at <= _last), "slash");
        assertTrue(_works(this.doFinalize, at) == (at > (disputed ? _last : _deadline)), "finalize");
    }

    function doSlash() external {
        _disputer.slash(_r.terms, _hash, 0, CHALLENGER);
    }

    function doFinalize() external {
        escrow.finalize(_r.terms, _hash, one(0));
    }

    function doProveFraud() external {
        vm.prank(CHALLENGER);
        escrow.proveFraud(_r, 0, BAD, NONCE, _inputs, _proof);
    }

    function _open(uint256 count) private {
        for (uint256 i; i < count; ++i) _disputer.open(_id);
    }

    function _register() private {
        escrow.registerChallenge(challenge(_r, 0, BAD, _proof, NONCE));
        vm.roll(block.number + 1);
    }

    function _expectNotRevealed(uint32 shard, bytes32 id, State have) private {
        bytes memory reason = abi.encodeWithSelector(IEscrowBase.JobInState.selector, id, have, State.Revealed);
        vm.expectRevert(reason);
        _disputer.open(id);
        vm.expectRevert(reason);
        _disputer.close(id);
        vm.expectRevert(reason);
        _disputer.slash(_r.terms, _hash, shard, CHALLENGER);
    }

    function _works(function() external call, uint256 at) private returns (bool ok) {
        uint256 snapshot = vm.snapshotState();
        vm.warp(at);
        (ok, ) = address(this).call(abi.encodeWithSelector(call.selector));
        vm.revertToState(snapshot);
    }

    /// @dev Everything that a lost job changes.
    function _books() private view returns (uint256[6] memory figures) {
        figures[0] = escrow.ledgerOf(address(0), requester);
        figures[1] = escrow.ledgerOf(address(qrn), requester);
        figures[2] = escrow.ledgerOf(address(qrn), CHALLENGER);
        figures[3] = qrn.totalSupply();
        figures[4] = escrow.lockedOf(WORKER);
        (figures[5], ) = staking.assetsOf(WORKER);
    }

    function _approval() private view returns (bytes memory) {
        bytes32 typeHash = keccak256("Approval(bytes32 requestId,uint32[] shards,bytes32[] roots)");
        bytes32 shards = keccak256(abi.encode(uint256(0)));
        bytes32 hash = keccak256(abi.encode(typeHash, escrow.requestIdOf(_r), shards, keccak256(abi.encode(_root))));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", escrow.domainSeparator(), hash));
        (uint8 v, bytes32 first, bytes32 second) = vm.sign(REQUESTER_KEY, digest);
        return abi.encodePacked(first, second, v);
    }
}
