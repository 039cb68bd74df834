// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Draw} from "../../../../contracts/jobs/Draw.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {IBeacon} from "../../../../contracts/verification/IBeacon.sol";
import {Market} from "../../utils/Market.sol";
import {MatmulFixture} from "../../utils/MatmulFixture.sol";

contract JobEscrowRevealTest is Market {
    using MatmulFixture for MatmulFixture.Product;

    Request private _r;
    bytes32 private _hash;
    bytes32 private _id;
    bytes32 private _root;

    function setUp() external {
        setUpMarket();
        Request memory r = requestOf(1);
        _r.terms = r.terms;
        _r.work = r.work;
        _hash = workHash(r);
        _id = jobId(r, 0);
        _root = product(r, 0).outputRoot();
    }

    function test_commit_emitsAndStores() external {
        accept(_r, 0);
        bytes32 seal = sealOf(_r, 0, _root);
        uint32 deadline = uint32(block.timestamp + BEACON_DELAY + REVEAL_WINDOW);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobCommitted(_id, WORKER, seal, block.number + 1, deadline);
        vm.prank(OPERATOR);
        escrow.commit(_r.terms, _hash, one(0), oneWord(seal));
        assertEq(escrow.jobOf(_id).sealOrRoot, seal, "seal");
    }

    function test_commit_revertsWhen_callerOrListOrStateIsWrong() external {
        _expectState(State.Open, State.Assigned);
        vm.prank(OPERATOR);
        escrow.commit(_r.terms, _hash, one(0), oneWord(0));
        accept(_r, 0);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotWorker.selector, STRANGER, WORKER));
        vm.prank(STRANGER);
        escrow.commit(_r.terms, _hash, one(0), oneWord(0));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 2, 1));
        escrow.commit(_r.terms, _hash, one(0), new bytes32[](2));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 0, 1));
        escrow.commit(_r.terms, _hash, new uint32[](0), new bytes32[](0));
        commit(_r, 0, _root);
        _expectState(State.Committed, State.Assigned);
        vm.prank(OPERATOR);
        escrow.commit(_r.terms, _hash, one(0), oneWord(0));
    }

    function test_commit_ownerMayActToo() external {
        accept(_r, 0);
        bytes32 seal = sealOf(_r, 0, _root);
        vm.prank(WORKER);
        escrow.commit(_r.terms, _hash, one(0), oneWord(seal));
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Committed), "state");
    }

    function test_commit_revertsWhen_termsAreNotTheJobs() external {
        accept(_r, 0);
        Request memory other = requestOf(1);
        other.terms.lock = MIN_LOCK;
        vm.expectRevert(
            abi.encodeWithSelector(IEscrowBase.JobInState.selector, jobId(other, 0), State.Open, State.Assigned)
        );
        vm.prank(OPERATOR);
        escrow.commit(other.terms, _hash, one(0), oneWord(0));
    }

    function test_reveal_emitsAndKeepsTheRoot() external {
        _committed(false);
        uint32 deadline = uint32(block.timestamp + 50);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobRevealed(_id, WORKER, _root, "file:///out", deadline);
        reveal(_r, 0, _root);
        assertEq(escrow.jobOf(_id).sealOrRoot, _root, "root");
        assertEq(escrow.jobOf(_id).aux, 0, "no open disputes");
    }

    function test_reveal_revertsWhen_sealDoesNotOpen() external {
        _committed(false);
        bytes32 other = keccak256("another root");
        bytes memory reason = abi.encodeWithSelector(
            IEscrowBase.SealMismatch.selector,
            _id,
            sealOf(_r, 0, other),
            sealOf(_r, 0, _root)
        );
        vm.expectRevert(reason);
        this.doReveal(other);
    }

    function test_reveal_revertsWhen_callerIsNotTheWorker() external {
        _committed(false);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.NotWorker.selector, STRANGER, WORKER));
        vm.prank(STRANGER);
        escrow.reveal(_r.terms, _hash, openings(0, _root), "");
    }

    function test_reveal_revertsWhen_beaconIsNotReadyAndTakesAHeader() external {
        accept(_r, 0);
        commit(_r, 0, _root);
        uint256 id = escrow.jobOf(_id).aux;
        vm.expectRevert(abi.encodeWithSelector(IBeacon.BeaconNotReady.selector, id));
        this.doReveal(_root);
        bytes32 seal = escrow.jobOf(_id).sealOrRoot;
        bytes32 value = bytes32(uint256(1));
        while (Draw.isSampled(Draw.seedOf(attemptOf(_r, 0, WORKER), seal, value), 5000)) {
            value = keccak256(abi.encode(value));
        }
        vm.prank(OPERATOR);
        escrow.reveal(_r.terms, _hash, openings(0, _root), abi.encode(value));
        assertEq(beacon.value(id), value, "posted");
    }

    function test_reveal_revertsWhen_drawn() external {
        _committed(true);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.SamplesRequired.selector, _id));
        this.doReveal(_root);
    }

    function test_reveal_revertsWhen_uriIsTooLongOrListEmpty() external {
        _committed(false);
        IEscrowBase.Reveal[] memory list = openings(0, _root);
        list[0].outputUri = string(new bytes(257));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.UriTooLong.selector, 257, 256));
        vm.prank(OPERATOR);
        escrow.reveal(_r.terms, _hash, list, "");
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ListMismatch.selector, 0, 1));
        escrow.reveal(_r.terms, _hash, new IEscrowBase.Reveal[](0), "");
    }

    function test_revealSampled_emitsTheElements() external {
        bytes32 seed = _committed(true);
        MatmulFixture.Product memory p = product(_r, 0);
        uint64[] memory drawn = new uint64[](4);
        for (uint8 i; i < 4; ++i) drawn[i] = Draw.elementOf(seed, i, p.elements());
        bytes[] memory proofs = samplesOf(_r, p, seed);
        vm.expectEmit(address(escrow));
        emit IEscrowBase.JobSampled(_id, drawn);
        _revealSampled(p, proofs);
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Revealed), "state");
    }

    function test_revealSampled_postsTheHeader() external {
        accept(_r, 0);
        commit(_r, 0, _root);
        uint256 id = escrow.jobOf(_id).aux;
        bytes32 seal = escrow.jobOf(_id).sealOrRoot;
        bytes32 value = bytes32(uint256(1));
        bytes32 seed = Draw.seedOf(attemptOf(_r, 0, WORKER), seal, value);
        while (!Draw.isSampled(seed, 5000)) {
            value = keccak256(abi.encode(value));
            seed = Draw.seedOf(attemptOf(_r, 0, WORKER), seal, value);
        }
        MatmulFixture.Product memory p = product(_r, 0);
        (bytes32[] memory roots, bytes[] memory proofs) = (p.inputRoots(), samplesOf(_r, p, seed));
        vm.expectRevert(abi.encodeWithSelector(IBeacon.BeaconNotReady.selector, id));
        vm.prank(OPERATOR);
        escrow.revealSampled(_r, opening(0, _root), roots, proofs, "");
        vm.prank(OPERATOR);
        escrow.revealSampled(_r, opening(0, _root), roots, proofs, abi.encode(value));
        assertEq(beacon.value(id), value, "posted");
        assertEq(uint256(escrow.jobOf(_id).state), uint256(State.Revealed), "state");
    }

    function test_revealSampled_revertsWhen_anyProofIsWrongOrMissing() external {
        bytes32 seed = _committed(true);
        MatmulFixture.Product memory p = product(_r, 0);
        bytes[] memory proofs = samplesOf(_r, p, seed);
        for (uint8 i; i < 4; ++i) {
            bytes memory kept = proofs[i];
            proofs[i] = bytes.concat(kept, hex"00");
            uint64 element = Draw.elementOf(seed, i, p.elements());
            vm.expectRevert(abi.encodeWithSelector(IEscrowBase.SampleNotCorrect.selector, i, element));
            _revealSampled(p, proofs);
            proofs[i] = kept;
        }
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.ProofCountMismatch.selector, 3, 4));
        _revealSampled(p, new bytes[](3));
    }

    function test_revealSampled_revertsWhen_inputRootsAreNotTheRequests() external {
        bytes32 seed = _committed(true);
        MatmulFixture.Product memory p = product(_r, 0);
        bytes[] memory proofs = samplesOf(_r, p, seed);
        bytes32[] memory roots = p.inputRoots();
        roots[1] = 0;
        bytes32 have = keccak256(abi.encode(roots));
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.InputRootMismatch.selector, have, _r.work.inputRoot));
        vm.prank(OPERATOR);
        escrow.revealSampled(_r, opening(0, _root), roots, proofs, "");
    }

    function test_revealSampled_revertsWhen_notDrawn() external {
        _committed(false);
        MatmulFixture.Product memory p = product(_r, 0);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.SamplesNotRequired.selector, _id));
        _revealSampled(p, new bytes[](4));
    }

    /// @dev A worker whose drawn element is wrong cannot reveal: it can only be late.
    function test_revealSampled_revertsWhen_aDrawnElementIsWrong() external {
        MatmulFixture.Product memory p = product(_r, 0);
        for (uint64 e; e < p.elements(); ++e) p.corrupt(e);
        _root = p.outputRoot();
        bytes32 seed = _committed(true);
        uint64 first = Draw.elementOf(seed, 0, p.elements());
        bytes[] memory proofs = samplesOf(_r, p, seed);
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.SampleNotCorrect.selector, 0, first));
        _revealSampled(p, proofs);
    }

    function doReveal(bytes32 root) external {
        reveal(_r, 0, root);
    }

    function _committed(bool drawn) private returns (bytes32 seed) {
        accept(_r, 0);
        commit(_r, 0, _root);
        return draw(_r, 0, drawn);
    }

    function _revealSampled(MatmulFixture.Product memory p, bytes[] memory proofs) private {
        bytes32[] memory roots = p.inputRoots();
        vm.prank(OPERATOR);
        escrow.revealSampled(_r, opening(0, _root), roots, proofs, "");
    }

    function _expectState(State have, State need) private {
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.JobInState.selector, _id, have, need));
    }
}
