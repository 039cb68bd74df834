// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice A factor of EmissionCurve lowers what is left, keeps its order, and stays within a word.
/// @dev The step is restated with a division for the shift. `factor` stands for each of the six constants.
// bug: test/solidity/formal/CurveBit.sol
// - (more * factor + ONE - 1) / ONE
// + (more * factor + ONE - 1) / ONE + 1
// at less == 1 && more == 1 && factor == ONE - 1
contract CurveBit {
    uint256 private constant ONE = 2 ** 128;

    function check(uint256 less, uint256 more, uint256 factor) external pure {
        require(less <= more && more <= ONE && factor < ONE, OutOfScope());
        uint256 lessThen = (less * factor + ONE - 1) / ONE;
        uint256 moreThen = (more * factor + ONE - 1) / ONE;
        assert(less * factor <= more * factor);
        assert(lessThen <= moreThen);
        assert(moreThen <= more);
    }
}
