// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Rounding} from "../../../contracts/shared/Rounding.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice Invariant E2 for two workers that burned all of an epoch: their shares sum to at most its emission.
// bug: contracts/shared/Rounding.sol
// - return (amount * part) / whole;
// + return (amount * part + whole - 1) / whole;
// at emission == 1 && ada == 1 && bo == 1
contract EpochTwo {
    function check(uint96 emission, uint96 ada, uint96 bo) external pure {
        uint256 sum = uint256(ada) + bo;
        require(sum > 0, OutOfScope());
        uint256 toAda = Rounding.mulDivDown(emission, ada, sum);
        uint256 toBo = Rounding.mulDivDown(emission, bo, sum);
        assert(toAda + toBo <= emission);
    }
}
