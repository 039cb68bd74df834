// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Deadline} from "../../../contracts/jobs/Deadline.sol";

/// @notice Invariant J9, Revealed: at each second a job can be ended against its worker or be paid, and never both.
/// @dev Deadlines have 32 bits, clocks too; disputes 36. Without a dispute the challenger has its proof, until the deadline;
/// while one is open the disputer has `slashByDispute` besides, until both sides' clocks are over.
// bug: contracts/jobs/Deadline.sol
// - return disputes == 0 ? deadline : deadline + 2 * clock;
// + return disputes == 0 ? deadline : deadline + 2 * clock - 1;
contract DeadlineWindow {
    function check(uint64 time, uint32 deadline, uint64 disputes, uint32 clock) external pure {
        uint256 end = Deadline.windowEnd(deadline, disputes, clock);
        bool proves = !Deadline.isPast(time, deadline);
        bool slashes = disputes != 0 && !Deadline.isPast(time, end);
        bool pays = Deadline.isPast(time, end);
        assert(pays != (proves || slashes));
        assert(disputes != 0 || pays != proves);
        assert(disputes == 0 || pays != slashes);
        // A dispute delays the payment by both clocks, and no longer.
        assert(pays == (time > uint256(deadline) + (disputes == 0 ? 0 : 2 * uint256(clock))));
    }
}
