// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IJobEscrow} from "../../../contracts/jobs/IJobEscrow.sol";
import {Terms} from "../../../contracts/jobs/Request.sol";

/// @notice A contract that decides disputes as a test tells it to.
contract TestDisputer {
    IJobEscrow private immutable ESCROW;

    constructor(IJobEscrow escrow) {
        ESCROW = escrow;
    }

    function open(bytes32 jobId) external {
        ESCROW.openDispute(jobId);
    }

    function close(bytes32 jobId) external {
        ESCROW.closeDispute(jobId);
    }

    function slash(Terms calldata terms, bytes32 workHash, uint32 shard, address challenger) external {
        ESCROW.slashByDispute(terms, workHash, shard, challenger);
    }
}
