// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bps} from "../../../contracts/shared/Bps.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice Invariant E2's other bound: what three workers earn for their own burn is at most gamma of all of it.
// bug: contracts/shared/Bps.sol
// - return (amount * bps) / ONE;
// + return (amount * bps + ONE - 1) / ONE;
// at ada == 1 && bo == 0 && cy == 0 && gammaBps == 5000
contract EpochGamma {
    function check(uint96 ada, uint96 bo, uint96 cy, uint256 gammaBps) external pure {
        require(gammaBps <= Bps.ONE, OutOfScope());
        uint256 sum = uint256(ada) + bo + cy;
        uint256 paid = Bps.bpsDown(ada, gammaBps) + Bps.bpsDown(bo, gammaBps) + Bps.bpsDown(cy, gammaBps);
        assert(paid * Bps.ONE <= sum * gammaBps);
        assert(paid <= Bps.bpsDown(sum, gammaBps));
    }
}
