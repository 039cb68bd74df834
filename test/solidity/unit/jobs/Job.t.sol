// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobParts, JobWord, State} from "../../../../contracts/jobs/Job.sol";
import {Test} from "../../utils/Test.sol";

contract JobTest is Test {
    function testFuzz_pack_keepsEveryField(
        address worker,
        uint16 step,
        uint32 deadline,
        uint64 aux,
        uint8 state,
        uint8 attempt,
        bool royalty
    ) external pure {
        JobParts memory p = JobParts({
            worker: worker,
            step: step,
            deadline: deadline,
            aux: aux & ((1 << 36) - 1),
            state: State(state % 6),
            attempt: attempt & 15,
            royalty: royalty
        });
        _assertSame(p.pack().unpack(), p);
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
            true
        );
        _assertSame(p.pack().unpack(), p);
    }

    function _assertSame(JobParts memory have, JobParts memory want) private pure {
        assertEq(have.worker, want.worker, "worker");
        assertEq(have.step, want.step, "step");
        assertEq(have.deadline, want.deadline, "deadline");
        assertEq(have.aux, want.aux, "aux");
        assertEq(uint256(have.state), uint256(want.state), "state");
        assertEq(have.attempt, want.attempt, "attempt");
        assertTrue(have.royalty == want.royalty, "royalty");
    }
}
