// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEmission} from "../emission/IEmission.sol";
import {Deadline} from "../jobs/Deadline.sol";
import {IEscrowBase} from "../jobs/IEscrowBase.sol";
import {IJobEscrow} from "../jobs/IJobEscrow.sol";
import {State} from "../jobs/Job.sol";
import {IStaking} from "../staking/IStaking.sol";
import {IBeacon} from "../verification/IBeacon.sol";
import {IKernelRegistry} from "../verification/IKernelRegistry.sol";
import {IProtocolLens} from "./IProtocolLens.sol";

/// @notice What the lens looks at, and until when a job's state lasts.
abstract contract LensBase is IProtocolLens {
    /// @inheritdoc IProtocolLens
    IJobEscrow public immutable ESCROW;
    IStaking internal immutable STAKING;
    IEmission internal immutable EMISSION;
    IKernelRegistry internal immutable REGISTRY;
    IBeacon internal immutable BEACON;
    address internal immutable QRN;
    uint256 internal immutable DISPUTE_CLOCK;

    constructor(IJobEscrow escrow) {
        ESCROW = escrow;
        STAKING = escrow.STAKING();
        EMISSION = escrow.EMISSION();
        REGISTRY = escrow.REGISTRY();
        BEACON = escrow.BEACON();
        QRN = escrow.QRN();
        DISPUTE_CLOCK = escrow.DISPUTE_CLOCK();
    }

    /// @dev The last second before anyone may end the state of a job that a worker holds, and whether that is over; 0 for
    /// other jobs.
    function _endOf(IEscrowBase.JobView memory job) internal view returns (uint256 endsAt, bool overdue) {
        if (!_isLive(job.state)) return (0, false);
        uint256 disputes = job.state == State.Revealed ? job.aux : 0;
        endsAt = Deadline.windowEnd(job.deadline, disputes, DISPUTE_CLOCK);
        return (endsAt, Deadline.isPast(block.timestamp, endsAt));
    }

    function _isLive(State state) internal pure returns (bool) {
        return state == State.Assigned || state == State.Committed || state == State.Revealed;
    }
}
