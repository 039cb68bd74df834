// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RenderPixels} from "../../../../contracts/mocks/RenderPixels.sol";
import {RenderFixture} from "../../utils/RenderFixture.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Known answers: each hash is that of the colours which `renderPixel`, the reference in `@quern/kernels`, gives to
/// every `stride`-th pixel of an image, row by row and 32 bytes each.
contract RenderPixelsTest is Test {
    RenderPixels private _pixels;

    function setUp() external {
        _pixels = RenderPixels(deploy("contracts/mocks/RenderPixels.sol:RenderPixels", ""));
    }

    function test_draw_setAsAWhole() external view {
        bytes32 hash = 0x63b1ef26b84ac250062ba6b9245a7bcf2f4f71ed1da87043e37f8d0ef86d878b;
        _assertDraws(RenderFixture.Image(0, 64, 36, 100, -187_904_819, 0, 0, 8_808_038, 2048, 0x804020), 1, hash);
    }

    function test_draw_setFromOutside() external view {
        bytes32 hash = 0x1ce015b3164b3cb5b2a75fee060bc032d709d90078a8ca84964b751f44fd89b2;
        _assertDraws(
            RenderFixture.Image(0, 48, 27, 24, 134_217_728, 100_000_000, 0, 4_000_000, 2048, 0x804020),
            1,
            hash
        );
    }

    function test_draw_setFromAfar() external view {
        bytes32 hash = 0xd37bcbb9a97195df1f550c5f766bfd16f72817df9b7ce0315ceed92ddde29a18;
        _assertDraws(RenderFixture.Image(0, 64, 36, 50, 0, 0, 0, 16_777_215, 65_535, 0xffffff), 1, hash);
    }

    function test_draw_setFromNearby() external view {
        bytes32 hash = 0x99fadef651f12fb80ea51d50240e849cf44d06d3264055ce0a80afa62427e4c5;
        _assertDraws(RenderFixture.Image(0, 64, 36, 400, -199_619_820, 35_386_294, 0, 8388, 900, 0x905fe0), 3, hash);
    }

    function test_draw_solidsFromTheFront() external view {
        bytes32 hash = 0x5c54786a62c0252282ccf52465fa50288570998ceba237f8e15b4877b5d844dc;
        _assertDraws(RenderFixture.Image(1, 64, 36, 128, 4915, 7373, -15_000, 188_744, 40_000, 0x3c28c8), 3, hash);
    }

    function test_draw_solidsFromAbove() external view {
        bytes32 hash = 0xd543befc7ebb07bca6b79abc2946ba1ea6a5255f74029a29742cfece551545be;
        _assertDraws(RenderFixture.Image(1, 64, 36, 128, 0, 16_384, 0, 188_744, 0, 0x3c28c8), 5, hash);
    }

    function test_draw_solidsFromACorner() external view {
        bytes32 hash = 0xd376e377b52e7571b6cd8bf25159dc5684cd47be2549806de56d4250588bd690;
        _assertDraws(RenderFixture.Image(1, 64, 36, 64, 16_384, 16_384, 16_384, 524_288, 65_535, 0xd08040), 5, hash);
    }

    function test_draw_solidsAlongTheFloor() external view {
        bytes32 hash = 0xed479a6822deb479754849e6d8a8d1b3cf0354a59c5e4c775b674a3fc1cb1e45;
        _assertDraws(RenderFixture.Image(1, 64, 36, 256, -16_384, 9, -16_384, 188_744, 20_000, 0x10a0f0), 7, hash);
    }

    function test_draw_solidsFromInsideTheBox() external view {
        bytes32 hash = 0xff9c377d5490b961e16e099dd94d9b28853a10ff78e8947b672b7b377492fffd;
        _assertDraws(RenderFixture.Image(1, 64, 36, 128, 6964, 2867, -410, 188_744, 40_000, 0x3c28c8), 11, hash);
    }

    function test_draw_solidsNearTheBox() external view {
        bytes32 hash = 0x7c28d9afdac030169556484193ceef4ee7ce4068939641ee9bdeefaa82bbaea3;
        _assertDraws(RenderFixture.Image(1, 64, 36, 48, 9000, 4300, -6000, 188_744, 52_000, 0x3c28c8), 3, hash);
    }

    /// @dev Pixels that one value at its bound decides.
    function test_draw_solidsWhereAShadowIsJustNotTouched() external view {
        _assertDrawn(1825, 0xff242f40);
    }

    /// @dev The light meets the ball so flatly that its cosine is 1 of 16,384, and shines in it.
    function test_draw_solidsGrazedByTheLight() external view {
        RenderFixture.Image memory image = _front();
        (image.x, image.y, image.z) = (4496, 1729, 4432);
        (image.pitch, image.cycle) = (267_648, 29_184);
        _assertPixel(image, 245, 0xff4d3350);
    }

    /// @dev The way to the light passes so close to a solid that 32 steps do not reach its end; more would find it darker.
    function test_draw_solidsWhoseShadowEndsByItsSteps() external view {
        RenderFixture.Image memory image = _front();
        (image.x, image.y, image.z) = (15_871, 8929, 11_491);
        (image.pitch, image.cycle) = (383_278, 32_550);
        _assertPixel(image, 1691, 0xff717579);
    }

    function _assertDraws(RenderFixture.Image memory image, uint256 stride, bytes32 hash) private view {
        uint256 count = (image.width * image.height + stride - 1) / stride;
        uint32[] memory colours = _pixels.draw(abi.encode(image), 0, stride, count);
        assertEq(keccak256(abi.encodePacked(colours)), hash, "colours");
    }

    /// @dev The colour of a pixel of the solids from the front.
    function _assertDrawn(uint256 at, uint32 colour) private view {
        uint32[] memory colours = _pixels.draw(abi.encode(_front()), at, 1, 1);
        assertEq(colours[0], colour, "colour");
    }

    function _assertPixel(RenderFixture.Image memory image, uint256 at, uint32 colour) private view {
        uint32[] memory colours = _pixels.draw(abi.encode(image), at, 1, 1);
        assertEq(colours[0], colour, "colour");
    }

    function _front() private pure returns (RenderFixture.Image memory) {
        return RenderFixture.Image(1, 64, 36, 128, 4915, 7373, -15_000, 188_744, 40_000, 0x3c28c8);
    }
}
