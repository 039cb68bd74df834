// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Render} from "../../../../contracts/verification/kernels/Render.sol";
import {OutputKernelTest} from "../../utils/OutputKernelTest.sol";
import {RenderFixture as Fixture} from "../../utils/RenderFixture.sol";

/// @dev The bounds below carry `validate`'s claim that a reveal never takes 12M gas: what it supposes a sample to take, less the
/// 35,000 that the longest proof takes as bytes of the call. Gas is deterministic; the production build takes less.
contract RenderGasTest is OutputKernelTest {
    using Fixture for Fixture.Image;

    uint256 private constant POINT = 80_000 - 35_000;
    uint256 private constant ITERATION = 170;
    uint256 private constant RAYS = 120_000 - 35_000;
    uint256 private constant STEP = 2 * 2_080;
    uint256 private constant SHADOW_STEPS = 32;

    constructor() OutputKernelTest(new Render()) {}

    function test_check_gasOfAPointThatNeverEscapes() external {
        uint256 few = _gasOf(_inside(1024));
        uint256 many = _gasOf(_inside(8192));
        assertBetween((many - few) / 7168, 140, ITERATION, "gas of an iteration");
        assertTrue(many <= POINT + ITERATION * 8192, "dearer than validate supposes");
    }

    function test_check_gasOfAPointThatEscapesAtOnce() external {
        Fixture.Image memory image = _inside(1);
        image.x = 1 << 29;
        assertBetween(_gasOf(image), 10_000, POINT, "gas");
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
        assertBetween(most, 100_000, _mostOfRays(256), "gas");
    }

    /// @dev The dearest pixel that was found by climbing: its ray and the reflection take nearly all their steps, and both shadows
    /// run on.
    function test_check_gasOfTheDearestRays() external {
        for (uint256 steps = 11; steps < 256; steps += 22) {
            Fixture.Image memory image = Fixture.solids(1, 16_384);
            (image.x, image.y, image.z) = (6255, 59, -9722);
            (image.pitch, image.cycle, image.steps) = (928, 41_200, steps);
            uint256 used = _gasOf(image.draw(16_384, 10_626));
            assertBetween(used, steps == 253 ? 1_100_000 : 0, _mostOfRays(steps), "gas");
        }
    }

    function testFuzz_check_gasOfRaysIsNoMoreThanValidateSupposes(uint256 seed, uint256 steps) external {
        Fixture.Image memory image = Fixture.solids(1, 16_384);
        (image.x, image.y) = (_within(seed, 1 << 14), _within(seed >> 32, 1 << 14));
        image.z = _within(seed >> 64, 1 << 14);
        (image.pitch, image.cycle) = (1 + ((seed >> 96) % 2048), (seed >> 128) % 65_536);
        image.steps = bound(steps, 1, 256);
        uint256 used = _gasOf(image.draw(16_384, uint32((seed >> 160) % 16_384)));
        assertTrue(used <= _mostOfRays(image.steps), "dearer than validate supposes");
    }

    function _mostOfRays(uint256 steps) private pure returns (uint256) {
        return RAYS + STEP * (steps + SHADOW_STEPS);
    }

    function _within(uint256 seed, uint256 most) private pure returns (int256) {
        return int256(seed % (2 * most + 1)) - int256(most);
    }

    function _inside(uint256 steps) private pure returns (Fixture.Image memory image) {
        image = Fixture.set(1, 1);
        (image.x, image.pitch, image.steps) = (0, 1, steps);
    }

    function _gasOf(Fixture.Image memory image) private returns (uint256) {
        return _gasOf(image.draw(1, 0));
    }
}
