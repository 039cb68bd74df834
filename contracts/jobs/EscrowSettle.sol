// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Deadline} from "./Deadline.sol";
import {EscrowBooks} from "./EscrowBooks.sol";
import {IJobEscrow} from "./IJobEscrow.sol";
import {JobWord, State} from "./Job.sol";
import {Terms} from "./Request.sol";
import {RequestHash} from "./RequestHash.sol";

/// @notice How revealed jobs are paid, and how a challenge is registered.
/// @dev Invariant J3: Finalized and Slashed jobs are in no state that a function here accepts.
/// @dev Invariant J6: nothing is paid before the window ends, unless the requester approves.
abstract contract EscrowSettle is EscrowBooks, IJobEscrow {
    /// @inheritdoc IJobEscrow
    function approve(Terms calldata terms, bytes32 workHash, uint32[] calldata shards) external {
        if (msg.sender != terms.requester) revert NotRequester(msg.sender, terms.requester);
        _requireShards(shards.length);
        bytes32 requestId = _requestId(terms, workHash);

        for (uint256 i; i < shards.length; ++i) {
            bytes32 jobId = RequestHash.jobId(requestId, shards[i]);
            _pay(terms, jobId, _undisputed(jobId));
        }
    }

    /// @inheritdoc IJobEscrow
    function finalize(Terms calldata terms, bytes32 workHash, uint32[] calldata shards) external {
        bytes32 requestId = _requestId(terms, workHash);
        bool paid;

        for (uint256 i; i < shards.length; ++i) {
            bytes32 jobId = RequestHash.jobId(requestId, shards[i]);
            JobWord word = _jobs[jobId].word;
            if (word.state() != State.Revealed || !Deadline.isPast(block.timestamp, _windowEnd(word))) continue;
            _pay(terms, jobId, word);
            paid = true;
        }
        if (!paid) revert NothingDue();
    }

    /// @inheritdoc IJobEscrow
    function registerChallenge(bytes32 c) external {
        if (_registeredAt[c] != 0) return;

        _registeredAt[c] = block.number;
        emit ChallengeRegistered(c, msg.sender);
    }

    /// @inheritdoc IJobEscrow
    function registeredAt(bytes32 c) external view returns (uint256) {
        return _registeredAt[c];
    }
}
