// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Price} from "../../../contracts/jobs/Price.sol";

/// @notice The step of a price fits its 16 bits; it is 0 where the ramp begins, and 65535 from its end on.
// bug: contracts/jobs/Price.sol
// - passed >= period
// + passed > period + 1
// at period == 2 && passed == 3
contract PriceStep {
    function check(uint64 passed, uint32 period) external pure {
        uint256 step = Price.stepAfter(passed, period);
        assert(step <= type(uint16).max);
        assert(passed != 0 || period == 0 || step == 0);
        assert(passed < period || step == Price.LAST_STEP);
    }
}
