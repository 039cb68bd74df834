// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IEscrowBase} from "../jobs/IEscrowBase.sol";
import {State} from "../jobs/Job.sol";
import {RequestHash} from "../jobs/RequestHash.sol";
import {IProtocolLens} from "./IProtocolLens.sol";
import {LensBase} from "./LensBase.sol";

/// @notice A requester's open jobs, page by page: `docs/decisions/0013`.
abstract contract OpenJobsLens is LensBase {
    /// @inheritdoc IProtocolLens
    uint256 public constant MOST_LOOKED = 1024;

    /// @notice How far a page has come.
    struct Walk {
        /// Shards of the requests before.
        uint256 passed;
        uint256 looked;
        uint256 found;
        OpenJob[] jobs;
    }

    /// @inheritdoc IProtocolLens
    function openJobs(
        RequestShards[] calldata requests,
        uint256 cursor,
        uint256 limit
    ) external view returns (OpenPage memory page) {
        Walk memory walk;
        walk.jobs = new OpenJob[](limit == 0 || limit > MOST_LOOKED ? MOST_LOOKED : limit);
        for (uint256 i; i < requests.length; ++i) {
            uint256 end = walk.passed + requests[i].shards;
            for (; cursor < end; ++cursor) {
                if (walk.looked == MOST_LOOKED || walk.found == walk.jobs.length) {
                    page.next = cursor;
                    break;
                }
                _look(requests[i].requestId, uint32(cursor - walk.passed), walk, page);
            }
            if (page.next != 0) break;
            walk.passed = end;
        }
        page.jobs = _shortened(walk.jobs, walk.found);
    }

    function _look(bytes32 requestId, uint32 shard, Walk memory walk, OpenPage memory page) private view {
        ++walk.looked;
        bytes32 jobId = RequestHash.jobId(requestId, shard);
        IEscrowBase.JobView memory job = ESCROW.jobOf(jobId);
        if (job.state == State.Open) ++page.waiting;
        if (!_isLive(job.state)) return;
        OpenJob memory open = OpenJob({
            requestId: requestId,
            shard: shard,
            jobId: jobId,
            job: job,
            endsAt: 0,
            overdue: false
        });
        (open.endsAt, open.overdue) = _endOf(job);
        walk.jobs[walk.found++] = open;
    }

    function _shortened(OpenJob[] memory list, uint256 count) private pure returns (OpenJob[] memory shorter) {
        shorter = new OpenJob[](count);
        for (uint256 i; i < count; ++i) shorter[i] = list[i];
    }
}
