// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Price} from "../../../contracts/jobs/Price.sol";

/// @notice The price of a shard lies between `minPrice` and `maxPrice`, at every step.
// bug: contracts/jobs/Price.sol
// - return least + Rounding.mulDivDown(most - least, step, LAST_STEP);
// + return least + Rounding.mulDivDown(most - least, step, LAST_STEP) + 1;
contract PriceBounds {
    function check(uint96 minPrice, uint96 span, uint16 step) external pure {
        uint256 maxPrice = uint256(minPrice) + span;
        uint256 price = Price.between(minPrice, maxPrice, step);
        assert(uint256(span) * step <= uint256(span) * Price.LAST_STEP);
        assert(minPrice <= price);
        assert(price <= maxPrice);
    }
}
