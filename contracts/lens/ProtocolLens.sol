// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel} from "../verification/IKernel.sol";
import {Attempt, Draw} from "../jobs/Draw.sol";
import {IEscrowBase} from "../jobs/IEscrowBase.sol";
import {IJobEscrow} from "../jobs/IJobEscrow.sol";
import {State} from "../jobs/Job.sol";
import {Price} from "../jobs/Price.sol";
import {Request} from "../jobs/Request.sol";
import {RequestHash} from "../jobs/RequestHash.sol";
import {IProtocolLens} from "./IProtocolLens.sol";

/// @notice Joins for SDK and pages, views only.
contract ProtocolLens is IProtocolLens {
    /// @inheritdoc IProtocolLens
    IJobEscrow public immutable ESCROW;

    constructor(IJobEscrow escrow) {
        ESCROW = escrow;
    }

    /// @inheritdoc IProtocolLens
    function jobPage(Request calldata request, uint32 shard) external view returns (JobPage memory page) {
        page.requestId = ESCROW.requestIdOf(request);
        page.jobId = RequestHash.jobId(page.requestId, shard);
        page.cancelled = ESCROW.isCancelled(page.requestId);
        IEscrowBase.JobView memory job = ESCROW.jobOf(page.jobId);
        page.state = job.state;
        page.attempt = job.attempt;
        page.worker = job.worker;
        page.deadline = job.deadline;
        page.overdue = _isLive(job.state) && block.timestamp > _endOf(job);
        page.sealOrRoot = job.sealOrRoot;
        page.elements = _elementsOf(request, shard);
        uint16 step = job.state == State.Open ? Price.stepAt(request.terms, block.timestamp) : job.step;
        page.price = Price.at(request.terms, step);
        if (job.state == State.Committed && request.terms.sampleBps != 0) _draw(page, request, job);
    }

    /// @dev What the beacon drew for a committed job, once its value is known.
    function _draw(JobPage memory page, Request calldata request, IEscrowBase.JobView memory job) private view {
        page.beaconId = job.aux;
        try ESCROW.BEACON().value(job.aux) returns (bytes32 value) {
            page.beaconReady = true;
            Attempt memory attempt = Attempt({
                escrow: address(ESCROW),
                jobId: page.jobId,
                attempt: job.attempt,
                worker: job.worker
            });
            bytes32 seed = Draw.seedOf(attempt, job.sealOrRoot, value);
            page.drawn = Draw.isSampled(seed, request.terms.sampleBps);
            if (!page.drawn) return;
            page.drawnElements = new uint64[](request.terms.samples);
            for (uint8 i; i < request.terms.samples; ++i) {
                page.drawnElements[i] = Draw.elementOf(seed, i, page.elements);
            }
        } catch {
            page.beaconReady = false;
        }
    }

    function _elementsOf(Request calldata request, uint32 shard) private view returns (uint64) {
        (address kernel, ) = ESCROW.REGISTRY().checkOf(request.terms.kernelId);
        return IKernel(kernel).elements(request.work.params, request.work.shards, shard);
    }

    /// @dev Until when the state's actor may act: open disputes about a revealed job have both sides' clocks besides.
    function _endOf(IEscrowBase.JobView memory job) private view returns (uint256) {
        bool disputed = job.state == State.Revealed && job.aux != 0;
        return disputed ? job.deadline + 2 * ESCROW.DISPUTE_CLOCK() : job.deadline;
    }

    function _isLive(State state) private pure returns (bool) {
        return state == State.Assigned || state == State.Committed || state == State.Revealed;
    }
}
