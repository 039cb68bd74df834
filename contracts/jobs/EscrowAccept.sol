// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IKernel, Kind} from "../verification/IKernel.sol";
import {IKernelRegistry} from "../verification/IKernelRegistry.sol";
import {EscrowLedger} from "./EscrowLedger.sol";
import {WorkerAccount} from "./EscrowState.sol";
import {IJobEscrow} from "./IJobEscrow.sol";
import {Job, JobParts, JobWord, JobWords, State} from "./Job.sol";
import {Price} from "./Price.sol";
import {Request, Terms} from "./Request.sol";
import {RequestHash} from "./RequestHash.sol";

/// @notice How signed requests become jobs, and how they are cancelled.
/// @dev Invariant S2: at each accept, locked <= the worker's capacity.
/// @dev Invariant J7: a seal is written only when a job becomes Committed.
abstract contract EscrowAccept is EscrowLedger {
    using SafeCast for uint256;

    uint256 private constant MAX_SHARDS = 65_535;
    uint256 private constant MAX_PARAMS = 4096;
    uint256 private constant MAX_OPEN = 30 days;
    uint256 private constant BPS = 10_000;
    uint256 private constant ERC1271_GAS = 200_000;

    /// @inheritdoc IJobEscrow
    function cancel(Request calldata request) external {
        if (msg.sender != request.terms.requester) revert NotRequester(msg.sender, request.terms.requester);
        bytes32 requestId = requestIdOf(request);
        if (_cancelled[requestId]) revert RequestIsCancelled(requestId);

        _cancelled[requestId] = true;
        emit RequestCancelled(requestId, msg.sender);
    }

    /// @inheritdoc IJobEscrow
    function acceptSigned(
        Request calldata request,
        uint32[] calldata shards,
        address worker,
        bytes calldata signature
    ) external {
        (bytes32 requestId, JobWord taken) = _take(request, shards.length, worker, signature);

        uint32 deadline = (block.timestamp + request.terms.duration).toUint32();
        taken = taken.moved(State.Assigned, deadline, block.number.toUint64());
        for (uint256 i; i < shards.length; ++i) {
            (bytes32 jobId, JobWord word) = _open(request, requestId, shards[i], taken);
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
        (bytes32 requestId, JobWord taken) = _take(request, shards.length, worker, signature);

        taken = _committed(taken, request.terms.sampleBps);
        for (uint256 i; i < shards.length; ++i) {
            (bytes32 jobId, JobWord word) = _open(request, requestId, shards[i], taken);
            _commit(jobId, word, seals[i]);
        }
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
            address worker = word.worker();
            if (worker != acting) _requireActs(acting = worker);
            _requireNotPast(jobId, word.deadline());
            _commit(jobId, _committed(word, terms.sampleBps), seals[i]);
        }
    }

    /// @inheritdoc IJobEscrow
    function isCancelled(bytes32 requestId) external view returns (bool) {
        return _cancelled[requestId];
    }

    /// @inheritdoc IJobEscrow
    function requestIdOf(Request calldata request) public view returns (bytes32) {
        return _requestId(request.terms, RequestHash.hashWork(request.work));
    }

    /// @dev Checks everything that does not depend on the shard, publishes the request, takes money and locks.
    /// Returns what all its jobs have in common.
    function _take(
        Request calldata request,
        uint256 count,
        address worker,
        bytes calldata signature
    ) private returns (bytes32 requestId, JobWord taken) {
        JobParts memory parts;
        _requireShards(count);
        requestId = requestIdOf(request);
        _requireOpen(request.terms, requestId, worker);
        _requireSigner(request.terms.requester, requestId, signature);
        parts.royalty = _requireBounds(request);
        parts.worker = worker;
        parts.step = Price.stepAt(request.terms, block.timestamp);

        emit RequestPublished(requestId, request.terms.requester, request);
        _charge(request.terms, count, Price.at(request.terms, parts.step));
        _lock(worker, count * request.terms.lock);
        taken = parts.pack();
    }

    function _requireOpen(Terms calldata terms, bytes32 requestId, address worker) private view {
        if (_cancelled[requestId]) revert RequestIsCancelled(requestId);
        if (block.timestamp > terms.acceptBy) revert RequestExpired(terms.acceptBy, block.timestamp);
        if (terms.assignee != address(0) && terms.assignee != worker) revert NotAssignee(worker, terms.assignee);
    }

    /// @dev An account's key first, then its contract: ERC-1271 by a static call bounded in gas.
    function _requireSigner(address requester, bytes32 requestId, bytes calldata signature) private view {
        (address signer, ECDSA.RecoverError failed, ) = ECDSA.tryRecoverCalldata(requestId, signature);
        if (failed == ECDSA.RecoverError.NoError && signer == requester) return;
        if (requester.code.length == 0 || !_contractAgrees(requester, requestId, signature)) {
            revert SignatureMismatch(requestId, requester);
        }
    }

    /// @dev Review note: copies at most one word of what the signer returns, to the scratch space.
    function _contractAgrees(address signer, bytes32 hash, bytes calldata signature) private view returns (bool) {
        bytes memory callData = abi.encodeCall(IERC1271.isValidSignature, (hash, signature));
        bool ok;
        bytes32 answer;
        uint256 size;
        assembly ("memory-safe") {
            ok := staticcall(ERC1271_GAS, signer, add(callData, 32), mload(callData), 0, 32)
            size := returndatasize()
            answer := mload(0)
        }
        return ok && size == 32 && answer == bytes32(IERC1271.isValidSignature.selector);
    }

    /// @dev The bounds of protocol.md §3. Returns whether the kernel's author earns a royalty.
    function _requireBounds(Request calldata request) private view returns (bool royalty) {
        Terms calldata t = request.terms;
        _requireWithin("maxPrice", t.maxPrice, t.minPrice, _requireToken(t.payToken));
        _requireWithin("acceptBy", t.acceptBy, block.timestamp, block.timestamp + MAX_OPEN);
        _requireWithin("duration", t.duration, MIN_DURATION, MAX_DURATION);
        _requireWithin("challengeWindow", t.challengeWindow, MIN_CHALLENGE_WINDOW, MAX_CHALLENGE_WINDOW);
        _requireWithin("shards", request.work.shards, 1, MAX_SHARDS);
        _requireWithin("params", request.work.params.length, 0, MAX_PARAMS);
        _requireUri(request.work.inputUri);
        return _requireKernel(request);
    }

    function _requireKernel(Request calldata request) private view returns (bool) {
        Terms calldata t = request.terms;
        (address kernel, Kind kind, uint16 royaltyBps, IKernelRegistry.Limits memory limits) = REGISTRY.termsOf(
            t.kernelId
        );
        if (limits.retired) revert KernelRetired(t.kernelId);
        if (kind != Kind.Flat) revert KernelNotFlat(t.kernelId);
        (uint8 maxSamples, uint64 units) = IKernel(kernel).validate(request.work.params, request.work.shards);
        _requireWithin("sampleBps", t.sampleBps, limits.minSampleBps, BPS);
        if (t.sampleBps == 0) {
            _requireWithin("samples", t.samples, 0, 0);
        } else {
            uint256 least = limits.minSamples < maxSamples ? limits.minSamples : maxSamples;
            _requireWithin("samples", t.samples, least == 0 ? 1 : least, maxSamples);
        }
        _requireWithin("lock", t.lock, limits.minLock, limits.maxLock);
        if (t.burn != 0) _requireWithin("burn", t.burn, uint256(units) * limits.unitBurn, type(uint96).max);
        return royaltyBps != 0;
    }

    function _requireWithin(bytes32 name, uint256 have, uint256 least, uint256 most) private pure {
        if (have < least || have > most) revert TermOutOfRange(name, have, least, most);
    }

    /// @dev Price and burn of all shards; one debit of the sum when both are QRN.
    function _charge(Terms calldata t, uint256 count, uint96 price) private {
        uint256 prices = count * price;
        uint256 burns = count * t.burn;
        if (t.payToken == QRN) {
            _debit(QRN, t.requester, prices + burns);
            return;
        }
        _debit(t.payToken, t.requester, prices);
        _debit(QRN, t.requester, burns);
    }

    function _lock(address worker, uint256 amount) private {
        WorkerAccount storage account = _workers[worker];
        uint256 capacity = STAKING.capacity(worker, msg.sender);
        uint256 needed = account.locked + amount;
        if (needed > capacity) revert CapacityExceeded(worker, capacity, needed);
        account.locked = needed.toUint96();
    }

    /// @dev Requires the shard to be open; returns its job, which is `taken` at the shard's attempt.
    function _open(
        Request calldata request,
        bytes32 requestId,
        uint32 shard,
        JobWord taken
    ) private returns (bytes32 jobId, JobWord word) {
        if (shard >= request.work.shards) revert ShardUnknown(shard, request.work.shards);
        jobId = RequestHash.jobId(requestId, shard);
        uint8 attempt = _jobIn(jobId, State.Open).attempt();
        if (attempt == JobWords.MAX_ATTEMPT) revert AttemptsExhausted(jobId);

        word = taken.withAttempt(attempt);
        uint96 price = Price.at(request.terms, word.step());
        emit JobAccepted(jobId, requestId, word.worker(), shard, attempt, price, word.deadline());
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
