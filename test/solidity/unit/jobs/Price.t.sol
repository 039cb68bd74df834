// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Price} from "../../../../contracts/jobs/Price.sol";
import {Terms} from "../../../../contracts/jobs/Request.sol";
import {Test} from "../../utils/Test.sol";

contract PriceTest is Test {
    function stepAt(Terms calldata terms, uint256 time) external pure returns (uint16) {
        return Price.stepAt(terms, time);
    }

    function at(Terms calldata terms, uint16 step) external pure returns (uint96) {
        return Price.at(terms, step);
    }

    function test_stepAt_isZeroBeforeTheRampAndFullAfterIt() external view {
        Terms memory t = _terms(10, 20, 1000, 100);
        assertEq(this.stepAt(t, 999), 0, "a second before");
        assertEq(this.stepAt(t, 1000), 0, "at the start");
        assertEq(this.stepAt(t, 1001), 655, "a second after: floor(65535 / 100)");
        assertEq(this.stepAt(t, 1099), 64879, "a second before the end");
        assertEq(this.stepAt(t, 1100), 65535, "at the end");
        assertEq(this.stepAt(t, type(uint40).max), 65535, "long after");
    }

    function test_stepAt_withoutPeriodJumpsAtTheStart() external view {
        Terms memory t = _terms(10, 20, 1000, 0);
        assertEq(this.stepAt(t, 999), 0, "before");
        assertEq(this.stepAt(t, 1000), 65535, "at the start");
    }

    function testFuzz_at_staysWithinBoundsAndNeverFalls(
        uint96 low,
        uint96 high,
        uint40 start,
        uint32 period,
        uint40 time,
        uint32 later
    ) external view {
        Terms memory t = _terms(low < high ? low : high, low < high ? high : low, start, period);
        uint96 first = this.at(t, this.stepAt(t, time));
        uint96 second = this.at(t, this.stepAt(t, uint256(time) + later));
        assertBetween(first, t.minPrice, t.maxPrice, "first price");
        assertBetween(second, first, t.maxPrice, "later price");
    }

    function test_at_reachesBothEndsForExtremePrices() external view {
        Terms memory t = _terms(0, type(uint96).max, 0, 1);
        assertEq(this.at(t, 0), 0, "least");
        assertEq(this.at(t, 65535), type(uint96).max, "most");
    }

    function _terms(uint96 low, uint96 high, uint40 start, uint32 period) private pure returns (Terms memory t) {
        t.minPrice = low;
        t.maxPrice = high;
        t.rampStart = start;
        t.rampPeriod = period;
    }
}
