// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bps} from "../../../contracts/shared/Bps.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice A split by subtraction sums to the whole and neither part passes it, for every amount and rate.
// bug: contracts/shared/Bps.sol
// - return (amount * bps) / ONE;
// + return (amount * bps) / ONE + 1;
contract BpsSplit {
    function check(uint152 amount, uint256 bps) external pure {
        require(bps <= Bps.ONE, OutOfScope());
        uint256 part = Bps.bpsDown(amount, bps);
        assert(part <= amount);
        uint256 rest = amount - part;
        assert(part + rest == amount);
        assert(part * Bps.ONE <= amount * bps);
    }
}
