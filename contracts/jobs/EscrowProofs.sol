// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Verdict} from "../verification/IKernel.sol";
import {Draw} from "./Draw.sol";
import {EscrowSeal} from "./EscrowSeal.sol";
import {EscrowSlash} from "./EscrowSlash.sol";
import {IEscrowExtension} from "./IEscrowExtension.sol";
import {IProofRunner} from "./IProofRunner.sol";
import {JobWord, State} from "./Job.sol";
import {Request, Terms} from "./Request.sol";

/// @notice What a kernel's `check` decides: samples of drawn jobs, proofs of fraud, witnesses.
/// @dev Invariant V4: a challenge is registered in an earlier block than its proof.
abstract contract EscrowProofs is EscrowSlash, EscrowSeal {
    /// @inheritdoc IEscrowExtension
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

    /// @inheritdoc IEscrowExtension
    function proveFraud(
        Request calldata request,
        uint32 shard,
        uint64 element,
        bytes32 nonce,
        bytes32[] calldata inputRoots,
        bytes calldata proof
    ) external nonReentrant {
        bytes32 jobId = _jobIdOf(request, shard);
        JobWord word = _jobIn(jobId, State.Revealed);
        _requireNotPast(jobId, word.deadline());
        _requireChallenge(Draw.challengeOf(_attempt(jobId, word), msg.sender, element, keccak256(proof), nonce));
        bytes32 root = _jobs[jobId].sealOrRoot;
        Verdict verdict = IProofRunner(PROOF_RUNNER).verdictOf(request, shard, root, element, inputRoots, proof);
        if (verdict == Verdict.Correct) revert ResultCorrect(jobId, element);
        if (verdict != Verdict.Wrong) revert ProofMalformed(jobId, element);

        _slashFraud(request.terms, jobId, word, element);
    }

    /// @inheritdoc IEscrowExtension
    function submitWitness(
        Request calldata request,
        uint32 shard,
        bytes32[] calldata inputRoots,
        bytes calldata output
    ) external nonReentrant {
        bytes32 jobId = _jobIdOf(request, shard);
        JobWord word = _jobIn(jobId, State.Assigned);
        if (!word.witness()) revert KernelNotWitness(request.terms.kernelId);
        _requireActs(word.worker());
        _requireNotPast(jobId, word.deadline());
        // Whoever sees the output in a pending transaction cannot accept and submit it in the same block.
        if (word.aux() >= block.number) revert WitnessTooFresh(jobId);
        bytes32 root = keccak256(output);
        Verdict verdict = IProofRunner(PROOF_RUNNER).verdictOf(request, shard, root, 0, inputRoots, output);
        if (verdict != Verdict.Correct) revert WitnessNotCorrect(jobId);

        _jobs[jobId].sealOrRoot = root;
        emit WitnessSubmitted(jobId, word.worker(), output);
        _pay(request.terms, jobId, word);
    }

    function _slashFraud(Terms calldata terms, bytes32 jobId, JobWord word, uint64 element) private {
        Penalty memory p = _punish(terms, jobId, word, msg.sender);
        emit FraudProven(
            jobId,
            word.worker(),
            msg.sender,
            element,
            p.price,
            terms.burn,
            p.taken,
            p.toRequester,
            p.toChallenger
        );
    }

    function _requireChallenge(bytes32 c) private view {
        uint256 registered = _registeredAt[c];
        if (registered == 0) revert ChallengeUnknown(c);
        if (registered >= block.number) revert ChallengeTooFresh(c);
    }
}
