// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Rounding} from "../shared/Rounding.sol";
import {Terms} from "./Request.sol";

/// @notice The reverse Dutch ramp: `minPrice` until `rampStart`, then linear to `maxPrice` over `rampPeriod`.
library Price {
    uint256 internal constant LAST_STEP = 65535;

    /// @notice The place on the ramp at Unix time `time`, 0..65535, rounded down.
    function stepAt(Terms calldata terms, uint256 time) internal pure returns (uint16) {
        if (time < terms.rampStart) return 0;
        return uint16(stepAfter(time - terms.rampStart, terms.rampPeriod));
    }

    /// @notice The price of a shard at `step`, rounded down; between `minPrice` and `maxPrice`.
    function at(Terms calldata terms, uint16 step) internal pure returns (uint96) {
        return uint96(between(terms.minPrice, terms.maxPrice, step));
    }

    /// @dev `stepAt` over numbers, so that a prover can follow (`test/solidity/formal`): at most LAST_STEP.
    function stepAfter(uint256 passed, uint256 period) internal pure returns (uint256) {
        return passed >= period ? LAST_STEP : Rounding.mulDivDown(passed, LAST_STEP, period);
    }

    /// @dev `at` over numbers: from `least`, at step 0, to `most`, at LAST_STEP.
    function between(uint256 least, uint256 most, uint256 step) internal pure returns (uint256) {
        return least + Rounding.mulDivDown(most - least, step, LAST_STEP);
    }
}
