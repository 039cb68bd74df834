// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {Render} from "../../../../contracts/verification/kernels/Render.sol";
import {RenderFixture as Fixture} from "../../utils/RenderFixture.sol";
import {Test} from "../../utils/Test.sol";

/// @dev The bounds below carry `validate`'s claim that a reveal never takes 12M gas: 80,000 a sample and 170 an iteration, of
/// which the longest proof takes 35,000 as bytes of the call. Gas is deterministic.
contract RenderGasTest is Test {
    using Fixture for Fixture.Drawing;
    using Fixture for Fixture.Image;

    uint256 private constant SAMPLE = 80_000 - 35_000;
    uint256 private constant ITERATION = 170;

    IKernel private _kernel = new Render();

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
        Fixture.Drawing memory drawing = image.draw(1, 0);
        bytes memory proof = drawing.proof(0);
        bytes memory callData = abi.encodeCall(
            IKernel.check,
            (new bytes32[](0), drawing.output.nodes[1], drawing.params, 1, 0, 0, proof)
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
