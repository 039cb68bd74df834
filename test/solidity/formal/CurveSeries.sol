// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice One step of the series of EmissionCurve keeps its result between `1 - x` and 1, so nothing there can wrap.
/// @dev The step is restated: the series is private. `x` is `elapsed * ln 2 / HALF_LIFE`, below 2^-6.
// bug: test/solidity/formal/CurveSeries.sol
// - (x * left) / (k * ONE)
// + (x * left * k) / ONE
contract CurveSeries {
    uint256 private constant ONE = 2 ** 128;

    function check(uint256 x, uint256 left, uint256 k) external pure {
        require(left <= ONE && x <= ONE / 64 && k >= 1 && k <= 14, OutOfScope());
        uint256 next = ONE - (x * left) / (k * ONE);
        assert(next <= ONE);
        assert(next >= ONE - x);
    }
}
