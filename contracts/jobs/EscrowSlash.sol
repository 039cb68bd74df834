// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Bps} from "../shared/Bps.sol";
import {EscrowBooks} from "./EscrowBooks.sol";
import {IEscrowExtension} from "./IEscrowExtension.sol";
import {JobWord, State} from "./Job.sol";
import {
    FRAUD_PAYOUT_BPS,
    FRAUD_REQUESTER_BPS,
    NO_SHOW_BPS,
    NO_SHOW_PAYOUT_BPS,
    TIMEOUT_PAYOUT_BPS
} from "./Penalties.sol";
import {Price} from "./Price.sol";
import {Terms} from "./Request.sol";
import {RequestHash} from "./RequestHash.sol";

/// @notice How jobs end that are missed or late, and what a lost job costs.
abstract contract EscrowSlash is EscrowBooks, IEscrowExtension {
    /// @notice What a lost job brought to whom, in base units.
    struct Penalty {
        uint96 price;
        uint256 taken;
        uint256 toRequester;
        uint256 toChallenger;
    }

    /// @inheritdoc IEscrowExtension
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

    /// @inheritdoc IEscrowExtension
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

    /// @dev Slashes the whole lock: of what the self-bond bore 20 % to the requester and 30 % to the challenger, the rest burned.
    function _punish(
        Terms calldata terms,
        bytes32 jobId,
        JobWord word,
        address challenger
    ) internal returns (Penalty memory p) {
        uint256 payout;
        p.price = _refund(terms, jobId, word, State.Slashed);
        (p.taken, payout) = STAKING.slash(word.worker(), terms.lock, FRAUD_PAYOUT_BPS);
        p.toRequester = Bps.bpsDown(payout, FRAUD_REQUESTER_BPS);
        p.toChallenger = payout - p.toRequester;
        _credit(QRN, terms.requester, p.toRequester);
        _credit(QRN, challenger, p.toChallenger);
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
}
