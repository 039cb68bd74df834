// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Draw} from "./Draw.sol";
import {EscrowBase} from "./EscrowBase.sol";
import {Job, JobWord, State} from "./Job.sol";

/// @notice How a seal is opened.
/// @dev Invariant J7: the revealed root opens the committed seal.
/// @dev Invariant J8: the seed is a function of what was stored at commit and the beacon's value.
abstract contract EscrowSeal is EscrowBase {
    using SafeCast for uint256;

    /// @dev The job as stored, if it is Committed, in time, and `opening` makes its seal.
    function _unseal(bytes32 jobId, Reveal calldata opening) internal view returns (JobWord word) {
        word = _jobIn(jobId, State.Committed);
        _requireNotPast(jobId, word.deadline());
        _requireUri(opening.outputUri);
        bytes32 have = Draw.sealOf(_attempt(jobId, word), opening.root, opening.salt);
        bytes32 need = _jobs[jobId].sealOrRoot;
        if (have != need) revert SealMismatch(jobId, have, need);
    }

    function _seed(bytes32 jobId, JobWord word) internal view returns (bytes32) {
        return Draw.seedOf(_attempt(jobId, word), _jobs[jobId].sealOrRoot, BEACON.value(word.aux()));
    }

    function _toRevealed(bytes32 jobId, JobWord word, Reveal calldata opening, uint32 window) internal {
        uint32 deadline = (block.timestamp + window).toUint32();
        Job storage job = _jobs[jobId];
        job.word = word.moved(State.Revealed, deadline, 0);
        job.sealOrRoot = opening.root;
        emit JobRevealed(jobId, word.worker(), opening.root, opening.outputUri, deadline);
    }
}
