// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {Kind} from "../../../../contracts/verification/IKernel.sol";
import {IKernelRegistry} from "../../../../contracts/verification/IKernelRegistry.sol";
import {MatmulFixture} from "../../utils/MatmulFixture.sol";
import {Market} from "../../utils/Market.sol";

/// @notice Jobs of a flat kernel that need not be sampled: no beacon is asked. This registry lists none; a later one may.
contract JobEscrowUnsampledTest is Market {
    using MatmulFixture for MatmulFixture.Product;

    Request private _r;
    bytes32 private _id;
    bytes32 private _root;

    function setUp() external {
        setUpMarket();
        Request memory r = requestOf(1);
        (r.terms.sampleBps, r.terms.samples) = (0, 0);
        (_r.terms, _r.work) = (r.terms, r.work);
        (_id, _root) = (jobId(r, 0), product(r, 0).outputRoot());
        IKernelRegistry.Limits memory free = limits();
        free.minSampleBps = 0;
        bytes memory call = abi.encodeCall(IKernelRegistry.termsOf, (MATMUL8));
        vm.mockCall(address(registry), call, abi.encode(address(matmul), Kind.Flat, ROYALTY_BPS, free));
        accept(r, 0);
        commit(r, 0, _root);
    }

    function test_commit_namesNoBeacon() external view {
        IEscrowBase.JobView memory job = escrow.jobOf(_id);
        assertEq(uint256(job.state), uint256(State.Committed), "committed");
        assertEq(job.aux, 0, "no beacon");
        assertEq(job.deadline, block.timestamp + BEACON_DELAY + REVEAL_WINDOW, "the same deadline");
    }

    function test_reveal_asksNoBeacon() external {
        reveal(_r, 0, _root);
        IEscrowBase.JobView memory job = escrow.jobOf(_id);
        assertEq(uint256(job.state), uint256(State.Revealed), "without a value");
        assertEq(job.sealOrRoot, _root, "root");
        vm.warp(job.deadline + 1);
        escrow.finalize(_r.terms, workHash(_r), one(0));
        assertEq(escrow.ledgerOf(address(0), WORKER), 0.975 ether, "paid");
    }

    function test_revealSampled_revertsWhen_theRequestIsNeverSampled() external {
        bytes32[] memory roots = product(_r, 0).inputRoots();
        vm.expectRevert(abi.encodeWithSelector(IEscrowBase.SamplesNotRequired.selector, _id));
        vm.prank(OPERATOR);
        escrow.revealSampled(_r, opening(0, _root), roots, new bytes[](0), "");
    }
}
