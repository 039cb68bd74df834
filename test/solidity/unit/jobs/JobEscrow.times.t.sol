// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {EscrowConfig} from "../../../../contracts/jobs/EscrowState.sol";
import {IEscrowBase} from "../../../../contracts/jobs/IEscrowBase.sol";
import {JobEscrow} from "../../../../contracts/jobs/JobEscrow.sol";
import {Staking} from "../../../../contracts/staking/Staking.sol";
import {StakingParams} from "../../../../contracts/staking/StakingState.sol";
import {Protocol} from "../../utils/Protocol.sol";

/// @notice Which times an escrow may be deployed with: the least that public chains need, the most that any may have.
contract JobEscrowTimesTest is Protocol {
    EscrowConfig private _config;

    /// @dev The shortest times of a public chain, over a staking contract that unbonds in a week.
    function setUp() external {
        deployProtocol();
        staking = new Staking(
            StakingParams({
                authority: address(manager),
                emission: emission,
                unbonding: 7 days,
                commissionNotice: 7 days
            })
        );
        EscrowConfig memory c = escrowConfig();
        (c.beaconDelay, c.revealWindow, c.minChallengeWindow) = (10 minutes, 2 hours, 2 hours);
        (c.maxChallengeWindow, c.disputeClock) = (2 hours, 24 hours);
        _config = c;
    }

    function test_constructor_takesTheShortestTimesOfAPublicChain() external {
        vm.chainId(1);
        JobEscrow deployed = newEscrow(_config);
        assertEq(deployed.BEACON_DELAY(), 10 minutes, "delay");
        assertEq(deployed.REVEAL_WINDOW(), 2 hours, "window");
        assertEq(deployed.DISPUTE_CLOCK(), 24 hours, "clock");
    }

    function test_constructor_revertsWhen_aTimeIsTooShortForAPublicChain() external {
        vm.chainId(1);
        EscrowConfig memory c = _config;
        --c.beaconDelay;
        _expectRefused(c, "beaconDelay", [uint256(10 minutes) - 1, 10 minutes, type(uint32).max]);
        ++c.beaconDelay;
        --c.revealWindow;
        _expectRefused(c, "revealWindow", [uint256(2 hours) - 1, 2 hours, type(uint32).max]);
        ++c.revealWindow;
        --c.minChallengeWindow;
        _expectRefused(c, "minChallengeWindow", [uint256(2 hours) - 1, 2 hours, type(uint32).max]);
        ++c.minChallengeWindow;
        --c.disputeClock;
        _expectRefused(c, "disputeClock", [uint256(24 hours) - 1, 24 hours, type(uint32).max]);
    }

    function test_constructor_revertsWhen_aDurationIsOutOfItsBounds() external {
        EscrowConfig memory c = _config;
        c.maxDuration = 59;
        _expectRefused(c, "maxDuration", [uint256(59), 60, 2 days]);
        c.maxDuration = 2 days + 1;
        _expectRefused(c, "maxDuration", [uint256(2 days) + 1, 60, 2 days]);
        c.maxDuration = 2 days;
        c.maxChallengeWindow = 2 hours - 1;
        _expectRefused(c, "maxChallengeWindow", [uint256(2 hours) - 1, 2 hours, 2 days]);
        c.maxChallengeWindow = 2 days + 1;
        _expectRefused(c, "maxChallengeWindow", [uint256(2 days) + 1, 2 hours, 2 days]);
    }

    /// @dev `bounds`: have, least, most.
    function _expectRefused(EscrowConfig memory c, bytes32 name, uint256[3] memory bounds) private {
        bytes4 selector = IEscrowBase.ParameterOutOfRange.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, name, bounds[0], bounds[1], bounds[2]));
        new JobEscrow(c, address(0));
    }
}
