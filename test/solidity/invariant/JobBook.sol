// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Draw} from "../../../contracts/jobs/Draw.sol";
import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../contracts/jobs/Job.sol";
import {Request, Terms, Work} from "../../../contracts/jobs/Request.sol";
import {MatmulFixture} from "../utils/MatmulFixture.sol";
import {MoneyBook} from "./MoneyBook.sol";

/// @notice Every job that the campaign saw, as last seen; after each action the next look says what happened to it.
abstract contract JobBook is MoneyBook {
    using MatmulFixture for MatmulFixture.Product;

    /// @notice One job, as last seen.
    struct Track {
        Request request;
        uint32 shard;
        bytes32 id;
        bytes32 workHash;
        address worker;
        State state;
        uint8 attempt;
        uint16 step;
        uint32 deadline;
        bytes32 stored;
        /// Whether its worker sealed a wrong result.
        bool bad;
        uint256 price;
    }

    uint64 internal constant BAD_ELEMENT = 1;
    uint32 private constant ROWS = 2;
    uint32 private constant COLUMNS = 2;
    uint32 private constant LENGTH = 4;
    /// @dev Jobs that are looked at after each action. Only these are acted on, so older ones stay as they are.
    uint256 private constant WATCHED = 16;

    Track[] internal tracks;
    bytes32[] internal inputs;
    mapping(bytes32 name => uint256) public calls;
    uint256 public sampledReveals;
    bool public honestSlashed;
    /// @dev Whether the running action is the requester's approval.
    bool internal approving;
    uint64 private _nonce;
    bytes private _params;
    mapping(uint32 shard => mapping(bool bad => bytes32)) internal rootOf;
    mapping(uint32 shard => mapping(bool bad => mapping(uint64 element => bytes))) internal proofOf;

    /// @dev Runs one action, then looks at what it did to jobs and workers.
    modifier act(bytes32 name) {
        approving = false;
        noteBefore();
        _;
        ++calls[name];
        for (uint256 i = _firstWatched(); i < tracks.length; ++i) _observe(tracks[i]);
        noteEarned();
    }

    function tracksCount() external view returns (uint256) {
        return tracks.length;
    }

    /// @dev Builds all results once: two shards of one row and two elements, honest and with one wrong element.
    function setUpResults() internal {
        _params = MatmulFixture.paramsOf(ROWS, COLUMNS, LENGTH);
        inputs = MatmulFixture.build(_params, 2, 0, SEED).inputRoots();
        for (uint32 i; i < 4; ++i) {
            (uint32 shard, bool bad) = (i / 2, i % 2 == 1);
            MatmulFixture.Product memory p = MatmulFixture.build(_params, 2, shard, SEED);
            if (bad) p.corrupt(BAD_ELEMENT);
            rootOf[shard][bad] = p.outputRoot();
            for (uint64 e; e < COLUMNS; ++e) proofOf[shard][bad][e] = p.proof(e);
        }
    }

    /// @dev A request of two shards of one row and two columns each.
    function freshRequest(uint256 shape) internal returns (Request memory r) {
        r.terms = Terms({
            requester: vm.addr(REQUESTER_KEY + (shape % 2)),
            nonce: ++_nonce,
            payToken: shape % 5 == 0 ? address(qrn) : address(0),
            minPrice: uint96((shape >> 16) % 2 ether),
            maxPrice: 2 ether,
            rampStart: uint40(block.timestamp - (shape % 50)),
            rampPeriod: 100,
            burn: _burnOf(shape),
            lock: uint96(bound(shape >> 24, MIN_LOCK, 150 ether)),
            acceptBy: uint40(block.timestamp + 1000),
            duration: 60,
            challengeWindow: 50,
            sampleBps: 5000,
            samples: 4,
            assignee: address(0),
            kernelId: MATMUL8
        });
        bytes32 inputRoot = keccak256(abi.encode(inputs));
        r.work = Work({shards: 2, inputRoot: inputRoot, params: _params, inputUri: "file:///inputs/"});
    }

    function allShards() internal pure returns (uint32[] memory list) {
        list = new uint32[](2);
        list[1] = 1;
    }

    function signFor(Request memory r) internal view returns (bytes memory) {
        return signAs(r.terms.requester == accounts[3] ? REQUESTER_KEY : REQUESTER_KEY + 1, r);
    }

    function isPosted(uint64 id) internal view returns (bool) {
        try beacon.value(id) returns (bytes32) {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev Remembers a job that was just accepted.
    function track(Request memory r, uint32 shard, address worker) internal returns (Track storage t) {
        t = tracks.push();
        t.request.terms = r.terms;
        t.request.work = r.work;
        t.shard = shard;
        t.id = jobId(r, shard);
        t.workHash = workHash(r);
        retake(t, worker);
    }

    /// @dev Counts what entered with an accept.
    function retake(Track storage t, address worker) internal {
        t.worker = worker;
        t.price = priceNow(t.request.terms);
        noteAccepted(t.request.terms, worker, t.price);
    }

    /// @dev A job in `state`, looking from `which` on; reverts when there is none.
    function pick(uint256 which, State state) internal view returns (Track storage) {
        uint256 from = _firstWatched();
        uint256 count = tracks.length - from;
        for (uint256 i; i < count; ++i) {
            Track storage t = tracks[from + (((which % count) + i) % count)];
            if (t.state == state) return t;
        }
        revert AssertionFailed("no such job");
    }

    /// @dev A job that is final although its last deadline is still to come, looking from `which` on.
    function pickFinalInTime(uint256 which) internal view returns (Track storage) {
        uint256 from = _firstWatched();
        uint256 count = tracks.length - from;
        for (uint256 i; i < count; ++i) {
            Track storage t = tracks[from + (((which % count) + i) % count)];
            if (_isFinal(t.state) && block.timestamp <= t.deadline && t.bad) return t;
        }
        revert AssertionFailed("no such job");
    }

    /// @dev Any watched job, whatever its state.
    function watchedAt(uint256 which) internal view returns (Track storage) {
        uint256 from = _firstWatched();
        return tracks[from + (which % (tracks.length - from))];
    }

    /// @dev Half of the times, moves to the job's deadline or one second past it, where the edges are.
    function moveToEdge(Track storage t, uint256 when) internal {
        if (when % 4 > 1 || t.deadline < block.timestamp) return;
        vm.roll(block.number + 1);
        vm.warp(t.deadline + (when % 4));
    }

    function _burnOf(uint256 shape) private pure returns (uint96) {
        if (shape % 4 == 0) return 0;
        if (shape % 8 == 1) return uint96(bound(shape >> 8, 500 ether, 3_000 ether));
        return uint96(bound(shape >> 8, UNIT_BURN, 3 ether));
    }

    function _observe(Track storage t) private {
        IEscrowBase.JobView memory job = escrow.jobOf(t.id);
        if (_isFinal(t.state)) {
            if (_changed(t, job) || job.deadline != t.deadline) breaks("J3: a final job changed");
        } else if (!_isEdge(t, job)) {
            breaks("J4: a job left its edges");
        } else if (_isLive(t.state) && job.state != State.Open) {
            if (_changed(t, job)) breaks("J11: a job's worker or price changed after its accept");
            if (job.state == t.state && job.deadline != t.deadline) breaks("J11: a deadline moved");
        }
        _observeSeal(t, job);
        _observeTime(t.state, job.state, block.timestamp > t.deadline);
        if (_isLive(t.state) && !_isLive(job.state)) _observeEnd(t, job.state);
        (t.state, t.attempt, t.step) = (job.state, job.attempt, job.step);
        (t.deadline, t.stored) = (job.deadline, job.sealOrRoot);
    }

    function _observeSeal(Track storage t, IEscrowBase.JobView memory job) private {
        if (job.state == t.state && job.sealOrRoot != t.stored) breaks("J7: a seal or root changed");
        if (job.state != State.Revealed || t.state != State.Committed) return;
        bytes32 opened = Draw.sealOf(attemptOf(t.request, t.shard, t.worker), job.sealOrRoot, SALT);
        if (opened != t.stored) breaks("J7: the root does not open the seal");
    }

    /// @dev What may happen until the deadline, and what only after it.
    function _observeTime(State from, State to, bool late) private {
        if (from == State.Revealed && to == State.Finalized && !late && !approving)
            breaks("J6: paid before the window");
        bool timeout = (from == State.Assigned && to == State.Open) || (from == State.Committed && to == State.Slashed);
        if (timeout && !late) breaks("J9: a timeout within the deadline");
        bool answer =
            (from == State.Assigned && to == State.Committed) ||
                (from == State.Committed && to == State.Revealed) ||
                (from == State.Revealed && to == State.Slashed);
        if (answer && late) breaks("J9: an answer after the deadline");
    }

    /// @dev The way follows from the states alone, whatever was called.
    function _observeEnd(Track storage t, State state) private {
        Terms storage terms = t.request.terms;
        noteEnded(terms, t.worker, t.price);
        if (state == State.Finalized) notePaid(terms, t.worker);
        else if (state == State.Open) noteNoShow(terms, t.worker);
        else if (t.state == State.Revealed) noteFraud(terms, t.worker);
        else noteTimeout(terms, t.worker);
    }

    /// @dev The edges of protocol.md §4; a job may stay where it is.
    function _isEdge(Track storage t, IEscrowBase.JobView memory job) private view returns (bool) {
        (State from, State to) = (t.state, job.state);
        if (from == State.Assigned && to == State.Open) return job.attempt == t.attempt + 1;
        if (job.attempt != t.attempt) return false;
        if (from == to) return true;
        if (from == State.Open) return to == State.Assigned || to == State.Committed;
        if (from == State.Assigned) return to == State.Committed;
        if (from == State.Committed) return to == State.Revealed || to == State.Slashed;
        return to == State.Finalized || to == State.Slashed;
    }

    /// @dev Whether anything changed that an accept fixes; of a final job, the state too.
    function _changed(Track storage t, IEscrowBase.JobView memory job) private view returns (bool) {
        if (_isFinal(t.state) && job.state != t.state) return true;
        return job.attempt != t.attempt || job.worker != t.worker || job.step != t.step;
    }

    function _firstWatched() private view returns (uint256) {
        return tracks.length > WATCHED ? tracks.length - WATCHED : 0;
    }

    function _isLive(State state) private pure returns (bool) {
        return state == State.Assigned || state == State.Committed || state == State.Revealed;
    }

    function _isFinal(State state) private pure returns (bool) {
        return state == State.Finalized || state == State.Slashed;
    }
}
