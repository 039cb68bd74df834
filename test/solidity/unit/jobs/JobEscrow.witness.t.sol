// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Kind} from "../../../../contracts/verification/IKernel.sol";
import {IKernelRegistry} from "../../../../contracts/verification/IKernelRegistry.sol";
import {Market} from "../../utils/Market.sol";
import {PrefixWitness} from "../../utils/PrefixWitness.sol";

/// @notice Jobs whose output is its own proof: taken like any other, and paid as soon as the output is shown.
contract JobEscrowWitnessTest is Market {
    uint32 private constant WITNESS = 2;
    bytes32 private constant INPUT = keccak256("input");

    PrefixWitness private _kernel;
    Request private _r;
    bytes32 private _hash;
    bytes32 private _id;
    bytes32[] private _inputs;
    bytes private _output;

    function setUp() external {
        setUpMarket();
        _kernel = new PrefixWitness();
        _registerKernel(WITNESS, ROYALTY_BPS);
        _inputs.push(INPUT);
        Request memory r = requestOf(2);
        (r.terms.kernelId, r.terms.sampleBps, r.terms.samples) = (WITNESS, 0, 0);
        r.work.inputRoot = keccak256(abi.encode(_inputs));
        r.work.params = abi.encode(uint256(6));
        (_r.terms, _r.work) = (r.terms, r.work);
        (_hash, _id) = (workHash(r), jobId(r, 0));
        _output = _search(0, true);
    }

    function test_accept_marksJobsOfWitnessKernels() external {
        accept(_r, 0);
        IEscrowBase.JobView memory job = escrow.jobOf(_id);
        assertTrue(job.witness && job.royalty, "signed");
        assertEq(job.aux, block.number, "the block of its accept");
        Request memory flat = requestOf(1);
        accept(flat, 0);
        job = escrow.jobOf(jobId(flat, 0));
        assertTrue(!job.witness && job.royalty, "a flat job is none");
        _r.terms.nonce = 3;
        _post();
        _acceptPosted(1);
        job = escrow.jobOf(jobId(_r, 1));
        assertTrue(job.witness && job.royalty, "posted");
        assertEq(uint256(job.state), uint256(State.Assigned), "assigned");
    }

    function test_accept_revertsWhen_aWitnessRequestIsToBeSampled() external {
        _r.terms.samples = 1;
        _expectAcceptRefused(0);
        _r.terms.sampleBps = 1;
        _expectAcceptRefused(1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TermOutOfRange.selector, bytes32("samples"), 1, 1, 0));
        vm.prank(requester);
        escrow.post(_r);
    }

    function test_commit_revertsWhen_theKernelIsWitness() external {
        accept(_r, 0);
        bytes32 seal = sealOf(_r, 0, keccak256(_output));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.KernelNotFlat.selector, WITNESS));
        vm.prank(OPERATOR);
        escrow.commit(_r.terms, _hash, one(0), oneWord(seal));
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Assigned), "unchanged");
    }

    function test_acceptAndCommit_revertsWhen_theKernelIsWitness() external {
        bytes memory signature = sign(_r);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.KernelNotFlat.selector, WITNESS));
        vm.prank(OPERATOR);
        escrow.acceptAndCommit(_r, one(0), WORKER, signature, oneWord("seal"));
        _post();
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.KernelNotFlat.selector, WITNESS));
        vm.prank(OPERATOR);
        escrow.acceptAndCommit(_r, one(0), WORKER, "", oneWord("seal"));
        assertEq(escrow.requestOf(escrow.requestIdOf(_r)).openShards, 2, "nothing was taken");
    }

    function test_submitWitness_paysAtOnce() external {
        _acceptAndWait(0);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.WitnessSubmitted(_id, WORKER, _output);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobFinalized(_id, WORKER, 0.975 ether, 0.025 ether, BURN);
        this.doSubmit();
        IEscrowBase.JobView memory job = escrow.jobOf(_id);
        assertEq(uint256(job.state), uint256(State.Finalized), "finalized");
        assertEq(job.sealOrRoot, keccak256(_output), "the root that others verify against");
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid");
        assertEq(escrow.ledgerOf(address(0), AUTHOR), 0.025 ether, "royalty");
        assertEq(escrow.ledgerOf(address(0), requester), 99 ether, "price");
        assertEq(escrow.lockedOf(WORKER), 0, "unlocked");
        (, uint256 counted) = escrow.runningOf(WORKER);
        (, uint256 burned, uint256 burnable) = escrow.running();
        assertEq(counted, BURN, "counted for the worker");
        assertEq(burned, BURN, "and for the epoch");
        assertEq(burnable, BURN, "and for the flush");
        assertEq(address(escrow).balance, 100 ether, "all coin is somebody's credit");
    }

    function test_submitWitness_paysPostedShardsAndTheOwnerMayCall() external {
        _post();
        _acceptPosted(0);
        vm.roll(block.number + 1);
        vm.prank(WORKER);
        escrow.submitWitness(_r, 0, _inputs, _output);
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid");
        assertEq(escrow.requestOf(escrow.requestIdOf(_r)).openShards, 1, "the other shard stays open");
    }

    /// @dev Without a royalty nothing is paid to the author, and the author is not looked up.
    function test_submitWitness_withoutRoyaltyPaysTheWholePrice() external {
        _registerKernel(3, 0);
        _r.terms.kernelId = 3;
        _acceptAndWait(0);
        assertTrue(!escrow.jobOf(jobId(_r, 0)).royalty, "no royalty");
        this.doSubmit();
        assertEq(escrow.ledgerOf(address(0), WORKER), 1 ether, "the whole price");
    }

    /// @dev The burn of an earlier epoch is reported first, as by a finalize.
    function test_submitWitness_reportsTheEarlierEpoch() external {
        _acceptAndWait(0);
        this.doSubmit();
        (uint256 epoch, ) = escrow.runningOf(WORKER);
        vm.warp(block.timestamp + EPOCH);
        _acceptAndWait(1);
        bytes memory output = _search(1, true);
        vm.prank(OPERATOR);
        escrow.submitWitness(_r, 1, _inputs, output);
        assertEq(emission.burnedIn(address(escrow), epoch), BURN, "the epoch's sum");
        assertEq(emission.owedTo(WORKER), (BURN * 9) / 10, "the worker's credit");
        (, uint256 burned) = escrow.runningOf(WORKER);
        assertEq(burned, BURN, "the new epoch has the new burn alone");
    }

    function test_submitWitness_stillWorksWhen_theKernelRetiredMeanwhile() external {
        _acceptAndWait(0);
        registry.retire(WITNESS);
        escrow.setTokenPaused(address(0), true);
        this.doSubmit();
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid");
    }

    function test_submitWitness_revertsWhen_acceptedInTheSameBlock() external {
        accept(_r, 0);
        vm.warp(block.timestamp + 30);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.WitnessTooFresh.selector, _id));
        this.doSubmit();
        vm.roll(block.number + 1);
        this.doSubmit();
    }

    function test_submitWitness_revertsWhen_aStrangerCalls() external {
        _acceptAndWait(0);
        address[3] memory others = [STRANGER, requester, CHALLENGER];
        for (uint256 i; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotWorker.selector, others[i], WORKER));
            vm.prank(others[i]);
            escrow.submitWitness(_r, 0, _inputs, _output);
        }
    }

    function test_submitWitness_revertsWhen_late() external {
        _acceptAndWait(0);
        uint256 deadline = escrow.jobOf(_id).deadline;
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.DeadlinePassed.selector, _id, deadline, deadline + 1));
        this.doSubmit();
    }

    function test_submitWitness_revertsWhen_theOutputIsWrongAndChangesNothing() external {
        _acceptAndWait(0);
        bytes[] memory outputs = new bytes[](5);
        outputs[0] = _search(0, false);
        outputs[1] = "";
        outputs[2] = bytes.concat(_output, hex"00");
        outputs[3] = new bytes(31);
        outputs[4] = _search(1, true);
        assertTrue(!_fits(0, outputs[4]), "the other shard's answer is none here");
        bytes32 before = _books();
        for (uint256 i; i < outputs.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IEscrowBase.WitnessNotCorrect.selector, _id));
            vm.prank(OPERATOR);
            escrow.submitWitness(_r, 0, _inputs, outputs[i]);
            assertEq(_books(), before, "nothing changed");
        }
        this.doSubmit();
    }

    function test_submitWitness_revertsWhen_inputsAreNotTheRequests() external {
        _acceptAndWait(0);
        _inputs.push(0);
        bytes32 have = keccak256(abi.encode(_inputs));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.InputRootMismatch.selector, have, _r.work.inputRoot));
        this.doSubmit();
    }

    /// @dev What a kernel does by failing is no more than what a wrong output does.
    function test_submitWitness_revertsWhen_theKernelFails() external {
        _acceptAndWait(0);
        vm.etch(address(_kernel), hex"5f5ffd");
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.WitnessNotCorrect.selector, _id));
        this.doSubmit();
        vm.warp(escrow.jobOf(_id).deadline + 1);
        this.doNoShow();
    }

    function test_submitWitness_revertsWhen_theKernelIsFlat() external {
        Request memory flat = requestOf(1);
        accept(flat, 0);
        vm.roll(block.number + 1);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.KernelNotWitness.selector, MATMUL8));
        vm.prank(OPERATOR);
        escrow.submitWitness(flat, 0, _inputs, _output);
    }

    function test_submitWitness_revertsWhen_theJobIsNotAssigned() external {
        _expectNotAssigned(State.Open);
        _acceptAndWait(0);
        this.doSubmit();
        _expectNotAssigned(State.Finalized);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NothingDue.selector));
        escrow.finalize(_r.terms, _hash, one(0));
    }

    /// @dev The boundary minute of invariant J9: the worker may answer until the deadline, others end the job after it.
    function test_J9_submitWitnessAndNoShowMeetAtTheDeadline() external {
        _acceptAndWait(0);
        uint256 deadline = escrow.jobOf(_id).deadline;
        for (uint256 at = deadline - 1; at <= deadline + 1; ++at) {
            assertTrue(_works(this.doSubmit, at) == (at <= deadline), "in time until the deadline");
            assertTrue(_works(this.doNoShow, at) == (at > deadline), "missed after it");
        }
    }

    function test_noShow_opensAWitnessJobForAnotherAttempt() external {
        _acceptAndWait(0);
        vm.warp(block.timestamp + 61);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobNoShow(_id, WORKER, 0, 1 ether, BURN, 5 ether, 2.5 ether);
        this.doNoShow();
        IEscrowBase.JobView memory job = escrow.jobOf(_id);
        assertTrue(!job.witness && job.worker == address(0), "nobody's");
        _expectNotAssigned(State.Open);

        accept(_r, 0);
        job = escrow.jobOf(_id);
        assertEq(job.attempt, 1, "the next attempt");
        assertTrue(job.witness, "of the same kind");
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.WitnessTooFresh.selector, _id));
        this.doSubmit();
        vm.roll(block.number + 1);
        this.doSubmit();
        // 61 of the ramp's 100 seconds have passed.
        uint256 price = 100 ether - escrow.ledgerOf(address(0), requester);
        assertEq(escrow.ledgerOf(address(0), WORKER) + escrow.ledgerOf(address(0), AUTHOR), price, "paid once");
        uint256 step = (uint256(61) * 65_535) / 100;
        assertEq(price, 1 ether + (1 ether * step) / 65_535, "at its own place on the ramp");
    }

    /// @dev Whether 32 bytes are taken is the kernel's answer alone.
    function testFuzz_submitWitness_takesWhatTheKernelTakes(bytes32 output) external {
        _acceptAndWait(0);
        bytes memory call = abi.encodeCall(escrow.submitWitness, (_r, 0, _inputs, abi.encode(output)));
        vm.prank(OPERATOR);
        (bool ok, ) = address(escrow).call(call);
        assertTrue(ok == _fits(0, abi.encode(output)), "as the kernel says");
        assertEq(escrow.ledgerOf(address(0), WORKER), ok ? 0.975 ether : 0, "paid exactly then");
    }

    function doSubmit() external {
        vm.prank(OPERATOR);
        escrow.submitWitness(_r, 0, _inputs, _output);
    }

    function doNoShow() external {
        escrow.noShow(_r.terms, _hash, one(0));
    }

    function _registerKernel(uint32 id, uint16 royaltyBps) private {
        IKernelRegistry.Limits memory limit = limits();
        (limit.minSampleBps, limit.minSamples) = (0, 0);
        IKernelRegistry.Kernel memory kernel = IKernelRegistry.Kernel({
            kernel: address(_kernel),
            kind: Kind.Witness,
            royaltyBps: royaltyBps,
            gasCap: 2_000_000,
            author: AUTHOR
        });
        registry.register(id, kernel, limit);
    }

    function _post() private {
        vm.prank(requester);
        escrow.post(_r);
    }

    function _acceptPosted(uint32 shard) private {
        bytes32 hash = workHash(_r);
        vm.prank(OPERATOR);
        escrow.accept(_r.terms, hash, one(shard), WORKER);
    }

    function _acceptAndWait(uint32 shard) private {
        accept(_r, shard);
        vm.roll(block.number + 1);
    }

    function _expectAcceptRefused(uint256 least) private {
        bytes memory signature = sign(_r);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.TermOutOfRange.selector, bytes32("samples"), 1, least, 0));
        vm.prank(OPERATOR);
        escrow.acceptSigned(_r, one(0), WORKER, signature);
    }

    function _expectNotAssigned(State have) private {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.JobInState.selector, _id, have, State.Assigned));
        this.doSubmit();
    }

    function _works(function() external call, uint256 at) private returns (bool ok) {
        uint256 snapshot = vm.snapshotState();
        vm.warp(at);
        (ok, ) = address(this).call(abi.encodeWithSelector(call.selector));
        vm.revertToState(snapshot);
    }

    /// @dev The first number that answers `shard`, or the first that does not.
    function _search(uint32 shard, bool right) private view returns (bytes memory output) {
        for (uint256 i; ; ++i) {
            output = abi.encode(i);
            if (_fits(shard, output) == right) return output;
        }
    }

    function _fits(uint32 shard, bytes memory output) private view returns (bool) {
        return _kernel.fits(INPUT, _r.work.params, shard, bytes32(output));
    }

    function _books() private view returns (bytes32) {
        uint256 coin = escrow.ledgerOf(address(0), requester);
        uint256 paid = escrow.ledgerOf(address(0), WORKER);
        (, , uint256 burnable) = escrow.running();
        return keccak256(abi.encode(escrow.jobOf(_id), coin, paid, burnable, escrow.lockedOf(WORKER)));
    }
}
