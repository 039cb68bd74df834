// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {EscrowAccept} from "./EscrowAccept.sol";
import {EscrowBase} from "./EscrowBase.sol";
import {EscrowReveal} from "./EscrowReveal.sol";
import {EscrowSettle} from "./EscrowSettle.sol";
import {EscrowConfig} from "./EscrowState.sol";
import {IJobEscrow} from "./IJobEscrow.sol";
import {JobParts} from "./Job.sol";

/// @notice The job market. Its phases are its parents: accept, reveal, settle, over one ledger.
/// @dev Invariant J4: a job's state changes only along the edges Open -> Assigned -> Committed -> Revealed -> Finalized,
/// Open -> Committed, Assigned -> Open, Committed -> Slashed, Revealed -> Slashed.
/// @dev Invariant J5: locked(w) is the sum of the locks of its Assigned, Committed and Revealed jobs.
contract JobEscrow is EscrowAccept, EscrowReveal, EscrowSettle {
    constructor(EscrowConfig memory config) EscrowBase(config) {}

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
                sealOrRoot: _jobs[jobId].sealOrRoot
            });
    }

    /// @inheritdoc IJobEscrow
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }
}
