// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Deadline} from "../../../contracts/jobs/Deadline.sol";

/// @notice Invariant J9, Assigned and Committed: each second belongs to the worker or to whoever ends the job, never to both.
/// @dev `_requireNotPast` guards commit, submitWitness and the reveals, `_requirePast` guards noShow and slashTimeout.
// bug: contracts/jobs/Deadline.sol
// - return time > deadline;
// + return time >= deadline;
contract DeadlineMissed {
    function check(uint256 time, uint256 later, uint256 deadline) external pure {
        bool acts = !Deadline.isPast(time, deadline);
        bool ends = Deadline.isPast(time, deadline);
        assert(acts != ends);
        assert(acts == (time <= deadline));
        // Who was too late stays too late.
        assert(later <= time || !ends || Deadline.isPast(later, deadline));
    }
}
