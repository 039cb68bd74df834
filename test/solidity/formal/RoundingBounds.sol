// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Rounding} from "../../../contracts/shared/Rounding.sol";
import {cancel} from "./CancelFactor.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice Down is never above the quotient, up never below it, and they differ by at most one.
// bug: contracts/shared/Rounding.sol
// - return product == 0 ? 0 : (product - 1) / whole + 1;
// + return product / whole + 1;
// at amount == 4 && part == 1 && whole == 2
contract RoundingBounds {
    function check(uint96 amount, uint96 part, uint96 whole) external pure {
        require(whole > 0, OutOfScope());
        uint256 product = uint256(amount) * part;
        uint256 down = Rounding.mulDivDown(amount, part, whole);
        uint256 up = Rounding.mulDivUp(amount, part, whole);
        assert(down * whole <= product && product < (down + 1) * whole);
        assert(product <= up * whole && up * whole < product + whole);
        assert(up * whole < (down + 2) * whole);
        cancel(up, down + 2, whole);
        assert(up <= down + 1);
    }
}
