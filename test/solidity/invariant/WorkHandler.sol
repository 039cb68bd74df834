// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {State} from "../../../contracts/jobs/Job.sol";
import {RequestHandler} from "./RequestHandler.sol";

/// @notice Workers commit, reveal and show witnesses, and the beacon fixes draws.
abstract contract WorkHandler is RequestHandler {
    function commit(uint256 which, uint256 how) external act("commit") {
        bool bad = how % 2 == 0;
        Track storage t = pickInTime(which, State.Assigned);
        moveToEdge(t.deadline, how >> 1);
        if (!commitAs(actorOf(t.worker, how >> 8), t, bad)) return notDone();
        t.bad = bad;
    }

    /// @dev Some time before anybody reveals.
    function fixBeacon(uint256 which, uint256 value) external act("fixBeacon") {
        Track storage t = pick(which, State.Committed);
        if (isPosted(t.aux)) return notDone();
        fixDraw(t.aux, keccak256(abi.encode(value)));
    }

    /// @dev The draw is known since the beacon's value is: whoever reveals, and whenever, can do it this way only. One in
    /// eight workers tries to show another root than it sealed.
    function reveal(uint256 which, uint256 value) external act("reveal") {
        Track storage t = pickInTime(which, State.Committed);
        fixDraw(t.aux, keccak256(abi.encode(value)));
        moveToEdge(t.deadline, value >> 3);
        bool shown = value % 8 == 0 ? !t.bad : t.bad;
        bool drawn = isDrawn(t);
        address actor = actorOf(t.worker, value >> 8);
        if (revealAs(actor, t, shown, !drawn)) {
            breaks(drawn ? "J8: a drawn job was revealed without samples" : "J8: samples of a job that is not drawn");
            return;
        }
        bool may = opensSeal(t, shown) && block.timestamp <= t.deadline;
        bool samples = !isHostileKernel(t) && canSample(t);
        bool ok = revealAs(actor, t, shown, drawn);
        if (!ok && may && (!drawn || samples))
            breaks("J8, J9, V2: a reveal in time, as its draw wants it, was refused");
        if (ok && drawn && !canSample(t)) breaks("J8: a drawn element was not looked at");
        if (!ok) return notDone();
        if (drawn) ++calls["revealSampled"];
    }

    /// @dev One in four outputs is wrong; one in eight jobs is of any kernel.
    function submitWitness(uint256 which, uint256 how) external act("submitWitness") {
        Track storage t = pickWhere(which, (how >> 16) % 8 == 0 ? isAssigned : isAssignedWitness);
        moveToEdge(t.deadline, how >> 8);
        bool bad = how % 4 == 0;
        if (t.request.terms.kernelId == WITNESS && !bad) way = Way.Witness;
        if (!submitAs(actorOf(t.worker, how >> 4), t, bad)) notDone();
    }

    function isHostileKernel(Track storage t) internal view returns (bool) {
        return t.request.terms.kernelId == MOODY && isHostile(address(moodyKernel));
    }

    function isAssignedWitness(Track storage t) internal view returns (bool) {
        return t.state == State.Assigned && t.request.terms.kernelId == WITNESS;
    }

    function isAssigned(Track storage t) internal view returns (bool) {
        return t.state == State.Assigned;
    }
}
