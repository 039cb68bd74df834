// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Draw} from "./Draw.sol";
import {EscrowBase} from "./EscrowBase.sol";
import {IJobEscrow} from "./IJobEscrow.sol";
import {IProofRunner} from "./IProofRunner.sol";
import {Job, JobWord, State} from "./Job.sol";
import {Request, Terms} from "./Request.sol";
import {RequestHash} from "./RequestHash.sol";

/// @notice How seals are opened, and drawn jobs prove their samples.
/// @dev Invariant J7: the revealed root opens the committed seal.
/// @dev Invariant J8: the seed is a function of what was stored at commit and the beacon's value.
abstract contract EscrowReveal is EscrowBase {
    using SafeCast for uint256;

    /// @inheritdoc IJobEscrow
    function reveal(Terms calldata terms, bytes32 workHash, Reveal[] calldata reveals, bytes calldata header) external {
        _requireShards(reveals.length);
        bytes32 requestId = _requestId(terms, workHash);
        address acting;

        for (uint256 i; i < reveals.length; ++i) {
            bytes32 jobId = RequestHash.jobId(requestId, reveals[i].shard);
            JobWord word = _unseal(jobId, reveals[i]);
            address worker = word.worker();
            if (worker != acting) _requireActs(acting = worker);
            if (terms.sampleBps != 0) {
                if (i == 0 && header.length != 0) BEACON.post(word.aux(), header);
                if (Draw.isSampled(_seed(jobId, word), terms.sampleBps)) revert SamplesRequired(jobId);
            }
            _toRevealed(jobId, word, reveals[i], terms.challengeWindow);
        }
    }

    /// @inheritdoc IJobEscrow
    function revealSampled(
        Request calldata request,
        Reveal calldata opening,
        bytes32[] calldata inputRoots,
        bytes[] calldata proofs,
        bytes calldata header
    ) external {
        bytes32 jobId = _jobIdOf(request, opening.shard);
        JobWord word = _unseal(jobId, opening);
        _requireActs(word.worker());
        if (request.terms.sampleBps == 0) revert SamplesNotRequired(jobId);
        if (header.length != 0) BEACON.post(word.aux(), header);

        bytes32 seed = _seed(jobId, word);
        if (!Draw.isSampled(seed, request.terms.sampleBps)) revert SamplesNotRequired(jobId);
        emit JobSampled(jobId, IProofRunner(PROOF_RUNNER).requireSamples(request, opening, seed, inputRoots, proofs));
        _toRevealed(jobId, word, opening, request.terms.challengeWindow);
    }

    /// @dev The job as stored, if it is Committed, in time, and `opening` makes its seal.
    function _unseal(bytes32 jobId, Reveal calldata opening) private view returns (JobWord word) {
        word = _jobIn(jobId, State.Committed);
        _requireNotPast(jobId, word.deadline());
        _requireUri(opening.outputUri);
        bytes32 have = _sealOf(jobId, word, opening);
        bytes32 need = _jobs[jobId].sealOrRoot;
        if (have != need) revert SealMismatch(jobId, have, need);
    }

    function _seed(bytes32 jobId, JobWord word) private view returns (bytes32) {
        return Draw.seedOf(_attempt(jobId, word), _jobs[jobId].sealOrRoot, BEACON.value(word.aux()));
    }

    function _toRevealed(bytes32 jobId, JobWord word, Reveal calldata opening, uint32 window) private {
        uint32 deadline = (block.timestamp + window).toUint32();
        Job storage job = _jobs[jobId];
        job.word = word.moved(State.Revealed, deadline, 0);
        job.sealOrRoot = opening.root;
        emit JobRevealed(jobId, word.worker(), opening.root, opening.outputUri, deadline);
    }
}
