// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Draw} from "../../../../contracts/jobs/Draw.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {IProtocolLens} from "../../../../contracts/lens/IProtocolLens.sol";
import {IKernel, Kind} from "../../../../contracts/verification/IKernel.sol";
import {IKernelRegistry} from "../../../../contracts/verification/IKernelRegistry.sol";
import {MatmulFixture} from "../../utils/MatmulFixture.sol";
import {Market} from "../../utils/Market.sol";
import {PrefixWitness} from "../../utils/PrefixWitness.sol";
import {TestDisputer} from "../../utils/TestDisputer.sol";

/// @notice The page of a job, in every state.
contract ProtocolLensJobPageTest is Market {
    using MatmulFixture for MatmulFixture.Product;

    bytes32 private constant ROOT = keccak256("root");

    Request private _r;
    uint256 private _start;

    function setUp() external {
        setUpMarket();
        Request memory r = requestOf(2);
        (_r.terms, _r.work) = (r.terms, r.work);
        _start = block.timestamp;
    }

    function test_jobPage_ofAnOpenShardShowsThePriceOfNow() external {
        vm.warp(_start + 50);
        IProtocolLens.JobPage memory page = lens.jobPage(_r, 1);
        assertEq(page.requestId, escrow.requestIdOf(_r), "request");
        assertEq(page.jobId, jobId(_r, 1), "job");
        assertEq(uint256(page.state), uint256(State.Open), "open");
        assertEq(page.worker, address(0), "nobody");
        // Step 32767 of 65535.
        uint256 price = 1 ether + uint256(1 ether * 32767) / 65535;
        assertEq(page.price, price, "half of the ramp");
        assertEq(page.royalty, (price * ROYALTY_BPS) / 10_000, "the author's part");
        assertEq(page.burn, BURN, "burn");
        assertEq(page.lock, LOCK, "lock");
        assertEq(page.elements, product(_r, 1).elements(), "elements");
        assertEq(uint256(page.deadline) + page.endsAt + page.disputes + page.acceptedIn, 0, "nothing runs");
        assertTrue(page.funded && page.takeable, "can be taken");
        assertTrue(!(page.overdue || page.witness || page.posted || page.cancelled || page.stopped), "and no more");
    }

    function test_jobPage_ofAnAssignedJobShowsItsAccept() external {
        vm.warp(_start + 100);
        accept(_r, 0);
        vm.warp(_start + 160);
        IProtocolLens.JobPage memory page = lens.jobPage(_r, 0);
        assertEq(uint256(page.state), uint256(State.Assigned), "assigned");
        assertEq(page.worker, WORKER, "worker");
        assertEq(page.price, 2 ether, "agreed");
        assertEq(page.royalty, 0.05 ether, "royalty");
        assertEq(page.acceptedIn, block.number, "block");
        assertEq(page.beaconId, 0, "no beacon before the commit");
        assertEq(page.deadline, _start + 160, "deadline");
        assertEq(page.endsAt, _start + 160, "nothing lengthens it");
        assertTrue(!page.overdue && !page.takeable, "in time to the second");
        vm.warp(_start + 161);
        assertTrue(lens.jobPage(_r, 0).overdue, "late");
    }

    function test_jobPage_ofACommittedJobShowsItsDraw() external {
        accept(_r, 0);
        commit(_r, 0, ROOT);
        IProtocolLens.JobPage memory page = lens.jobPage(_r, 0);
        assertEq(page.beaconId, block.number + 1, "beacon");
        assertEq(page.sealOrRoot, sealOf(_r, 0, ROOT), "seal");
        assertEq(page.acceptedIn, 0, "only while assigned");
        assertTrue(!page.beaconReady && !page.drawn && page.drawnElements.length == 0, "not known yet");

        uint256 snapshot = vm.snapshotState();
        draw(_r, 0, false);
        page = lens.jobPage(_r, 0);
        assertTrue(page.beaconReady && !page.drawn && page.drawnElements.length == 0, "not drawn");
        vm.revertToState(snapshot);
        bytes32 seed = draw(_r, 0, true);
        page = lens.jobPage(_r, 0);
        assertTrue(page.beaconReady && page.drawn, "drawn");
        assertEq(page.drawnElements.length, 4, "samples");
        for (uint8 i; i < 4; ++i) {
            assertEq(page.drawnElements[i], Draw.elementOf(seed, i, page.elements), "element");
        }
    }

    function test_jobPage_ofAWitnessJobNamesNoBeacon() external {
        (_r.terms.kernelId, _r.terms.sampleBps, _r.terms.samples) = (_registerWitness(), 0, 0);
        accept(_r, 0);
        IProtocolLens.JobPage memory page = lens.jobPage(_r, 0);
        assertTrue(page.witness, "witness");
        assertEq(page.beaconId, 0, "no beacon");
        assertEq(page.acceptedIn, block.number, "a witness counts from the next block on");
        assertEq(page.royalty, 0, "its author earns nothing");
    }

    /// @dev No flat kernel of this registry allows it; a later registry may.
    function test_jobPage_ofACommittedJobThatIsNeverSampledNamesNoBeacon() external {
        _allowAnySampling();
        (_r.terms.sampleBps, _r.terms.samples) = (0, 0);
        accept(_r, 0);
        commit(_r, 0, ROOT);
        IProtocolLens.JobPage memory page = lens.jobPage(_r, 0);
        assertEq(uint256(page.state), uint256(State.Committed), "committed");
        assertEq(page.beaconId, 0, "no beacon");
        assertTrue(!page.beaconReady && !page.drawn, "no draw");
        reveal(_r, 0, ROOT);
        assertEq(lens.jobPage(_r, 0).sealOrRoot, ROOT, "revealed without a beacon");
    }

    function test_jobPage_ofACommittedJobThatIsSeldomSampledNamesItsBeacon() external {
        _allowAnySampling();
        _r.terms.sampleBps = 1;
        accept(_r, 0);
        commit(_r, 0, ROOT);
        assertEq(lens.jobPage(_r, 0).beaconId, block.number + 1, "beacon");
    }

    function test_jobPage_ofARevealedJobShowsTheEndOfItsWindow() external {
        TestDisputer disputer = new TestDisputer(escrow);
        escrow.setDisputer(address(disputer));
        runTo(_r, 0, ROOT);
        IProtocolLens.JobPage memory page = lens.jobPage(_r, 0);
        assertEq(page.sealOrRoot, ROOT, "root");
        assertEq(page.deadline, _start + 50, "deadline");
        assertEq(page.endsAt, _start + 50, "no dispute");
        assertEq(page.beaconId, 0, "drawn already");
        disputer.open(jobId(_r, 0));
        disputer.open(jobId(_r, 0));
        page = lens.jobPage(_r, 0);
        assertEq(page.disputes, 2, "disputes");
        assertEq(page.deadline, _start + 50, "the challengers' deadline stays");
        assertEq(page.endsAt, _start + 50 + 2 * DISPUTE_CLOCK, "both clocks");
        vm.warp(page.endsAt);
        assertTrue(!lens.jobPage(_r, 0).overdue, "the last second of the disputer");
        vm.warp(page.endsAt + 1);
        assertTrue(lens.jobPage(_r, 0).overdue, "the first of the worker");
        escrow.finalize(_r.terms, workHash(_r), one(0));
        page = lens.jobPage(_r, 0);
        assertEq(uint256(page.state), uint256(State.Finalized), "paid");
        assertEq(page.disputes + page.endsAt, 0, "over");
        assertTrue(!page.overdue, "nothing is due");
    }

    function test_jobPage_showsWhatAPostedRequestSetAside() external {
        post(_r);
        _withdrawAll();
        IProtocolLens.JobPage memory page = lens.jobPage(_r, 0);
        assertTrue(page.posted && page.funded && page.takeable, "set aside");
        assertEq(page.openShards, 2, "both");
        take(_r, one(0));
        assertEq(lens.jobPage(_r, 1).openShards, 1, "one is left");
        vm.warp(_start + 61);
        noShow(_r, 0);
        page = lens.jobPage(_r, 0);
        assertEq(page.attempt, 1, "again");
        assertTrue(page.funded, "paid from the ledger, where the refund is");
        _withdrawAll();
        assertTrue(!lens.jobPage(_r, 0).funded, "and is no more");
        assertTrue(lens.jobPage(_r, 1).funded, "the other's is set aside");
    }

    function test_jobPage_ofAPostedRequestIgnoresNonces() external {
        post(_r);
        vm.prank(requester);
        escrow.cancelBefore(address(0), 2);
        assertTrue(lens.jobPage(_r, 0).takeable && !lens.jobPage(_r, 0).nonceCancelled, "posted");
        _r.terms.nonce = 2;
        assertTrue(lens.jobPage(_r, 0).takeable, "not below");
        _r.terms.nonce = 1;
        _r.terms.lock += 1;
        assertTrue(lens.jobPage(_r, 0).nonceCancelled && !lens.jobPage(_r, 0).takeable, "signed");
    }

    function test_jobPage_tellsWhyAShardCannotBeTaken() external {
        uint256 snapshot = vm.snapshotState();
        vm.prank(requester);
        escrow.cancel(_r);
        assertTrue(lens.jobPage(_r, 0).cancelled && !lens.jobPage(_r, 0).takeable, "cancelled");
        vm.revertToState(snapshot);
        escrow.setTokenPaused(address(0), true);
        assertTrue(lens.jobPage(_r, 0).stopped && !lens.jobPage(_r, 0).takeable, "paused");
        vm.revertToState(snapshot);
        registry.retire(MATMUL8);
        assertTrue(lens.jobPage(_r, 0).stopped && !lens.jobPage(_r, 0).takeable, "retired");
        vm.revertToState(snapshot);
        vm.warp(_r.terms.acceptBy);
        assertTrue(lens.jobPage(_r, 0).takeable, "the last second");
        vm.warp(_r.terms.acceptBy + 1);
        assertTrue(!lens.jobPage(_r, 0).takeable, "expired");
    }

    function test_jobPage_ofAShardWithoutAttemptsIsNotTakeable() external {
        for (uint256 i; i < 15; ++i) {
            vm.warp(_start + i * 61);
            assertTrue(lens.jobPage(_r, 0).takeable, "an attempt is left");
            accept(_r, 0);
            vm.warp(_start + (i + 1) * 61);
            noShow(_r, 0);
        }
        IProtocolLens.JobPage memory page = lens.jobPage(_r, 0);
        assertEq(page.attempt, 15, "all");
        assertTrue(page.funded && !page.takeable, "none is left");
    }

    /// @dev Price in ETH, burn in QRN: each of them can be missing.
    function test_jobPage_isFundedByBothLedgers() external {
        vm.startPrank(requester);
        escrow.withdraw(address(0), requester, 99 ether);
        escrow.withdraw(address(qrn), requester, 98 ether);
        assertTrue(lens.jobPage(_r, 0).funded, "just enough");
        uint256 snapshot = vm.snapshotState();
        escrow.withdraw(address(0), requester, 1);
        assertTrue(!lens.jobPage(_r, 0).funded, "no price");
        vm.revertToState(snapshot);
        escrow.withdraw(address(qrn), requester, 1);
        assertTrue(!lens.jobPage(_r, 0).funded && !lens.jobPage(_r, 0).takeable, "no burn");
        vm.stopPrank();
    }

    function test_jobPage_inQrnIsFundedBySumOfPriceAndBurn() external {
        _r.terms.payToken = address(qrn);
        vm.startPrank(requester);
        escrow.withdraw(address(qrn), requester, 97 ether);
        assertTrue(lens.jobPage(_r, 0).funded, "one and two");
        escrow.withdraw(address(qrn), requester, 1);
        assertTrue(!lens.jobPage(_r, 0).funded, "one less");
        vm.stopPrank();
    }

    function test_jobPage_revertsWhen_theRequestHasNoSuchShard() external {
        vm.expectRevert(abi.encodeWithSelector(IKernel.ShapeOutOfBounds.selector, bytes32("shard"), 2, 0, 1));
        lens.jobPage(_r, 2);
    }

    function test_jobPage_revertsWhen_theKernelIsUnknown() external {
        _r.terms.kernelId = 9;
        vm.expectRevert(abi.encodeWithSelector(IKernelRegistry.KernelUnknown.selector, 9));
        lens.jobPage(_r, 0);
    }

    function _allowAnySampling() private {
        IKernelRegistry.Limits memory limits_ = limits();
        limits_.minSampleBps = 0;
        vm.mockCall(
            address(registry),
            abi.encodeCall(IKernelRegistry.termsOf, (MATMUL8)),
            abi.encode(address(matmul), Kind.Flat, ROYALTY_BPS, limits_)
        );
    }

    function _registerWitness() private returns (uint32 id) {
        id = 2;
        IKernelRegistry.Kernel memory kernel = IKernelRegistry.Kernel({
            kernel: address(new PrefixWitness()),
            kind: Kind.Witness,
            royaltyBps: 0,
            gasCap: 2_000_000,
            author: AUTHOR
        });
        IKernelRegistry.Limits memory limits_ = limits();
        (limits_.minSampleBps, limits_.minSamples, limits_.unitBurn) = (0, 0, 0);
        registry.register(id, kernel, limits_);
        _r.work.params = abi.encode(uint256(6));
    }

    function _withdrawAll() private {
        vm.startPrank(requester);
        escrow.withdraw(address(0), requester, escrow.ledgerOf(address(0), requester));
        escrow.withdraw(address(qrn), requester, escrow.ledgerOf(address(qrn), requester));
        vm.stopPrank();
    }
}
