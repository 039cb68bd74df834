// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Deadline} from "../../../contracts/jobs/Deadline.sol";

/// @notice Invariant J9, disputes opened and closed: a job that once could be paid is never slashed by anybody afterwards.
/// @dev Two moments of a revealed job's life: between them disputes are closed, or opened while `openDispute` is in time.
// bug: test/solidity/formal/DeadlineDispute.sol
// - disputesThen <= disputes || !Deadline.isPast(time, deadline)
// + disputesThen <= disputes || time <= later
contract DeadlineDispute {
    function check(
        uint64 time,
        uint64 later,
        uint32 deadline,
        uint64 disputes,
        uint64 disputesThen,
        uint32 clock
    ) external pure {
        bool possible = time <= later && (disputesThen <= disputes || !Deadline.isPast(time, deadline));
        bool pays = Deadline.isPast(time, Deadline.windowEnd(deadline, disputes, clock));
        uint256 end = Deadline.windowEnd(deadline, disputesThen, clock);
        bool slashes = disputesThen != 0 && !Deadline.isPast(later, end);
        bool proves = !Deadline.isPast(later, deadline);
        assert(!possible || !pays || !(slashes || proves));
        assert(!possible || !pays || Deadline.isPast(later, end));
    }
}
