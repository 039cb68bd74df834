// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Draw} from "./Draw.sol";
import {EscrowSeal} from "./EscrowSeal.sol";
import {IJobEscrow} from "./IJobEscrow.sol";
import {JobWord} from "./Job.sol";
import {Terms} from "./Request.sol";
import {RequestHash} from "./RequestHash.sol";

/// @notice How seals of jobs that were not drawn are opened.
abstract contract EscrowReveal is EscrowSeal, IJobEscrow {
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
}
