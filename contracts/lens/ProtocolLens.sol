// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IJobEscrow} from "../jobs/IJobEscrow.sol";
import {JobLens} from "./JobLens.sol";
import {LensBase} from "./LensBase.sol";
import {OpenJobsLens} from "./OpenJobsLens.sol";
import {ParameterLens} from "./ParameterLens.sol";
import {WorkerLens} from "./WorkerLens.sol";

/// @notice Joins for SDK and pages, views only: a job, a worker, a requester's open jobs, what holds for everybody.
contract ProtocolLens is JobLens, WorkerLens, OpenJobsLens, ParameterLens {
    constructor(IJobEscrow escrow) LensBase(escrow) {}
}
