// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IKernelRegistry} from "../verification/IKernelRegistry.sol";
import {EscrowLedger} from "./EscrowLedger.sol";
import {RequestState, WorkerAccount} from "./EscrowState.sol";
import {EscrowTerms} from "./EscrowTerms.sol";
import {IJobEscrow} from "./IJobEscrow.sol";
import {Job, JobParts, JobWord, JobWords, State} from "./Job.sol";
import {Price} from "./Price.sol";
import {Request, Terms} from "./Request.sol";
import {RequestHash} from "./RequestHash.sol";

/// @notice How signed and posted requests become jobs.
/// @dev Invariant S2: at each accept, locked <= the worker's capacity.
/// @dev Invariant J7: a seal is written only when a job becomes Committed.
abstract contract EscrowAccept is EscrowLedger, EscrowTerms {
    using SafeCast for uint256;

    /// @notice What an accept takes: one request's shards, for one worker.
    struct Taking {
        bytes32 requestId;
        address worker;
        /// Shards to take.
        uint256 count;
        /// Shards that the request has.
        uint256 shards;
        /// What all its jobs have in common.
        JobWord word;
        /// Of the shards taken, those that a posted request set money aside for.
        uint256 fresh;
    }

    /// @inheritdoc IJobEscrow
    function accept(Terms calldata terms, bytes32 workHash, uint32[] calldata shards, address worker) external {
        Taking memory taking;
        (taking.requestId, taking.worker, taking.count) = (_requestId(terms, workHash), worker, shards.length);
        _beginPosted(terms, taking);

        taking.word = _assigned(taking.word, terms.duration);
        for (uint256 i; i < shards.length; ++i) {
            (bytes32 jobId, JobWord word) = _open(terms, taking, shards[i]);
            _jobs[jobId].word = word;
        }
        _chargePosted(terms, taking);
    }

    /// @inheritdoc IJobEscrow
    function acceptSigned(
        Request calldata request,
        uint32[] calldata shards,
        address worker,
        bytes calldata signature
    ) external {
        Taking memory taking;
        (taking.requestId, taking.worker, taking.count) = (_requestIdOf(request), worker, shards.length);
        _beginSigned(request, taking, signature);

        taking.word = _assigned(taking.word, request.terms.duration);
        for (uint256 i; i < shards.length; ++i) {
            (bytes32 jobId, JobWord word) = _open(request.terms, taking, shards[i]);
            _jobs[jobId].word = word;
        }
    }

    /// @inheritdoc IJobEscrow
    function acceptAndCommit(
        Request calldata request,
        uint32[] calldata shards,
        address worker,
        bytes calldata signature,
        bytes32[] calldata seals
    ) external {
        if (seals.length != shards.length) revert ListMismatch(seals.length, shards.length);
        Terms calldata terms = request.terms;
        Taking memory taking;
        (taking.requestId, taking.worker, taking.count) = (_requestIdOf(request), worker, shards.length);
        bool posted = _requests[taking.requestId].posted;
        if (posted) _beginPosted(terms, taking);
        else _beginSigned(request, taking, signature);
        if (taking.word.witness()) revert KernelNotFlat(terms.kernelId);

        taking.word = _committed(taking.word, terms.sampleBps);
        for (uint256 i; i < shards.length; ++i) {
            (bytes32 jobId, JobWord word) = _open(terms, taking, shards[i]);
            _commit(jobId, word, seals[i]);
        }
        if (posted) _chargePosted(terms, taking);
    }

    /// @inheritdoc IJobEscrow
    function commit(
        Terms calldata terms,
        bytes32 workHash,
        uint32[] calldata shards,
        bytes32[] calldata seals
    ) external {
        _requireShards(shards.length);
        if (seals.length != shards.length) revert ListMismatch(seals.length, shards.length);
        bytes32 requestId = _requestId(terms, workHash);
        address acting;

        for (uint256 i; i < shards.length; ++i) {
            bytes32 jobId = RequestHash.jobId(requestId, shards[i]);
            JobWord word = _jobIn(jobId, State.Assigned);
            if (word.witness()) revert KernelNotFlat(terms.kernelId);
            address worker = word.worker();
            if (worker != acting) _requireActs(acting = worker);
            _requireNotPast(jobId, word.deadline());
            _commit(jobId, _committed(word, terms.sampleBps), seals[i]);
        }
    }

    /// @dev Checks everything that does not depend on the shard, publishes the request, takes money and locks.
    function _beginSigned(Request calldata request, Taking memory taking, bytes calldata signature) private {
        Terms calldata terms = request.terms;
        JobParts memory parts;
        _requireShards(taking.count);
        RequestState memory state = _requests[taking.requestId];
        if (state.posted) revert RequestIsPosted(taking.requestId);
        _requireOpen(terms, taking, state);
        uint64 least = _ledger[terms.payToken][terms.requester].minNonce;
        if (terms.nonce < least) revert NonceCancelled(terms.nonce, least);
        _requireSigner(terms.requester, taking.requestId, signature);
        _requireBounds(request, parts);
        taking.shards = request.work.shards;
        _fix(terms, taking, parts);
        emit RequestPublished(taking.requestId, terms.requester, request);
        uint96 price = Price.at(terms, taking.word.step());
        _charge(terms, taking.count * price, taking.count * terms.burn);
        _lock(taking.worker, taking.count * terms.lock);
    }

    /// @dev The same for a posted request: only what may have changed since. Its money is taken once its shards are known.
    function _beginPosted(Terms calldata terms, Taking memory taking) private {
        JobParts memory parts;
        _requireShards(taking.count);
        RequestState memory state = _requests[taking.requestId];
        if (!state.posted) revert RequestNotPosted(taking.requestId);
        _requireOpen(terms, taking, state);
        _requireToken(terms.payToken);
        (, IKernelRegistry.Limits memory limits) = _requireKernel(terms, parts);
        _requireEffort(terms, limits, state.maxSamples, state.units);
        taking.shards = state.shards;
        _fix(terms, taking, parts);
        _lock(taking.worker, taking.count * terms.lock);
    }

    function _requireOpen(Terms calldata terms, Taking memory taking, RequestState memory state) private view {
        address worker = taking.worker;
        if (state.cancelled) revert RequestIsCancelled(taking.requestId);
        if (block.timestamp > terms.acceptBy) revert RequestExpired(terms.acceptBy, block.timestamp);
        if (terms.assignee != address(0) && terms.assignee != worker) revert NotAssignee(worker, terms.assignee);
    }

    /// @dev What all jobs of the accept have in common: worker, place on the ramp, flags.
    function _fix(Terms calldata terms, Taking memory taking, JobParts memory parts) private view {
        parts.worker = taking.worker;
        parts.step = Price.stepAt(terms, block.timestamp);
        taking.word = parts.pack();
    }

    /// @dev What was set aside pays for shards that nobody took before, and the ramp's rest returns; the ledger pays for the
    /// others, as for those of a signed request: under the price cap of today.
    function _chargePosted(Terms calldata terms, Taking memory taking) private {
        uint256 fresh = taking.fresh;
        uint256 later = taking.count - fresh;
        if (later != 0) _requireWithin("maxPrice", terms.maxPrice, terms.minPrice, _requireToken(terms.payToken));
        uint96 price = Price.at(terms, taking.word.step());
        if (fresh != 0) {
            _requests[taking.requestId].openShards -= uint16(fresh);
            _credit(terms.payToken, terms.requester, fresh * (terms.maxPrice - price));
        }
        _charge(terms, later * price, later * terms.burn);
    }

    function _lock(address worker, uint256 amount) private {
        WorkerAccount storage account = _workers[worker];
        uint256 capacity = STAKING.capacity(worker, msg.sender);
        uint256 needed = account.locked + amount;
        if (needed > capacity) revert CapacityExceeded(worker, capacity, needed);
        account.locked = needed.toUint96();
    }

    /// @dev Requires the shard to be open; returns its job, which is that of `taking` at the shard's attempt.
    function _open(
        Terms calldata terms,
        Taking memory taking,
        uint32 shard
    ) private returns (bytes32 jobId, JobWord word) {
        if (shard >= taking.shards) revert ShardUnknown(shard, uint32(taking.shards));
        jobId = RequestHash.jobId(taking.requestId, shard);
        word = _jobIn(jobId, State.Open);
        uint8 attempt = word.attempt();
        if (attempt == JobWords.MAX_ATTEMPT) revert AttemptsExhausted(jobId);
        // A shard that was taken before is at a later attempt.
        if (attempt == 0) ++taking.fresh;

        word = taking.word.withAttempt(attempt);
        uint96 price = Price.at(terms, word.step());
        emit JobAccepted(jobId, taking.requestId, word.worker(), shard, attempt, price, word.deadline());
    }

    function _assigned(JobWord word, uint32 duration) private view returns (JobWord) {
        return word.moved(State.Assigned, (block.timestamp + duration).toUint32(), block.number.toUint64());
    }

    /// @dev The same job, committed now; an unsampled request reads no beacon.
    function _committed(JobWord word, uint16 sampleBps) private view returns (JobWord) {
        uint256 deadline = block.timestamp + BEACON_DELAY + REVEAL_WINDOW;
        uint256 beaconId = sampleBps == 0 ? 0 : BEACON.next();
        return word.moved(State.Committed, deadline.toUint32(), beaconId.toUint64());
    }

    function _commit(bytes32 jobId, JobWord word, bytes32 seal) private {
        Job storage job = _jobs[jobId];
        job.word = word;
        job.sealOrRoot = seal;
        emit JobCommitted(jobId, word.worker(), seal, word.aux(), word.deadline());
    }
}
