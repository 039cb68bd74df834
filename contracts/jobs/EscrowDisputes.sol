// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {EscrowSlash} from "./EscrowSlash.sol";
import {IEscrowExtension} from "./IEscrowExtension.sol";
import {JobWord, State} from "./Job.sol";
import {Terms} from "./Request.sol";
import {RequestHash} from "./RequestHash.sol";

/// @notice The seam for a contract that decides disputes about revealed jobs.
/// @dev A job with an open dispute is not paid until both sides' clocks are over, whatever the disputer does then: it can
/// delay a payment by `2 * DISPUTE_CLOCK`, and no longer (invariants S4, J10).
abstract contract EscrowDisputes is EscrowSlash {
    /// @inheritdoc IEscrowExtension
    function setDisputer(address disputer) external restricted {
        if (disputer == address(0)) revert ZeroAddress();
        if (_disputer != address(0)) revert DisputerIsSet(_disputer);

        _disputer = disputer;
        emit DisputerSet(disputer);
    }

    /// @inheritdoc IEscrowExtension
    function openDispute(bytes32 jobId) external {
        JobWord word = _disputable(jobId);
        _requireNotPast(jobId, word.deadline());

        _setDisputes(jobId, word, word.aux() + 1);
    }

    /// @inheritdoc IEscrowExtension
    function closeDispute(bytes32 jobId) external {
        JobWord word = _disputable(jobId);
        if (word.aux() == 0) revert DisputeNotOpen(jobId);

        _setDisputes(jobId, word, word.aux() - 1);
    }

    /// @inheritdoc IEscrowExtension
    function slashByDispute(
        Terms calldata terms,
        bytes32 workHash,
        uint32 shard,
        address challenger
    ) external nonReentrant {
        bytes32 jobId = RequestHash.jobId(_requestId(terms, workHash), shard);
        JobWord word = _disputable(jobId);
        if (word.aux() == 0) revert DisputeNotOpen(jobId);
        if (challenger == address(0)) revert ZeroAddress();
        _requireNotPast(jobId, _windowEnd(word));

        Penalty memory p = _punish(terms, jobId, word, challenger);
        emit DisputeLost(jobId, word.worker(), challenger, p.price, terms.burn, p.taken, p.toRequester, p.toChallenger);
    }

    /// @dev The revealed job, if the disputer asks.
    function _disputable(bytes32 jobId) private view returns (JobWord) {
        if (msg.sender != _disputer) revert NotDisputer(msg.sender);
        return _jobIn(jobId, State.Revealed);
    }

    function _setDisputes(bytes32 jobId, JobWord word, uint64 open) private {
        _jobs[jobId].word = word.moved(State.Revealed, word.deadline(), open);
        emit DisputesChanged(jobId, open);
    }
}
