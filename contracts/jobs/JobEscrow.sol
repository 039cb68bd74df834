// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {EscrowAccept} from "./EscrowAccept.sol";
import {EscrowBase} from "./EscrowBase.sol";
import {EscrowForward} from "./EscrowForward.sol";
import {EscrowReveal} from "./EscrowReveal.sol";
import {EscrowSettle} from "./EscrowSettle.sol";
import {EscrowConfig, RequestState} from "./EscrowState.sol";
import {IJobEscrow} from "./IJobEscrow.sol";
import {JobParts} from "./Job.sol";
import {Request} from "./Request.sol";

/// @notice The job market. Its everyday phases are its parents: accept, reveal, settle, over one ledger; the rare calls run
/// in its extension. Several calls, none of which pays in coin, can be made as one by `multicall`.
/// @dev Invariant J4: a job's state changes only along the edges Open -> Assigned -> Committed -> Revealed -> Finalized,
/// Open -> Committed, Assigned -> Open, Assigned -> Finalized (witness kernels), Committed -> Slashed, Revealed -> Slashed.
/// @dev Invariant J5: locked(w) is the sum of the locks of its Assigned, Committed and Revealed jobs.
contract JobEscrow is EscrowAccept, EscrowReveal, EscrowSettle, EscrowForward, Multicall {
    constructor(EscrowConfig memory config, address extension) EscrowBase(config) EscrowForward(extension) {}

    /// @inheritdoc IJobEscrow
    function jobOf(bytes32 jobId) external view returns (JobView memory) {
        JobParts memory p = _jobs[jobId].word.unpack();
        return
            JobView({
                state: p.state,
                attempt: p.attempt,
                worker: p.worker,
                step: p.step,
                deadline: p.deadline,
                aux: p.aux,
                royalty: p.royalty,
                witness: p.witness,
                sealOrRoot: _jobs[jobId].sealOrRoot
            });
    }

    /// @inheritdoc IJobEscrow
    function requestOf(bytes32 requestId) external view returns (RequestView memory) {
        RequestState memory r = _requests[requestId];
        return RequestView({posted: r.posted, cancelled: r.cancelled, shards: r.shards, openShards: r.openShards});
    }

    /// @inheritdoc IJobEscrow
    function isCancelled(bytes32 requestId) external view returns (bool) {
        return _requests[requestId].cancelled;
    }

    /// @inheritdoc IJobEscrow
    function requestIdOf(Request calldata request) external view returns (bytes32) {
        return _requestIdOf(request);
    }

    /// @inheritdoc IJobEscrow
    function disputer() external view returns (address) {
        return _disputer;
    }

    /// @inheritdoc IJobEscrow
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }
}
