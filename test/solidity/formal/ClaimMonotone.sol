// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Rounding} from "../../../contracts/shared/Rounding.sol";
import {cancel} from "./CancelFactor.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice Who burned more of the same epoch never earns less.
// bug: contracts/shared/Rounding.sol
// - return (amount * part) / whole;
// + return whole - (amount * part) / whole;
// at emission == 4 && sum == 4 && less == 1 && more == 3
contract ClaimMonotone {
    function check(uint96 emission, uint96 sum, uint96 less, uint96 more) external pure {
        require(sum > 0 && less <= more && more <= sum, OutOfScope());
        uint256 low = Rounding.mulDivDown(emission, less, sum);
        uint256 high = Rounding.mulDivDown(emission, more, sum);
        assert(low * sum <= uint256(emission) * less);
        assert(uint256(emission) * less <= uint256(emission) * more);
        assert(uint256(emission) * more < (high + 1) * sum);
        cancel(low, high + 1, sum);
        assert(low <= high);
    }
}
