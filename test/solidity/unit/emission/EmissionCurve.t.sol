// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {EmissionCurve} from "../../../../contracts/emission/EmissionCurve.sol";
import {Test} from "../../utils/Test.sol";
import {CurveVectors} from "./CurveVectors.sol";

contract EmissionCurveTest is Test {
    uint256 private constant BUDGET = 6e26;
    uint256 private constant HALF_LIFE = 730 days;

    function test_emitted_isExactAtEachEdgeOf50YearsOfDays() external pure {
        bytes32[] memory digests = abi.decode(CurveVectors.YEARS, (bytes32[]));
        uint256 edge = 0;
        for (uint256 year = 0; year < digests.length; ++year) {
            uint256 rest = CurveVectors.EDGES - edge;
            uint256[] memory atDay = new uint256[](rest < 365 ? rest : 365);
            for (uint256 day = 0; day < atDay.length; ++day) {
                atDay[day] = EmissionCurve.emitted(BUDGET, edge * 1 days);
                ++edge;
            }
            assertEq(keccak256(abi.encodePacked(atDay)), digests[year], "a day of the year");
        }
        assertEq(edge, 18_264, "every edge of 18,263 epochs");
    }

    function test_fractionLeft_isJustAboveTheExactOne() external pure {
        uint256[2][] memory pairs = abi.decode(CurveVectors.FRACTIONS, (uint256[2][]));
        for (uint256 i = 0; i < pairs.length; ++i) {
            uint256 left = EmissionCurve.fractionLeft(pairs[i][0]);
            // The vector is rounded down, so the exact fraction lies less than one above it.
            assertBetween(left, pairs[i][1] + 1, pairs[i][1] + 16, "fraction left");
        }
    }

    function test_emitted_halvesWhatIsLeft() external pure {
        assertEq(EmissionCurve.emitted(BUDGET, 0), 0, "at the start");
        assertEq(EmissionCurve.emitted(BUDGET, HALF_LIFE), BUDGET / 2, "after a half-life");
        assertEq(EmissionCurve.emitted(BUDGET, 2 * HALF_LIFE), (BUDGET / 4) * 3, "after two");
        assertEq(EmissionCurve.emitted(3, HALF_LIFE), 1, "rounded down");
        assertEq(EmissionCurve.emitted(0, HALF_LIFE), 0, "nothing of nothing");
    }

    function test_emitted_neverReachesTheBudget() external pure {
        assertEq(EmissionCurve.emitted(BUDGET, 200 * HALF_LIFE), BUDGET - 1, "after 400 years");
        assertEq(EmissionCurve.emitted(BUDGET, type(uint40).max), BUDGET - 1, "after 35,000 years");
        assertEq(EmissionCurve.emitted(BUDGET, type(uint128).max), BUDGET - 1, "when the shift passes a word");
    }

    function test_emitted_risesEachSecondAroundAHalfLife() external pure {
        for (uint256 half = 1; half < 8; ++half) {
            for (uint256 second = half * HALF_LIFE - 40; second < half * HALF_LIFE + 40; ++second) {
                uint256 now_ = EmissionCurve.emitted(BUDGET, second);
                assertTrue(EmissionCurve.emitted(BUDGET, second + 1) > now_, "the next second emits more");
            }
        }
    }

    function testFuzz_emitted_risesEachSecond(uint256 second) external pure {
        second = bound(second, 0, 20 * HALF_LIFE);
        uint256 now_ = EmissionCurve.emitted(BUDGET, second);
        assertTrue(EmissionCurve.emitted(BUDGET, second + 1) > now_, "the next second emits more");
    }

    /// @dev The 21st bit of the elapsed time is where the factors take over from the series.
    function testFuzz_emitted_risesWhereTheSeriesEnds(uint256 block_, uint256 half) external pure {
        uint256 second = bound(half, 0, 20) * HALF_LIFE + (bound(block_, 1, 60) << 20);
        uint256 before = EmissionCurve.emitted(BUDGET, second - 1);
        uint256 now_ = EmissionCurve.emitted(BUDGET, second);
        assertTrue(now_ > before, "more than a second before");
        assertTrue(EmissionCurve.emitted(BUDGET, second + 1) > now_, "less than a second later");
    }

    function testFuzz_emitted_neverFallsNorPassesTheBudget(uint256 budget, uint256 a, uint256 b) external pure {
        budget = bound(budget, 0, 1e27);
        (a, b) = (bound(a, 0, type(uint40).max), bound(b, 0, type(uint40).max));
        if (a > b) (a, b) = (b, a);
        uint256 later = EmissionCurve.emitted(budget, b);
        assertTrue(EmissionCurve.emitted(budget, a) <= later, "monotone");
        assertTrue(later <= budget, "within the budget");
    }

    function testFuzz_emittedPart_neverPassesThePart(uint256 bps, uint256 elapsed) external pure {
        (bps, elapsed) = (bound(bps, 0, 10_000), bound(elapsed, 0, type(uint40).max));
        uint256 part = EmissionCurve.emittedPart(BUDGET, bps, elapsed);
        assertEq(part, (EmissionCurve.emitted(BUDGET, elapsed) * bps) / 10_000, "rounded down");
    }
}
