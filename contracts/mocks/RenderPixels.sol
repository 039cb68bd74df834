// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {RenderImage, RenderShapes} from "../verification/kernels/RenderShape.sol";

/// @notice Draws many pixels of an image in one call, so that a test can compare tens of thousands.
contract RenderPixels {
    using RenderShapes for RenderImage;

    /// @notice `count` pixels of the image that `params` describe: `start`, and each `stride` further on, counted row by row
    /// from the top left corner and, behind the last one, from there again.
    function draw(
        bytes calldata params,
        uint256 start,
        uint256 stride,
        uint256 count
    ) external pure returns (uint32[] memory pixels) {
        RenderImage memory image = RenderShapes.read(params, 1, 0);
        pixels = new uint32[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 at = (start + i * stride) % (image.width * image.height);
            pixels[i] = uint32(image.pixel(at / image.width, at % image.width));
        }
    }
}
