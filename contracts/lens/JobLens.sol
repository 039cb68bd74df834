// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Attempt, Draw} from "../jobs/Draw.sol";
import {Deadline} from "../jobs/Deadline.sol";
import {IEscrowBase} from "../jobs/IEscrowBase.sol";
import {JobWords, State} from "../jobs/Job.sol";
import {Price} from "../jobs/Price.sol";
import {Request, Terms} from "../jobs/Request.sol";
import {RequestHash} from "../jobs/RequestHash.sol";
import {Bps} from "../shared/Bps.sol";
import {IKernel, Kind} from "../verification/IKernel.sol";
import {IKernelRegistry} from "../verification/IKernelRegistry.sol";
import {IProtocolLens} from "./IProtocolLens.sol";
import {LensBase} from "./LensBase.sol";

/// @notice The page of a job.
abstract contract JobLens is LensBase {
    /// @inheritdoc IProtocolLens
    function jobPage(Request calldata request, uint32 shard) external view returns (JobPage memory page) {
        page.requestId = ESCROW.requestIdOf(request);
        page.jobId = RequestHash.jobId(page.requestId, shard);
        IEscrowBase.JobView memory job = ESCROW.jobOf(page.jobId);
        _setJob(page, job);
        _setPrice(page, request.terms, job);
        _setKernel(page, request, shard);
        _setRequest(page, request.terms);
        if (job.state == State.Committed && request.terms.sampleBps != 0) _setDraw(page, request.terms, job);
    }

    function _setJob(JobPage memory page, IEscrowBase.JobView memory job) private view {
        page.state = job.state;
        page.attempt = job.attempt;
        page.worker = job.worker;
        page.deadline = job.deadline;
        (page.endsAt, page.overdue) = _endOf(job);
        page.sealOrRoot = job.sealOrRoot;
        if (job.state == State.Assigned) page.acceptedIn = job.aux;
        if (job.state == State.Revealed) page.disputes = job.aux;
    }

    function _setPrice(JobPage memory page, Terms calldata terms, IEscrowBase.JobView memory job) private view {
        uint16 step = job.state == State.Open ? Price.stepAt(terms, block.timestamp) : job.step;
        page.price = Price.at(terms, step);
        page.burn = terms.burn;
        page.lock = terms.lock;
    }

    /// @dev A kernel id keeps kernel, kind and royalty: what they are now is what they were at the accept.
    function _setKernel(JobPage memory page, Request calldata request, uint32 shard) private view {
        (address kernel, Kind kind, uint16 royaltyBps, IKernelRegistry.Limits memory limits) = REGISTRY.termsOf(
            request.terms.kernelId
        );
        page.witness = kind == Kind.Witness;
        // At most the price: royaltyBps <= 1000.
        page.royalty = uint96(Bps.bpsDown(page.price, royaltyBps));
        page.stopped = limits.retired || ESCROW.tokenOf(request.terms.payToken).paused;
        page.elements = IKernel(kernel).elements(request.work.params, request.work.shards, shard);
    }

    function _setRequest(JobPage memory page, Terms calldata terms) private view {
        IEscrowBase.RequestView memory state = ESCROW.requestOf(page.requestId);
        IEscrowBase.AccountView memory account = ESCROW.accountOf(terms.payToken, terms.requester);
        page.cancelled = state.cancelled;
        page.posted = state.posted;
        page.openShards = state.openShards;
        page.nonceCancelled = !state.posted && terms.nonce < account.minNonce;
        bool setAside = state.openShards != 0 && page.attempt == 0;
        page.funded = setAside || _pays(terms, page.price, account.amount);
        bool expired = Deadline.isPast(block.timestamp, terms.acceptBy);
        bool closed = page.cancelled || page.nonceCancelled || page.stopped || expired;
        bool open = page.state == State.Open && page.attempt != JobWords.MAX_ATTEMPT;
        page.takeable = open && !closed && page.funded;
    }

    /// @dev Whether the requester's ledger, with `credit` of the pay token, has price and burn of a shard.
    function _pays(Terms calldata terms, uint256 price, uint256 credit) private view returns (bool) {
        if (terms.payToken == QRN) return credit >= price + terms.burn;
        return credit >= price && ESCROW.ledgerOf(QRN, terms.requester) >= terms.burn;
    }

    /// @dev What the beacon drew for a committed job, once its value is known.
    function _setDraw(JobPage memory page, Terms calldata terms, IEscrowBase.JobView memory job) private view {
        page.beaconId = job.aux;
        bytes32 value;
        (page.beaconReady, value) = _beaconValue(job.aux);
        if (!page.beaconReady) return;
        Attempt memory attempt = Attempt({
            escrow: address(ESCROW),
            jobId: page.jobId,
            attempt: job.attempt,
            worker: job.worker
        });
        bytes32 seed = Draw.seedOf(attempt, job.sealOrRoot, value);
        page.drawn = Draw.isSampled(seed, terms.sampleBps);
        if (page.drawn) page.drawnElements = _elementsOf(seed, terms.samples, page.elements);
    }

    function _beaconValue(uint256 id) private view returns (bool ready, bytes32) {
        try BEACON.value(id) returns (bytes32 value) {
            return (true, value);
        } catch {
            return (false, 0);
        }
    }

    function _elementsOf(bytes32 seed, uint8 samples, uint64 elements) private pure returns (uint64[] memory drawn) {
        drawn = new uint64[](samples);
        for (uint8 i; i < samples; ++i) drawn[i] = Draw.elementOf(seed, i, elements);
    }
}
