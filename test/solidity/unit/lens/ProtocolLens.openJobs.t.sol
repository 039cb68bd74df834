// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {State} from "../../../../contracts/jobs/Job.sol";
import {Request} from "../../../../contracts/jobs/Request.sol";
import {IProtocolLens} from "../../../../contracts/lens/IProtocolLens.sol";
import {Market} from "../../utils/Market.sol";
import {TestDisputer} from "../../utils/TestDisputer.sol";

/// @notice A requester's open jobs: all of them, each once, page by page, however the pages are cut.
contract ProtocolLensOpenJobsTest is Market {
    bytes32 private constant ROOT = keccak256("root");

    Request private _first;
    Request private _second;
    IProtocolLens.RequestShards[] private _requests;
    bytes32[] private _live;

    /// @dev Of the first request, three shards: Assigned, Finalized, Revealed; of the second, three: Open, Committed, Slashed.
    function setUp() external {
        setUpMarket();
        Request memory r = requestOf(3);
        (_first.terms, _first.work) = (r.terms, r.work);
        r.terms.nonce = 2;
        (_second.terms, _second.work) = (r.terms, r.work);
        accept(_second, 2);
        commit(_second, 2, ROOT);
        vm.warp(escrow.jobOf(jobId(_second, 2)).deadline + 1);
        escrow.slashTimeout(_second.terms, workHash(_second), one(2));
        runTo(_first, 1, ROOT);
        bytes32 hash = workHash(_first);
        vm.prank(requester);
        escrow.approve(_first.terms, hash, one(1));
        accept(_first, 0);
        runTo(_first, 2, ROOT);
        accept(_second, 1);
        commit(_second, 1, ROOT);
        _requests.push(IProtocolLens.RequestShards(escrow.requestIdOf(_first), 3));
        _requests.push(IProtocolLens.RequestShards(escrow.requestIdOf(_second), 3));
        _live = [jobId(_first, 0), jobId(_first, 2), jobId(_second, 1)];
    }

    function test_openJobs_showsEveryJobThatAWorkerHolds() external view {
        IProtocolLens.OpenPage memory page = lens.openJobs(_requests, 0, 0);
        assertEq(page.next, 0, "all in one page");
        assertEq(page.waiting, 1, "one is open");
        assertEq(page.jobs.length, 3, "live");
        uint32[3] memory shards = [uint32(0), 2, 1];
        State[3] memory states = [State.Assigned, State.Revealed, State.Committed];
        for (uint256 i; i < 3; ++i) {
            IProtocolLens.OpenJob memory open = page.jobs[i];
            assertEq(open.requestId, _requests[i == 2 ? 1 : 0].requestId, "request");
            assertEq(open.shard, shards[i], "shard");
            assertEq(open.jobId, _live[i], "job");
            assertEq(uint256(open.job.state), uint256(states[i]), "state");
            assertEq(keccak256(abi.encode(open.job)), keccak256(abi.encode(escrow.jobOf(_live[i]))), "as stored");
            assertEq(open.endsAt, open.job.deadline, "end");
            assertTrue(!open.overdue, "in time");
        }
    }

    function test_openJobs_showsWhatIsOverdueAndWhatIsDisputed() external {
        TestDisputer disputer = new TestDisputer(escrow);
        escrow.setDisputer(address(disputer));
        disputer.open(_live[1]);
        vm.warp(escrow.jobOf(_live[0]).deadline + 1);
        IProtocolLens.OpenPage memory page = lens.openJobs(_requests, 0, 0);
        assertTrue(page.jobs[0].overdue, "did not commit");
        assertEq(page.jobs[1].job.aux, 1, "a dispute");
        assertEq(page.jobs[1].endsAt, page.jobs[1].job.deadline + 2 * DISPUTE_CLOCK, "both clocks");
        assertTrue(!page.jobs[1].overdue && !page.jobs[2].overdue, "in time");
    }

    /// @dev Whatever the limit, the pages joined are the whole.
    function test_openJobs_continuesWhereItStopped() external view {
        for (uint256 limit = 1; limit <= 4; ++limit) {
            uint256 cursor;
            uint256 found;
            uint256 waiting;
            uint256 pages;
            do {
                IProtocolLens.OpenPage memory page = lens.openJobs(_requests, cursor, limit);
                assertTrue(page.jobs.length <= limit, "at most the limit");
                for (uint256 i; i < page.jobs.length; ++i) assertEq(page.jobs[i].jobId, _live[found++], "in order");
                assertTrue(page.next == 0 || page.next > cursor, "goes on");
                (cursor, waiting, pages) = (page.next, waiting + page.waiting, pages + 1);
            } while (cursor != 0);
            assertEq(found, 3, "each once");
            assertEq(waiting, 1, "counted once");
            assertBetween(pages, 1, 3 / limit + 1, "pages");
        }
    }

    function test_openJobs_looksAtSoManyShardsOnly() external view {
        uint256 most = lens.MOST_LOOKED();
        assertEq(most, 1024, "as said");
        IProtocolLens.RequestShards[] memory requests = new IProtocolLens.RequestShards[](2);
        requests[0] = IProtocolLens.RequestShards(keccak256("unknown"), uint32(most) - 1);
        requests[1] = _requests[0];
        IProtocolLens.OpenPage memory page = lens.openJobs(requests, 0, 0);
        assertEq(page.waiting, most - 1, "nobody holds them");
        assertEq(page.jobs.length, 1, "the last one looked at");
        assertEq(page.next, most, "the next one");
        page = lens.openJobs(requests, page.next, most + 1);
        assertEq(page.jobs.length, 1, "the rest");
        assertEq(page.jobs[0].jobId, _live[1], "the revealed one");
        assertEq(page.next + page.waiting, 0, "over");
    }

    function test_openJobs_ofNothingIsEmpty() external view {
        IProtocolLens.RequestShards[] memory none = new IProtocolLens.RequestShards[](0);
        IProtocolLens.OpenPage memory page = lens.openJobs(none, 0, 5);
        assertEq(page.jobs.length + page.waiting + page.next, 0, "no request");
        page = lens.openJobs(_requests, 6, 5);
        assertEq(page.jobs.length + page.waiting + page.next, 0, "behind the end");
        page = lens.openJobs(_requests, type(uint256).max, 5);
        assertEq(page.jobs.length + page.waiting + page.next, 0, "far behind");
    }
}
