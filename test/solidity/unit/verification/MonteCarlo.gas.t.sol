// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {AsianOption} from "../../../../contracts/verification/kernels/AsianOption.sol";
import {MonteCarlo} from "../../../../contracts/verification/kernels/MonteCarlo.sol";
import {MonteCarloFixture as Fixture} from "../../utils/MonteCarloFixture.sol";
import {OutputKernelTest} from "../../utils/OutputKernelTest.sol";

/// @dev The bounds below carry `validate`'s claim that a reveal never takes 12M gas: 80,000 a sample and 690 a step or what
/// costs like one, of which the longest proof takes 38,400 as bytes of the call. Gas is deterministic.
contract MonteCarloGasTest is OutputKernelTest {
    using Fixture for AsianOption;

    uint256 private constant SAMPLE = 80_000 - 38_400;
    uint256 private constant STEP = 690;

    constructor() OutputKernelTest(new MonteCarlo()) {}

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
        return _gasOf(option.draw(1, 0));
    }
}
