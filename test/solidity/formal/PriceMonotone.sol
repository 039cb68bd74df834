// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Price} from "../../../contracts/jobs/Price.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice The price of a shard never falls as its step rises.
// bug: contracts/jobs/Price.sol
// - return least + Rounding.mulDivDown(most - least, step, LAST_STEP);
// + return most - Rounding.mulDivDown(most - least, step, LAST_STEP);
// at minPrice == 1 && span == 2 && step == 0 && later == 65535
contract PriceMonotone {
    function check(uint96 minPrice, uint96 span, uint16 step, uint16 later) external pure {
        require(step <= later, OutOfScope());
        uint256 price = Price.between(minPrice, uint256(minPrice) + span, step);
        uint256 priceLater = Price.between(minPrice, uint256(minPrice) + span, later);
        assert(uint256(span) * step <= uint256(span) * later);
        assert(price <= priceLater);
    }
}
