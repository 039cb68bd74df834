// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobParts, JobWord, State} from "../../../../contracts/jobs/Job.sol";
import {Test} from "../../utils/Test.sol";

contract JobTest is Test {
    /// @dev Flags that no field of `JobParts` stands for: changes must keep them.
    uint256 private constant OTHER_FLAGS = 3 << 254;

    function testFuzz_pack_keepsEveryField(
        address worker,
        uint16 step,
        uint32 deadline,
        uint64 aux,
        uint8 state,
        uint8 attempt,
        uint8 flags
    ) external pure {
        JobParts memory p = JobParts({
            worker: worker,
            step: step,
            deadline: deadline,
            aux: aux & ((1 << 36) - 1),
            state: State(state % 6),
            attempt: attempt & 15,
            royalty: flags & 1 != 0,
            witness: flags & 2 != 0
        });
        _assertSame(p.pack().unpack(), p);
    }

    /// @dev The word changed in place beside the parts changed one by one.
    function testFuzz_withState_isThatOfItsParts(uint256 raw, uint8 next) external pure {
        JobParts memory p = _partsOf(raw);
        JobWord have = _flagged(p.pack()).withState(State(next % 6));
        p.state = State(next % 6);
        _assertWord(have, p);
    }

    function testFuzz_withAttempt_isThatOfItsParts(uint256 raw, uint8 next) external pure {
        JobParts memory p = _partsOf(raw);
        JobWord have = _flagged(p.pack()).withAttempt(next);
        p.attempt = next & 15;
        _assertWord(have, p);
    }

    function testFuzz_moved_isThatOfItsParts(uint256 raw, uint8 next, uint32 deadline, uint64 aux) external pure {
        JobParts memory p = _partsOf(raw);
        JobWord have = _flagged(p.pack()).moved(State(next % 6), deadline, aux);
        p.state = State(next % 6);
        p.deadline = deadline;
        p.aux = aux & ((1 << 36) - 1);
        _assertWord(have, p);
    }

    function test_moved_extremesDoNotTouchNeighbours() external pure {
        JobParts memory p;
        p.state = State.Slashed;
        p.deadline = type(uint32).max;
        p.aux = (1 << 36) - 1;
        JobParts memory none;
        _assertWord(_flagged(none.pack()).moved(State.Slashed, type(uint32).max, type(uint64).max), p);
        _assertWord(_flagged(p.pack()).moved(State.Open, 0, 0), none);
    }

    function test_pack_extremesDoNotTouchNeighbours() external pure {
        JobParts memory p;
        _assertSame(p.pack().unpack(), p);
        assertEq(JobWord.unwrap(p.pack()), 0, "an open job is an empty word");
        p = JobParts(
            address(type(uint160).max),
            type(uint16).max,
            type(uint32).max,
            (1 << 36) - 1,
            State.Slashed,
            15,
            true,
            true
        );
        _assertSame(p.pack().unpack(), p);
    }

    /// @dev Parts of any size, in a state that exists.
    function _partsOf(uint256 raw) private pure returns (JobParts memory) {
        uint256 state = ((raw >> 244) & 15) % 6;
        return JobWord.wrap((raw & ~(uint256(15) << 244)) | (state << 244)).unpack();
    }

    function _flagged(JobWord word) private pure returns (JobWord) {
        return JobWord.wrap(JobWord.unwrap(word) | OTHER_FLAGS);
    }

    function _assertWord(JobWord have, JobParts memory want) private pure {
        assertEq(JobWord.unwrap(have), JobWord.unwrap(_flagged(want.pack())), "word");
        _assertSame(have.unpack(), want);
    }

    function _assertSame(JobParts memory have, JobParts memory want) private pure {
        assertEq(have.worker, want.worker, "worker");
        assertEq(have.step, want.step, "step");
        assertEq(have.deadline, want.deadline, "deadline");
        assertEq(have.aux, want.aux, "aux");
        assertEq(uint256(have.state), uint256(want.state), "state");
        assertEq(have.attempt, want.attempt, "attempt");
        assertTrue(have.royalty == want.royalty, "royalty");
        assertTrue(have.witness == want.witness, "witness");
    }
}
