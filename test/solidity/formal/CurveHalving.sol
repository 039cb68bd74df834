// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Rounding} from "../../../contracts/shared/Rounding.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice What is left of a budget never grows: not within a half-life, nor where the next one begins.
/// @dev EmissionCurve keeps `ceil(budget * fraction / 2^(128 + halvings))`, written with shifts, which the checker cannot
/// follow; its vectors tie that to the quotient here. Within a half-life the fraction falls from 1 to 1/2.
// bug: contracts/shared/Rounding.sol
// - return product == 0 ? 0 : (product - 1) / whole + 1;
// + return product == 0 ? 0 : (product - 1) / whole + 2;
// at budget == 1 && fraction == ONE && later == ONE
contract CurveHalving {
    uint256 private constant ONE = 2 ** 128;

    function check(uint88 budget, uint256 fraction, uint256 later) external pure {
        require(fraction <= ONE && later <= fraction && later >= ONE / 2, OutOfScope());
        uint256 left = Rounding.mulDivUp(budget, fraction, ONE);
        uint256 leftLater = Rounding.mulDivUp(budget, later, ONE);
        uint256 leftAtTheNext = Rounding.mulDivUp(budget, ONE, 2 * ONE);
        assert(left <= budget);
        assert(budget * later <= budget * fraction);
        assert(leftLater <= left);
        assert(leftAtTheNext <= leftLater);
    }
}
