// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {AsianOption} from "../../../../contracts/verification/kernels/AsianOption.sol";
import {MonteCarlo} from "../../../../contracts/verification/kernels/MonteCarlo.sol";
import {MonteCarloFixture as Fixture} from "../../utils/MonteCarloFixture.sol";
import {Test} from "../../utils/Test.sol";

/// @dev The bounds below carry `validate`'s claim that a reveal never takes 12M gas: 80,000 a sample and 690 a step or what
/// costs like one, of which the longest proof takes 38,400 as bytes of the call. Gas is deterministic.
contract MonteCarloGasTest is Test {
    using Fixture for Fixture.Result;
    using Fixture for AsianOption;

    uint256 private constant SAMPLE = 80_000 - 38_400;
    uint256 private constant STEP = 690;

    IKernel private _kernel = new MonteCarlo();

    function test_check_gasOfTheDearestChunks() external {
        _assertGas(2032, 1);
        _assertGas(1008, 2);
        _assertGas(252, 7);
        _assertGas(240, 8);
        _assertGas(241, 7);
        _assertGas(48, 32);
        _assertGas(17, 62);
        _assertGas(16, 64);
        _assertGas(4, 102);
        _assertGas(1, 120);
    }

    function test_check_gasOfTheSmallestChunk() external {
        assertBetween(_gasOf(1, 1), 15_000, SAMPLE, "gas");
    }

    function _assertGas(uint256 steps, uint256 paths) private {
        uint256 cost = paths * (steps + 16);
        uint256 used = _gasOf(steps, paths);
        assertBetween(used, 100 * cost, SAMPLE + STEP * cost, "dearer than validate supposes");
        assertTrue(used < 1_500_000, "dearer than a check may be");
    }

    function _gasOf(uint256 steps, uint256 paths) private returns (uint256) {
        AsianOption memory option = Fixture.call(steps, paths, 1);
        option.volatility = 16_000_000;
        Fixture.Result memory result = option.draw(1, 0);
        bytes memory callData = abi.encodeCall(
            IKernel.check,
            (new bytes32[](0), result.output.nodes[1], result.params, 1, 0, 0, result.proof(0))
        );
        (uint256 used, uint256 answer) = _measure(address(_kernel), callData);
        assertEq(answer, uint256(Verdict.Correct), "verdict");
        return used;
    }

    /// @dev Review note: without a copy of the call, so that this test's memory does not count.
    function _measure(address kernel, bytes memory callData) private view returns (uint256 used, uint256 answer) {
        assembly ("memory-safe") {
            used := gas()
            pop(staticcall(gas(), kernel, add(callData, 32), mload(callData), 0, 32))
            used := sub(used, gas())
            answer := mload(0)
        }
    }
}
