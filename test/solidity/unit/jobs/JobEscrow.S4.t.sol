// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {EscrowConfig} from "../../../../contracts/jobs/EscrowState.sol";
import {EscrowExtension} from "../../../../contracts/jobs/EscrowExtension.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {JobEscrow} from "../../../../contracts/jobs/JobEscrow.sol";
import {Protocol} from "../../utils/Protocol.sol";

/// @notice Invariant S4: no escrow is deployed whose jobs could outlive an unbonding that begins when they are accepted.
contract JobEscrowS4Test is Protocol {
    function setUp() external {
        deployProtocol();
    }

    /// @dev A job lives for its duration, the beacon's delay, the reveal window, the challenge window and two clocks.
    function test_constructor_S4_eachTimeCounts() external {
        EscrowConfig memory config = escrowConfig();
        uint32 rest = MAX_DURATION + BEACON_DELAY + MAX_WINDOW + 2 * DISPUTE_CLOCK;
        config.revealWindow = uint32(UNBONDING) - 1 - rest;
        _expect(config, true);
        ++config.revealWindow;
        _expect(config, false);
        --config.revealWindow;
        ++config.maxDuration;
        _expect(config, false);
        --config.maxDuration;
        ++config.beaconDelay;
        _expect(config, false);
        --config.beaconDelay;
        ++config.maxChallengeWindow;
        _expect(config, false);
        --config.maxChallengeWindow;
        ++config.disputeClock;
        _expect(config, false);
    }

    function _expect(EscrowConfig memory config, bool deploys) private {
        address extension = deploys ? address(new EscrowExtension(config)) : address(0);
        try new JobEscrow(config, extension) {
            assertTrue(deploys, "S4: an escrow whose jobs outlive an unbonding");
        } catch (bytes memory reason) {
            assertTrue(!deploys, "S4: a job may last a second less than an unbonding");
            assertTrue(bytes4(reason) == IEscrowBase.ParameterOutOfRange.selector, "S4: refused for its times");
        }
    }
}
