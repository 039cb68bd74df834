// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Terms} from "./Request.sol";

/// @notice The reverse Dutch ramp: `minPrice` until `rampStart`, then linear to `maxPrice` over `rampPeriod`.
library Price {
    uint256 internal constant LAST_STEP = 65535;

    /// @notice The place on the ramp at Unix time `time`, 0..65535, rounded down.
    function stepAt(Terms calldata terms, uint256 time) internal pure returns (uint16) {
        if (time < terms.rampStart) return 0;
        if (terms.rampPeriod == 0) return uint16(LAST_STEP);
        uint256 passed = time - terms.rampStart;
        if (passed > terms.rampPeriod) passed = terms.rampPeriod;
        return uint16((passed * LAST_STEP) / terms.rampPeriod);
    }

    /// @notice The price of a shard at `step`, rounded down; between `minPrice` and `maxPrice`.
    function at(Terms calldata terms, uint16 step) internal pure returns (uint96) {
        uint256 span = terms.maxPrice - terms.minPrice;
        // span < 2^96 and step <= LAST_STEP, so the sum is at most maxPrice.
        return uint96(terms.minPrice + (span * step) / LAST_STEP);
    }
}
