// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Kind} from "../../../../contracts/verification/IKernel.sol";
import {Render} from "../../../../contracts/verification/kernels/Render.sol";
import {RenderFixture as Fixture} from "../../utils/RenderFixture.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Every bound of the params, with its facts, is in the vectors that `kernelVectors.test.ts` replays.
contract RenderValidateTest is Test {
    Render private _kernel = new Render();

    function test_kind_isFlat() external view {
        assertEq(uint256(_kernel.kind()), uint256(Kind.Flat), "kind");
    }

    function test_validate_samplesFitTwelveMillionGas() external view {
        _assertSamples(_setOf(1, 1), 149);
        _assertSamples(_setOf(1920, 1000), 48);
        _assertSamples(_setOf(16_384, 8192), 8);
        _assertSamples(_solidsOf(1920, 1), 46);
        _assertSamples(_solidsOf(1920, 256), 9);
    }

    function test_validate_samplesFitNinetySixKiB() external view {
        Fixture.Image memory image = _setOf(16_384, 1);
        image.height = 16_384;
        // 864 bytes a proof.
        _assertSamples(image, 97);
    }

    function test_validate_unitsAreThoseOfTheLargestShard() external view {
        Fixture.Image memory image = _setOf(1024, 1024);
        image.height = 10;
        // Blocks of 4, 4 and 2 rows, a unit each row.
        _assertUnits(image, 3, 4);
        image.height = 1;
        image.steps = 1025;
        _assertUnits(image, 1, 2);
        image = _solidsOf(1024, 32);
        image.height = 2;
        _assertUnits(image, 1, 2);
        image.steps = 33;
        _assertUnits(image, 1, 3);
    }

    function test_validate_boundsAreReachedAndNotPassed() external {
        Fixture.Image memory image = _setOf(16_384, 8192);
        (image.height, image.x, image.y) = (16_384, 1 << 29, -(1 << 29));
        (image.cycle, image.palette) = (65_535, 0xffffff);
        _assertEachBound(image, 8192, 1 << 29);
        image.z = -1;
        _expectFault("|z|", 1, 0, 0);
        _kernel.validate(abi.encode(image), 1);

        (image.scene, image.steps) = (1, 256);
        (image.x, image.y, image.z) = (-(1 << 14), 1 << 14, -(1 << 14));
        _assertEachBound(image, 256, 1 << 14);
        image.z -= 1;
        _expectFault("|z|", (1 << 14) + 1, 0, 1 << 14);
        _kernel.validate(abi.encode(image), 1);
    }

    function test_validate_pitchIsBoundByTheLongerSide() external {
        Fixture.Image memory image = Fixture.set(2, 3);
        (image.x, image.y) = (1003, -1998);
        // 2^30 - 1 less the centre, over the side.
        _assertPitch(image, 357_913_275);
        (image.width, image.y) = (4, 0);
        _assertPitch(image, 268_435_205);
        image = Fixture.solids(2, 3);
        _assertPitch(image, 11_184_810);
        image.width = 5;
        _assertPitch(image, 6_710_886);
    }

    function test_elements_areThoseOfTheShard() external view {
        bytes memory params = abi.encode(Fixture.set(7, 5));
        assertEq(_kernel.elements(params, 2, 0), 21, "first band");
        assertEq(_kernel.elements(params, 2, 1), 14, "last band");
    }

    function test_validate_revertsWhen_paramsHaveAnotherLength() external {
        bytes memory params = abi.encode(Fixture.set(7, 5));
        _expectFault("paramsLength", 321, 320, 320);
        _kernel.validate(abi.encodePacked(params, uint8(0)), 1);
        _expectFault("paramsLength", 0, 320, 320);
        _kernel.elements("", 1, 0);
    }

    function test_validate_revertsWhen_theImageHasNoPixels() external {
        _expectFault("width", 0, 1, 16_384);
        _kernel.validate(abi.encode(Fixture.set(0, 5)), 1);
        _expectFault("height", 0, 1, 16_384);
        _kernel.validate(abi.encode(Fixture.set(7, 0)), 1);
    }

    function test_validate_revertsWhen_anEdgeWouldLeaveFixedPoint() external {
        Fixture.Image memory image = Fixture.set(64, 64);
        image.x = -(1 << 29);
        image.pitch = 8_388_608;
        _expectFault("pitch", image.pitch, 1, image.pitch - 1);
        _kernel.validate(abi.encode(image), 1);
    }

    function test_validate_revertsWhen_theCentreIsTheLeastInteger() external {
        Fixture.Image memory image = Fixture.set(64, 64);
        image.x = type(int256).min;
        _expectFault("|x|", 1 << 255, 0, 1 << 29);
        _kernel.validate(abi.encode(image), 1);
    }

    function test_validate_revertsWhen_aShardHasNoRows() external {
        bytes memory params = abi.encode(Fixture.set(7, 5));
        _expectFault("shards", 0, 1, 5);
        _kernel.validate(params, 0);
        // Blocks of 2 rows: three shards hold all 5.
        _expectFault("shards", 4, 1, 3);
        _kernel.validate(params, 4);
        _expectFault("shard", 3, 0, 2);
        _kernel.elements(params, 3, 3);
    }

    function _setOf(uint256 width, uint256 steps) private pure returns (Fixture.Image memory image) {
        image = Fixture.set(width, 120);
        (image.steps, image.pitch) = (steps, 1);
    }

    function _solidsOf(uint256 width, uint256 steps) private pure returns (Fixture.Image memory image) {
        image = Fixture.solids(width, 120);
        (image.steps, image.pitch) = (steps, 1);
    }

    /// @dev `image` has every field that counts at its bound, and each is refused one further.
    function _assertEachBound(Fixture.Image memory image, uint256 steps, uint256 far) private {
        _kernel.validate(abi.encode(image), 1);
        _assertOver(image, 1, 16_384, "width", 1);
        _assertOver(image, 2, 16_384, "height", 1);
        _assertOver(image, 3, steps, "steps", 1);
        _assertOver(image, 4, far, "|x|", 0);
        _assertOver(image, 5, far, "|y|", 0);
        _assertOver(image, 8, 65_535, "cycle", 0);
        _assertOver(image, 9, 0xffffff, "palette", 0);
        _assertUnder(image, 3, "steps", steps);
    }

    function _assertOver(Fixture.Image memory image, uint256 field, uint256 most, bytes32 name, uint256 least) private {
        bytes memory params = _with(image, field, most + 1);
        _expectFault(name, most + 1, least, most);
        _kernel.validate(params, 1);
    }

    function _assertUnder(Fixture.Image memory image, uint256 field, bytes32 name, uint256 most) private {
        bytes memory params = _with(image, field, 0);
        _expectFault(name, 0, 1, most);
        _kernel.validate(params, 1);
    }

    /// @dev The largest pitch of an image is `most`.
    function _assertPitch(Fixture.Image memory image, uint256 most) private {
        image.pitch = most;
        _kernel.validate(abi.encode(image), 1);
        image.pitch = most + 1;
        _expectFault("pitch", most + 1, 1, most);
        _kernel.validate(abi.encode(image), 1);
        image.pitch = 0;
        _expectFault("pitch", 0, 1, most);
        _kernel.validate(abi.encode(image), 1);
    }

    /// @dev The params of `image`, with another word for one of them.
    function _with(Fixture.Image memory image, uint256 field, uint256 word) private pure returns (bytes memory params) {
        params = abi.encode(image);
        assembly ("memory-safe") {
            mstore(add(add(params, 32), mul(field, 32)), word)
        }
    }

    function _assertSamples(Fixture.Image memory image, uint256 want) private view {
        (uint8 maxSamples, ) = _kernel.validate(abi.encode(image), 1);
        assertEq(maxSamples, want, "samples");
    }

    function _assertUnits(Fixture.Image memory image, uint32 shards, uint256 want) private view {
        (, uint64 units) = _kernel.validate(abi.encode(image), shards);
        assertEq(units, want, "units");
    }

    function _expectFault(bytes32 name, uint256 have, uint256 least, uint256 most) private {
        vm.expectRevert(abi.encodeWithSelector(IKernel.ShapeOutOfBounds.selector, name, have, least, most));
    }
}
