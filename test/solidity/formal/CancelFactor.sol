// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice A lemma of other harnesses: a common positive factor can be cancelled from a strict inequality.
// bug: test/solidity/formal/CancelFactor.sol
// - require(left * factor < right * factor, OutOfScope());
// + require(left * factor <= right * factor, OutOfScope());
contract CancelFactor {
    function check(uint120 a, uint120 b, uint120 m) external pure {
        (uint256 left, uint256 right, uint256 factor) = (a, b, m);
        require(left * factor < right * factor, OutOfScope());
        assert(left < right);
    }
}

/// @dev Lets a harness use the lemma: what it requires always holds, for values below 2^120.
function cancel(uint256 left, uint256 right, uint256 factor) pure {
    require(left * factor >= right * factor || left < right, OutOfScope());
}
