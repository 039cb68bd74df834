// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {State} from "../../../contracts/jobs/Job.sol";
import {Answers} from "./Answers.sol";
import {DrawRule} from "./DrawRule.sol";
import {Mood} from "./Moody.sol";

/// @notice Tries out how live jobs can end, from any state that the campaign reaches, and undoes it: until its deadline a job
/// can be answered and not be ended, afterwards anybody can end it and nobody answers, whatever the guardian has paused and
/// whatever turned hostile.
abstract contract Endings is Answers {
    /// @notice What a trial found; with this revert it is undone.
    error Tried(bool worked);
    error OnlyItself();

    enum Trial {
        Answer,
        Prove,
        End,
        /// While everything is paused that the guardian can pause.
        EndPaused,
        /// While, besides, everything is hostile that can be.
        EndAgainstAll,
        WithdrawAgainstAll
    }

    uint256 private constant HOSTILE_MOODS = 5;

    /// @dev All jobs that are looked at, one in four times some of all that there ever were; and one account.
    function endings(uint256 which, uint256 how) external act("endings") {
        (uint256 from, uint256 count) = (firstWatched(), tracks.length);
        if (how % 4 == 0) from = which % count;
        if (count > from + WATCHED) count = from + WATCHED;
        for (uint256 index = from; index < count; ++index) {
            if (isLive(tracks[index].state)) _checkEnding(index, how);
        }
        if (!_works(Trial.WithdrawAgainstAll, which % accounts.length, how))
            breaks("J12: a withdrawal of coin or QRN was blocked");
    }

    /// @notice Tries one thing out and reverts; called by this contract only.
    function tryOut(Trial trial, uint256 index, uint256 how) external {
        if (msg.sender != address(this)) revert OnlyItself();
        if (trial == Trial.WithdrawAgainstAll) revert Tried(_withdrawsAgainstAll(accounts[index], how));
        Track storage t = tracks[index];
        if (trial == Trial.Answer || trial == Trial.Prove) turnAll(Mood.Friendly);
        if (trial == Trial.Answer) revert Tried(_answer(t));
        if (trial == Trial.Prove) revert Tried(prove(t, false) && escrow.jobOf(t.id).state == State.Slashed);
        if (trial != Trial.End) _pauseAll();
        if (trial == Trial.EndPaused) turnAll(Mood.Friendly);
        if (trial == Trial.EndAgainstAll) turnAll(_moodOf(how));
        revert Tried(_end(t));
    }

    /// @dev Why a late job was not ended: because something is hostile, or at all.
    function blame(uint256 index) internal returns (string memory) {
        return
            _works(Trial.EndPaused, index, 0)
                ? "J12: something hostile keeps a late job from being ended"
                : "J10: a late job cannot be ended";
    }

    function blame(Track storage t) internal returns (string memory) {
        return blame(placeOf(t));
    }

    function _checkEnding(uint256 index, uint256 how) private {
        Track storage t = tracks[index];
        (uint256 time, uint256 number, uint256 end) = (block.timestamp, block.number, endOf(t));
        vm.roll(number + 1);
        if (time <= end) {
            _checkProof(index);
            vm.warp(end);
            if (_works(Trial.End, index, how)) breaks(_tooEarly(t));
            if (_canAnswer(t) && !_works(Trial.Answer, index, how)) breaks(_noAnswer(t));
            vm.warp(end + 1);
        }
        if (_works(Trial.Answer, index, how)) breaks("J9: an answer after the deadline");
        if (!_works(Trial.EndAgainstAll, index, how)) breaks(blame(index));
        ++calls[_nameOf(t)];
        vm.warp(time);
        vm.roll(number);
    }

    /// @dev An honest challenger with the data, in the last second of the window.
    function _checkProof(uint256 index) private {
        Track storage t = tracks[index];
        if (t.state != State.Revealed || !t.bad || block.timestamp > t.deadline) return;
        vm.warp(t.deadline);
        if (!_works(Trial.Prove, index, 0)) breaks("V3: a wrong element was not proved");
        ++calls["proved"];
    }

    function _works(Trial trial, uint256 index, uint256 how) private returns (bool) {
        uint256 number = block.number;
        try this.tryOut(trial, index, how) {
            return false;
        } catch (bytes memory reason) {
            vm.roll(number);
            return keccak256(reason) == keccak256(abi.encodeWithSelector(Tried.selector, true));
        }
    }

    /// @dev What whoever must act can still do: commit, witness, reveal, decide the dispute, or open one.
    function _answer(Track storage t) private returns (bool ok) {
        if (t.state == State.Assigned) {
            if (t.request.terms.kernelId == WITNESS) return submitAs(t.worker, t, false);
            return commitAs(t.worker, t, false);
        }
        if (t.state == State.Committed) {
            _draw(t);
            return revealAs(t.worker, t, t.bad, isDrawn(t));
        }
        if (t.aux != 0) return slashByDispute(t);
        (ok, ) = address(disputer).call(abi.encodeCall(disputer.open, (t.id)));
    }

    /// @dev The draw that is fixed; or one in which the job is not drawn.
    function _draw(Track storage t) private {
        bytes32 value = "value";
        if (!isPosted(t.aux)) {
            while (DrawRule.isSampled(seedBy(t, value), t.request.terms.sampleBps))
                value = keccak256(abi.encode(value));
            beacon.set(t.aux, value);
        }
        t.seed = seedBy(t, beacon.value(t.aux));
    }

    function _end(Track storage t) private returns (bool) {
        State want = t.state == State.Revealed ? State.Finalized : State.Slashed;
        if (t.state == State.Assigned) want = State.Open;
        return callAs(STRANGER, endCall(t)) && escrow.jobOf(t.id).state == want;
    }

    function _withdrawsAgainstAll(address account, uint256 how) private returns (bool) {
        turnAll(_moodOf(how));
        for (uint256 i; i < 2; ++i) {
            uint256 credit = creditOf[tokens[i]][account];
            if (credit == 0 || boundUntil[tokens[i]][account] > block.timestamp) continue;
            if (!callAs(account, abi.encodeCall(escrow.withdraw, (tokens[i], address(0xDEAD), credit)))) return false;
        }
        return true;
    }

    function _pauseAll() private {
        for (uint256 i; i < tokens.length; ++i) escrow.setTokenPaused(tokens[i], true);
        for (uint32 id = MATMUL8; id <= MOODY; ++id) registry.retire(id);
        staking.setBondingPaused(true);
    }

    /// @dev Whoever sealed a wrong result cannot answer a draw of it.
    function _canAnswer(Track storage t) private view returns (bool) {
        return t.state != State.Committed || (opensSeal(t, t.bad) && (!t.bad || !isPosted(t.aux)));
    }

    /// @dev What ends a revealed job pays it.
    function _tooEarly(Track storage t) private view returns (string memory) {
        bool paid = t.state == State.Revealed;
        return paid ? "J6, J9: a job was paid within its window" : "J9: a job was ended within its deadline";
    }

    /// @dev A reveal is refused because it comes too late, or because the draw is not the one that was fixed.
    function _noAnswer(Track storage t) private view returns (string memory) {
        bool committed = t.state == State.Committed;
        return committed ? "J8, J9, V2: no reveal by the draw in the last second" : "J9: no answer in the last second";
    }

    function _nameOf(Track storage t) private view returns (bytes32) {
        if (t.state == State.Assigned) return "endedAssigned";
        if (t.state == State.Committed) return "endedCommitted";
        return t.aux == 0 ? bytes32("endedRevealed") : bytes32("endedDisputed");
    }

    function _moodOf(uint256 how) private pure returns (Mood) {
        return Mood(1 + ((how >> 2) % HOSTILE_MOODS));
    }
}
