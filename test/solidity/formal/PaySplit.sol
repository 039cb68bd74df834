// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bps} from "../../../contracts/shared/Bps.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice What the worker is paid and the author's royalty sum to the price, and the royalty is at most a tenth of it.
/// @dev A royalty is at most 1000 bps (`KernelRegistry`).
// bug: contracts/shared/Bps.sol
// - return (amount * bps) / ONE;
// + return (amount * bps) / ONE + 1;
// at price == 5 && royaltyBps == 1000
contract PaySplit {
    function check(uint96 price, uint16 royaltyBps) external pure {
        require(royaltyBps <= 1000, OutOfScope());
        uint256 royalty = Bps.bpsDown(price, royaltyBps);
        assert(uint256(price) * royaltyBps <= uint256(price) * 1000);
        assert(royalty * 10 <= price);
        uint256 paid = price - royalty;
        assert(paid + royalty == price);
    }
}
