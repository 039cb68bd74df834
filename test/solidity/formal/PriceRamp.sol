// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Price} from "../../../contracts/jobs/Price.sol";
import {cancel} from "./CancelFactor.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice The step of a price never falls as time passes, for any ramp.
// bug: contracts/jobs/Price.sol
// - passed >= period
// + passed > period + 1
// at period == 2 && passed == 3 && later == 4
contract PriceRamp {
    function check(uint64 passed, uint64 later, uint32 period) external pure {
        require(passed <= later, OutOfScope());
        uint256 step = Price.stepAfter(passed, period);
        uint256 stepLater = Price.stepAfter(later, period);
        if (later < period) {
            assert(step * period <= uint256(passed) * Price.LAST_STEP);
            assert(uint256(later) * Price.LAST_STEP < (stepLater + 1) * period);
            cancel(step, stepLater + 1, period);
        }
        assert(step <= stepLater);
    }
}
