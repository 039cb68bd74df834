// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IJobEscrow} from "../jobs/IJobEscrow.sol";
import {Request} from "../jobs/Request.sol";
import {State} from "../jobs/Job.sol";

/// @notice Joins for SDK and pages, views only.
interface IProtocolLens {
    /// @notice Everything a page shows about one job.
    struct JobPage {
        bytes32 requestId;
        bytes32 jobId;
        State state;
        uint8 attempt;
        address worker;
        /// What the job costs, or what a shard would cost if it were accepted now; base units of the pay token.
        uint96 price;
        /// Unix time until which the state's actor may act; 0 while Open.
        uint32 deadline;
        /// Whether anyone may end the state now, its deadline being over.
        bool overdue;
        /// The seal from Committed on, the root from Revealed on; a job that timed out keeps its seal.
        bytes32 sealOrRoot;
        /// While Committed and sampled: the beacon id, and whether its value is known.
        uint256 beaconId;
        bool beaconReady;
        /// Once the beacon value is known: whether the job is drawn, and at which elements.
        bool drawn;
        uint64[] drawnElements;
        uint64 elements;
        bool cancelled;
    }

    /// @notice Everything about shard `shard` of `request`.
    function jobPage(Request calldata request, uint32 shard) external view returns (JobPage memory);

    function ESCROW() external view returns (IJobEscrow);
}
