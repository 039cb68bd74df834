// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Render} from "../../../../contracts/verification/kernels/Render.sol";
import {OutputKernelTest} from "../../utils/OutputKernelTest.sol";
import {RenderFixture as Fixture} from "../../utils/RenderFixture.sol";

/// @dev The bounds below carry `validate`'s claim that a reveal never takes 12M gas: 80,000 a sample and 170 an iteration, of
/// which the longest proof takes 35,000 as bytes of the call. Gas is deterministic.
contract RenderGasTest is OutputKernelTest {
    using Fixture for Fixture.Image;

    uint256 private constant SAMPLE = 80_000 - 35_000;
    uint256 private constant ITERATION = 170;

    constructor() OutputKernelTest(new Render()) {}

    function test_check_gasOfAPointThatNeverEscapes() external {
        uint256 few = _gasOf(_inside(1024));
        uint256 many = _gasOf(_inside(8192));
        assertBetween((many - few) / 7168, 140, ITERATION, "gas of an iteration");
        assertTrue(many <= SAMPLE + ITERATION * 8192, "dearer than validate supposes");
    }

    function test_check_gasOfAPointThatEscapesAtOnce() external {
        Fixture.Image memory image = _inside(1);
        image.x = 1 << 29;
        assertBetween(_gasOf(image), 10_000, SAMPLE, "gas");
    }

    /// @dev A camera close above the floor: rays along it take every step they may.
    function test_check_gasOfRaysAlongTheFloor() external {
        uint256 most = 0;
        for (uint256 i = 0; i < 60; ++i) {
            Fixture.Image memory image = Fixture.solids(1, 1);
            (image.x, image.y, image.z) = (0, int256(9 + i), -(1 << 14));
            image.steps = 256;
            uint256 used = _gasOf(image);
            if (used > most) most = used;
        }
        assertBetween(most, 100_000, SAMPLE + ITERATION * 16 * (256 + 32), "gas");
    }

    function _inside(uint256 steps) private pure returns (Fixture.Image memory image) {
        image = Fixture.set(1, 1);
        (image.x, image.pitch, image.steps) = (0, 1, steps);
    }

    function _gasOf(Fixture.Image memory image) private returns (uint256) {
        return _gasOf(image.draw(1, 0));
    }
}
