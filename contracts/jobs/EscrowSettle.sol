// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Bps} from "../shared/Bps.sol";
import {Verdict} from "../verification/IKernel.sol";
import {Draw} from "./Draw.sol";
import {EscrowLedger} from "./EscrowLedger.sol";
import {IJobEscrow} from "./IJobEscrow.sol";
import {IProofRunner} from "./IProofRunner.sol";
import {JobWord, State} from "./Job.sol";
import {Price} from "./Price.sol";
import {Request, Terms} from "./Request.sol";
import {RequestHash} from "./RequestHash.sol";

/// @notice How jobs end: paid, missed, late or proven wrong.
/// @dev Invariant J2: every escrowed amount leaves exactly once, when its job leaves Revealed, Committed or Assigned here.
/// @dev Invariant J3: Finalized and Slashed jobs are in no state that a function here accepts.
/// @dev Invariant J6: nothing is paid before the window ends, unless the requester approves.
/// @dev Invariant V4: a challenge is registered in an earlier block than its proof.
abstract contract EscrowSettle is EscrowLedger {
    /// @dev What a missed commit costs, in bps of the lock, and the requester's part of what the self-bond bore of it.
    uint256 private constant NO_SHOW_BPS = 500;
    uint256 private constant NO_SHOW_PAYOUT_BPS = 5000;
    /// @dev The requester's part of what the self-bond bore of a lock slashed for a missed reveal: small, or knocking workers
    /// offline would pay.
    uint256 private constant TIMEOUT_PAYOUT_BPS = 500;
    /// @dev What is paid out of the self-bond's part of a lock slashed for fraud, and the requester's part of that (2 : 3).
    uint256 private constant FRAUD_PAYOUT_BPS = 5000;
    uint256 private constant FRAUD_REQUESTER_BPS = 4000;

    /// @inheritdoc IJobEscrow
    function approve(Terms calldata terms, bytes32 workHash, uint32[] calldata shards) external {
        if (msg.sender != terms.requester) revert NotRequester(msg.sender, terms.requester);
        _requireShards(shards.length);
        bytes32 requestId = _requestId(terms, workHash);

        for (uint256 i; i < shards.length; ++i) {
            bytes32 jobId = RequestHash.jobId(requestId, shards[i]);
            _pay(terms, jobId, _jobIn(jobId, State.Revealed));
        }
    }

    /// @inheritdoc IJobEscrow
    function finalize(Terms calldata terms, bytes32 workHash, uint32[] calldata shards) external {
        bytes32 requestId = _requestId(terms, workHash);
        bool paid;

        for (uint256 i; i < shards.length; ++i) {
            bytes32 jobId = RequestHash.jobId(requestId, shards[i]);
            JobWord word = _jobs[jobId].word;
            if (word.state() != State.Revealed || block.timestamp <= word.deadline()) continue;
            _pay(terms, jobId, word);
            paid = true;
        }
        if (!paid) revert NothingDue();
    }

    /// @inheritdoc IJobEscrow
    function noShow(Terms calldata terms, bytes32 workHash, uint32[] calldata shards) external nonReentrant {
        _requireShards(shards.length);
        bytes32 requestId = _requestId(terms, workHash);

        for (uint256 i; i < shards.length; ++i) {
            bytes32 jobId = RequestHash.jobId(requestId, shards[i]);
            JobWord word = _jobIn(jobId, State.Assigned);
            _requirePast(jobId, word.deadline());
            _reopen(terms, jobId, word);
        }
    }

    /// @inheritdoc IJobEscrow
    function slashTimeout(Terms calldata terms, bytes32 workHash, uint32[] calldata shards) external nonReentrant {
        _requireShards(shards.length);
        bytes32 requestId = _requestId(terms, workHash);

        for (uint256 i; i < shards.length; ++i) {
            bytes32 jobId = RequestHash.jobId(requestId, shards[i]);
            JobWord word = _jobIn(jobId, State.Committed);
            _requirePast(jobId, word.deadline());
            uint96 price = _refund(terms, jobId, word, State.Slashed);
            (uint256 taken, uint256 payout) = STAKING.slash(word.worker(), terms.lock, TIMEOUT_PAYOUT_BPS);
            _credit(QRN, terms.requester, payout);
            emit JobTimedOut(jobId, word.worker(), price, terms.burn, taken, payout);
        }
    }

    /// @inheritdoc IJobEscrow
    function registerChallenge(bytes32 c) external {
        if (_registeredAt[c] != 0) return;

        _registeredAt[c] = block.number;
        emit ChallengeRegistered(c, msg.sender);
    }

    /// @inheritdoc IJobEscrow
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

        _punish(request.terms, jobId, word, element);
    }

    /// @inheritdoc IJobEscrow
    function registeredAt(bytes32 c) external view returns (uint256) {
        return _registeredAt[c];
    }

    function _requireChallenge(bytes32 c) private view {
        uint256 registered = _registeredAt[c];
        if (registered == 0) revert ChallengeUnknown(c);
        if (registered >= block.number) revert ChallengeTooFresh(c);
    }

    /// @dev Pays a revealed job: the author by rounding down, the worker the rest.
    function _pay(Terms calldata terms, bytes32 jobId, JobWord word) private {
        uint96 price = Price.at(terms, word.step());
        uint96 royalty = word.royalty() ? _payAuthor(terms, price) : 0;
        uint96 paid = price - royalty;
        _end(terms, jobId, word, State.Finalized);
        _credit(terms.payToken, word.worker(), paid);
        if (terms.burn != 0) _countBurn(word.worker(), terms.burn);
        emit JobFinalized(jobId, word.worker(), paid, royalty, terms.burn);
    }

    function _payAuthor(Terms calldata terms, uint96 price) private returns (uint96 royalty) {
        (address author, uint16 royaltyBps) = REGISTRY.royaltyOf(terms.kernelId);
        // At most the price: royaltyBps <= 1000.
        royalty = uint96(Bps.bpsDown(price, royaltyBps));
        _credit(terms.payToken, author, royalty);
    }

    /// @dev Opens the shard again with the next attempt, and slashes a part of the lock.
    function _reopen(Terms calldata terms, bytes32 jobId, JobWord word) private {
        address worker = word.worker();
        uint8 attempt = word.attempt();
        uint96 price = Price.at(terms, word.step());
        _unlock(worker, terms.lock);
        _credit(terms.payToken, terms.requester, price);
        _credit(QRN, terms.requester, terms.burn);
        _jobs[jobId].word = JobWord.wrap(0).withAttempt(attempt + 1);

        (uint256 taken, uint256 payout) = STAKING.slash(
            worker,
            Bps.bpsDown(terms.lock, NO_SHOW_BPS),
            NO_SHOW_PAYOUT_BPS
        );
        _credit(QRN, terms.requester, payout);
        emit JobNoShow(jobId, worker, attempt, price, terms.burn, taken, payout);
    }

    /// @dev Slashes the whole lock: of what the self-bond bore 20 % to the requester and 30 % to the challenger, the rest burned.
    function _punish(Terms calldata terms, bytes32 jobId, JobWord word, uint64 element) private {
        uint96 price = _refund(terms, jobId, word, State.Slashed);
        (uint256 taken, uint256 payout) = STAKING.slash(word.worker(), terms.lock, FRAUD_PAYOUT_BPS);
        uint256 toRequester = Bps.bpsDown(payout, FRAUD_REQUESTER_BPS);
        uint256 toChallenger = payout - toRequester;
        _credit(QRN, terms.requester, toRequester);
        _credit(QRN, msg.sender, toChallenger);
        emit FraudProven(
            jobId,
            word.worker(),
            msg.sender,
            element,
            price,
            terms.burn,
            taken,
            toRequester,
            toChallenger
        );
    }

    /// @dev Ends the job and gives price and burn back to the requester.
    function _refund(Terms calldata terms, bytes32 jobId, JobWord word, State state) private returns (uint96 price) {
        price = Price.at(terms, word.step());
        _end(terms, jobId, word, state);
        _credit(terms.payToken, terms.requester, price);
        _credit(QRN, terms.requester, terms.burn);
    }

    /// @dev A final state; the whole lock is released, whatever is slashed afterwards.
    function _end(Terms calldata terms, bytes32 jobId, JobWord word, State state) private {
        _jobs[jobId].word = word.withState(state);
        _unlock(word.worker(), terms.lock);
    }

    function _unlock(address worker, uint96 lock) private {
        _workers[worker].locked -= lock;
    }
}
