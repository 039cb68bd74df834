// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Draw} from "../../../contracts/jobs/Draw.sol";
import {IEscrowBase} from "../../../contracts/jobs/IEscrowBase.sol";
import {State} from "../../../contracts/jobs/Job.sol";
import {Request, Terms} from "../../../contracts/jobs/Request.sol";
import {DrawRule} from "./DrawRule.sol";
import {RequestBook} from "./RequestBook.sol";

/// @notice Every job that the campaign saw, as last seen; after each action the next look says what happened to it.
abstract contract JobBook is RequestBook {
    /// @notice One job, as last seen.
    struct Track {
        /// As its event told it.
        Request request;
        uint32 shard;
        bytes32 id;
        bytes32 requestId;
        bytes32 workHash;
        address worker;
        State state;
        uint8 attempt;
        uint16 step;
        uint32 deadline;
        /// Accept block, beacon id or open disputes.
        uint64 aux;
        bytes32 stored;
        /// Whether its worker sealed a wrong result.
        bool bad;
        uint256 price;
        /// The seed of its draw, from when the beacon's value was fixed; zero before.
        bytes32 seed;
    }

    /// @notice What the running action may do that nothing else may.
    enum Way {
        Any,
        /// The requester approves.
        Approval,
        /// The disputer opens, closes or slashes.
        Dispute,
        /// A challenger proves a wrong element.
        Proof,
        /// A worker shows an output that is right.
        Witness
    }

    /// @dev Jobs that are looked at after each action. Only these are acted on, so older ones stay as they are.
    uint256 internal constant WATCHED = 16;

    Track[] internal tracks;
    mapping(bytes32 name => uint256) public calls;
    bool public honestSlashed;
    Way internal way;
    bool private _notDone;
    mapping(bytes32 jobId => uint256 place) private _placeOf;

    /// @dev Runs one action, then looks at what it did to jobs and workers.
    modifier act(bytes32 name) {
        (way, _notDone) = (Way.Any, false);
        noteBefore();
        _;
        if (!_notDone) ++calls[name];
        for (uint256 i = firstWatched(); i < tracks.length; ++i) _observe(tracks[i]);
        noteEarned();
    }

    function tracksCount() external view returns (uint256) {
        return tracks.length;
    }

    /// @dev The protocol refused what the running action tried; it is looked at all the same.
    function notDone() internal {
        _notDone = true;
    }

    /// @dev Remembers a job that was just accepted, for the first time or again.
    function taken(Request memory r, uint32 shard, address worker) internal returns (Track storage t) {
        bytes32 id = jobId(r, shard);
        t = _placeOf[id] == 0 ? _track(r, shard, id) : tracks[_placeOf[id] - 1];
        Offer storage offer = offerOf[t.requestId];
        noteTaken(r.terms, offer, worker);
        if (offer.posted && t.attempt == 0) {
            --offer.open;
            noteReturned(r.terms, 1);
        } else if (offer.posted) {
            ++calls["acceptPostedAgain"];
        }
        (t.worker, t.price, t.seed, t.bad) = (worker, priceNow(r.terms), 0, false);
        noteAccepted(r.terms, worker, t.price);
    }

    /// @dev Reverts for a job that is no more looked at.
    function requireWatched(bytes32 id) internal view {
        uint256 place = _placeOf[id];
        if (place != 0 && place - 1 < firstWatched()) revert AssertionFailed("too old");
    }

    /// @dev A job in `state`, looking from `which` on; reverts when there is none.
    function pick(uint256 which, State state) internal view returns (Track storage) {
        uint256 from = firstWatched();
        uint256 count = tracks.length - from;
        for (uint256 i; i < count; ++i) {
            Track storage t = tracks[from + (((which % count) + i) % count)];
            if (t.state == state) return t;
        }
        revert AssertionFailed("no such job");
    }

    /// @dev The same, but one that can still be answered, if there is one.
    function pickInTime(uint256 which, State state) internal view returns (Track storage) {
        for (uint256 i = firstWatched(); i < tracks.length; ++i) {
            Track storage t = watchedAt((which % WATCHED) + i);
            if (t.state == state && block.timestamp <= endOf(t)) return t;
        }
        return pick(which, state);
    }

    /// @dev A job that `fits`, looking from `which` on; reverts when there is none.
    function pickWhere(
        uint256 which,
        function(Track storage) internal view returns (bool) fits
    ) internal view returns (Track storage) {
        uint256 from = firstWatched();
        uint256 count = tracks.length - from;
        for (uint256 i; i < count; ++i) {
            Track storage t = tracks[from + (((which % count) + i) % count)];
            if (fits(t)) return t;
        }
        revert AssertionFailed("no such job");
    }

    /// @dev Any watched job, whatever its state.
    function watchedAt(uint256 which) internal view returns (Track storage) {
        uint256 from = firstWatched();
        return tracks[from + (which % (tracks.length - from))];
    }

    /// @dev One in eight times, moves to `edge` or one second past it, where the rules change.
    function moveToEdge(uint256 edge, uint256 when) internal {
        if (when % 16 > 1 || edge < block.timestamp) return;
        vm.roll(block.number + 1);
        vm.warp(edge + (when % 16));
    }

    /// @dev The last second of whoever may answer; from the next on, anybody may end the job.
    function endOf(Track storage t) internal view returns (uint256) {
        bool disputed = t.state == State.Revealed && t.aux != 0;
        return disputed ? t.deadline + 2 * DISPUTE_CLOCK : t.deadline;
    }

    /// @dev Fixes the beacon's value of a committed job, and with it the draw of every job that waits for it: after its block,
    /// so that no later seal waits for a value that is known.
    function fixDraw(uint64 beaconId, bytes32 value) internal {
        if (isPosted(beaconId)) return;
        if (block.number <= beaconId) vm.roll(beaconId + 1);
        beacon.set(beaconId, value);
        for (uint256 i = firstWatched(); i < tracks.length; ++i) {
            Track storage t = tracks[i];
            if (t.state == State.Committed && t.aux == beaconId) t.seed = seedBy(t, value);
        }
    }

    function seedBy(Track storage t, bytes32 value) internal view returns (bytes32) {
        return DrawRule.seedOf(address(escrow), t.id, t.attempt, t.stored, value);
    }

    function isPosted(uint64 beaconId) internal view returns (bool) {
        try beacon.value(beaconId) returns (bytes32) {
            return true;
        } catch {
            return false;
        }
    }

    function placeOf(Track storage t) internal view returns (uint256) {
        return _placeOf[t.id] - 1;
    }

    function firstWatched() internal view returns (uint256) {
        return tracks.length > WATCHED ? tracks.length - WATCHED : 0;
    }

    function isLive(State state) internal pure returns (bool) {
        return state == State.Assigned || state == State.Committed || state == State.Revealed;
    }

    function _track(Request memory r, uint32 shard, bytes32 id) private returns (Track storage t) {
        t = tracks.push();
        _placeOf[id] = tracks.length;
        t.request.terms = r.terms;
        t.request.work = r.work;
        (t.shard, t.id, t.requestId, t.workHash) = (shard, id, escrow.requestIdOf(r), workHash(r));
    }

    function _observe(Track storage t) private {
        IEscrowBase.JobView memory job = escrow.jobOf(t.id);
        if (isFinal(t.state)) {
            if (_changed(t, job) || job.deadline != t.deadline) breaks("J3: a final job changed");
        } else if (!_isEdge(t, job)) {
            breaks("J4: a job left its edges");
        } else if (isLive(t.state) && job.state != State.Open) {
            if (_changed(t, job)) breaks("J11: a job's worker or price changed after its accept");
        }
        if (job.state != t.state) {
            _observeMove(t, job.state, block.timestamp > endOf(t));
            _observeWindow(t.request.terms, job);
        } else if (isLive(job.state)) {
            if (job.deadline != t.deadline) breaks("J11: a deadline moved");
            _observeDisputes(t, job.aux);
        }
        _observeSeal(t, job);
        if (isLive(t.state) && !isLive(job.state)) _observeEnd(t, job.state);
        (t.state, t.attempt, t.step) = (job.state, job.attempt, job.step);
        (t.deadline, t.aux, t.stored) = (job.deadline, job.aux, job.sealOrRoot);
    }

    function _observeSeal(Track storage t, IEscrowBase.JobView memory job) private {
        if (job.state == t.state && job.sealOrRoot != t.stored) breaks("J7: a seal or root changed");
        if (job.state != State.Revealed || t.state != State.Committed) return;
        bytes32 opened = Draw.sealOf(attemptOf(t.request, t.shard, t.worker), job.sealOrRoot, SALT);
        if (opened != t.stored) breaks("J7: the root does not open the seal");
    }

    /// @dev What may happen until the deadline, what only after it, and what not at all.
    function _observeMove(Track storage t, State to, bool late) private {
        State from = t.state;
        bool disputed = from == State.Revealed && t.aux != 0;
        if (from == State.Revealed && to == State.Finalized) {
            if (way == Way.Approval && disputed) breaks("J6: approved while a dispute is open");
            if (way != Way.Approval && !late) breaks("J6: paid before the window");
        }
        if (from == State.Assigned && to == State.Finalized) {
            if (way != Way.Witness) breaks("J6: paid for no witness that is right");
            if (t.aux >= block.number) breaks("J6: a witness was paid in the block of its accept");
        }
        if (from == State.Revealed && to == State.Slashed) _observeSlash(t, disputed);
        bool timeout = (from == State.Assigned && to == State.Open) || (from == State.Committed && to == State.Slashed);
        if (timeout && !late) breaks("J9: a timeout within the deadline");
        bool answer =
            (from == State.Assigned && (to == State.Committed || to == State.Finalized)) ||
                (from == State.Committed && to == State.Revealed) ||
                (from == State.Revealed && to == State.Slashed);
        if (answer && late) breaks("J9: an answer after the deadline");
    }

    /// @dev A dispute has both clocks if it is open; a proof has the window only.
    function _observeSlash(Track storage t, bool disputed) private {
        if (way == Way.Proof && block.timestamp > t.deadline) breaks("J9: a proof after the window");
        if (way == Way.Dispute && !disputed) breaks("J9: slashed by a dispute that is not open");
        if (way != Way.Proof && way != Way.Dispute) breaks("J4: slashed by neither a proof nor a dispute");
    }

    /// @dev Only the disputer changes what is open; it opens nothing after the window.
    function _observeDisputes(Track storage t, uint64 open) private {
        if (open == t.aux) return;
        if (way != Way.Dispute) breaks("J10: disputes changed without the disputer");
        if (open > t.aux && block.timestamp > t.deadline) breaks("J9: a dispute was opened after the window");
    }

    /// @dev Each deadline is what the signed terms, or the escrow's own constants, make it.
    function _observeWindow(Terms storage terms, IEscrowBase.JobView memory job) private {
        uint256 window = job.deadline;
        if (job.state == State.Assigned) window = block.timestamp + terms.duration;
        if (job.state == State.Committed) window = block.timestamp + BEACON_DELAY + REVEAL_WINDOW;
        if (job.state == State.Revealed) window = block.timestamp + terms.challengeWindow;
        if (job.deadline != window) breaks("J11: a window is other than the terms say");
    }

    /// @dev The way follows from the states alone, whatever was called.
    function _observeEnd(Track storage t, State state) private {
        Terms memory terms = t.request.terms;
        noteEnded(terms, t.worker, t.price);
        if (state == State.Finalized) notePaid(terms, t.worker, t.price);
        else if (state == State.Open) noteNoShow(terms, t.worker, t.price);
        else if (t.state == State.Revealed) noteFraud(terms, t.worker, t.price);
        else noteTimeout(terms, t.worker, t.price);
    }

    /// @dev The edges of protocol.md §4; a job may stay where it is.
    function _isEdge(Track storage t, IEscrowBase.JobView memory job) private view returns (bool) {
        (State from, State to) = (t.state, job.state);
        if (from == State.Assigned && to == State.Open) return job.attempt == t.attempt + 1;
        if (job.attempt != t.attempt) return false;
        if (from == to) return true;
        bool witness = t.request.terms.kernelId == WITNESS;
        if (from == State.Open) return to == State.Assigned || (to == State.Committed && !witness);
        if (from == State.Assigned) return to == (witness ? State.Finalized : State.Committed);
        if (from == State.Committed) return to == State.Revealed || to == State.Slashed;
        return to == State.Finalized || to == State.Slashed;
    }

    /// @dev Whether anything changed that an accept fixes; of a final job, the state too.
    function _changed(Track storage t, IEscrowBase.JobView memory job) private view returns (bool) {
        if (isFinal(t.state) && job.state != t.state) return true;
        return job.attempt != t.attempt || job.worker != t.worker || job.step != t.step;
    }

    function isFinal(State state) internal pure returns (bool) {
        return state == State.Finalized || state == State.Slashed;
    }
}
