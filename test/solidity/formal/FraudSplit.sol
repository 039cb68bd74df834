// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bps} from "../../../contracts/shared/Bps.sol";

/// @notice Requester's part, challenger's part and burn sum to a fraud's slash; the payout is split 2 : 3 to the unit.
/// @dev The rates are those of `EscrowSettle`. What the pool bore is burned with the rest.
// bug: contracts/shared/Bps.sol
// - return (amount * bps) / ONE;
// + return (amount * bps) / ONE + 1;
contract FraudSplit {
    function check(uint96 fromSelf, uint96 fromPool) external pure {
        uint256 taken = uint256(fromSelf) + fromPool;
        uint256 payout = Bps.bpsDown(fromSelf, 5000);
        assert(2 * payout <= fromSelf && fromSelf <= 2 * payout + 1);
        uint256 burned = taken - payout;
        uint256 toRequester = Bps.bpsDown(payout, 4000);
        assert(toRequester <= payout);
        uint256 toChallenger = payout - toRequester;
        assert(toRequester + toChallenger + burned == taken);
        assert(3 * toRequester <= 2 * toChallenger);
        assert(2 * toChallenger < 3 * toRequester + 5);
    }
}
