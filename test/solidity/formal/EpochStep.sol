// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bps} from "../../../contracts/shared/Bps.sol";
import {Rounding} from "../../../contracts/shared/Rounding.sol";
import {OutOfScope} from "../utils/OutOfScope.sol";

/// @notice One credit of an epoch keeps what all credits before it kept, so E2 holds for any number of workers.
// bug: test/solidity/formal/EpochStep.sol
// - byShare < byBurn ? byShare : byBurn
// + byShare < byBurn ? byBurn : byShare
// at emission == 10 && sum == 10 && credited == 0 && burned == 1 && paid == 0
contract EpochStep {
    function check(uint96 emission, uint96 sum, uint96 credited, uint96 burned, uint96 paid) external pure {
        require(sum > 0 && uint256(credited) + burned <= sum, OutOfScope());
        require(uint256(paid) * sum <= uint256(emission) * credited, OutOfScope());
        require(uint256(paid) * Bps.ONE <= uint256(credited) * 9000, OutOfScope());

        uint256 byShare = Rounding.mulDivDown(emission, burned, sum);
        uint256 byBurn = Bps.bpsDown(burned, 9000);
        uint256 amount = byShare < byBurn ? byShare : byBurn;

        assert(amount * sum <= uint256(emission) * burned);
        assert((paid + amount) * sum <= uint256(emission) * (uint256(credited) + burned));
        assert((paid + amount) * Bps.ONE <= (uint256(credited) + burned) * 9000);
    }
}
