// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Rounding} from "../../../contracts/shared/Rounding.sol";
import {cancel} from "./CancelFactor.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice Invariant E2 for three workers that burned all of an epoch: their shares sum to at most its emission.
// bug: contracts/shared/Rounding.sol
// - return (amount * part) / whole;
// + return (amount * part + whole - 1) / whole;
// at emission == 1 && ada == 1 && bo == 1 && cy == 1
contract EpochThree {
    function check(uint96 emission, uint96 ada, uint96 bo, uint96 cy) external pure {
        uint256 sum = uint256(ada) + bo + cy;
        require(sum > 0, OutOfScope());
        uint256 toAda = Rounding.mulDivDown(emission, ada, sum);
        uint256 toBo = Rounding.mulDivDown(emission, bo, sum);
        uint256 toCy = Rounding.mulDivDown(emission, cy, sum);
        assert(toAda * sum <= uint256(emission) * ada);
        assert(toBo * sum <= uint256(emission) * bo);
        assert(toCy * sum <= uint256(emission) * cy);
        uint256 paid = toAda + toBo + toCy;
        assert(paid * sum <= emission * sum);
        assert(paid * sum < (uint256(emission) + 1) * sum);
        cancel(paid, uint256(emission) + 1, sum);
        assert(paid <= emission);
    }
}
