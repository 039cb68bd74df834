// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RenderPixels} from "../../../contracts/mocks/RenderPixels.sol";
import {OutputFixture} from "./OutputFixture.sol";
import {TensorReference as Ref} from "./TensorReference.sol";

/// @notice Small images with their tree.
/// @dev Only the colours come from the twin's own code; `renderVectors.test.ts` holds them against the reference.
library RenderFixture {
    using OutputFixture for OutputFixture.Output;
    using Ref for Ref.Tree;

    uint256 private constant PIXEL_BYTES = 4;

    struct Image {
        uint256 scene;
        uint256 width;
        uint256 height;
        uint256 steps;
        int256 x;
        int256 y;
        int256 z;
        uint256 pitch;
        uint256 cycle;
        uint256 palette;
    }

    /// @notice Points just outside of the Mandelbrot set, few of them alike.
    function set(uint256 width, uint256 height) internal pure returns (Image memory) {
        return Image(0, width, height, 24, 134_217_728, 100_000_000, 0, 4_000_000, 2048, 0x804020);
    }

    /// @notice Ball, box and mirror, small.
    function solids(uint256 width, uint256 height) internal pure returns (Image memory) {
        return Image(1, width, height, 24, 4915, 7373, -15_000, 100_000, 40_000, 0x3c28c8);
    }

    /// @notice The pixels of one shard.
    function draw(
        Image memory image,
        uint32 shards,
        uint32 shard
    ) internal returns (OutputFixture.Output memory output) {
        bytes memory params = abi.encode(image);
        output = OutputFixture.share(params, shards, shard, image.height, image.width, PIXEL_BYTES);
        uint32[] memory colours = new RenderPixels().draw(params, output.first(image.height), 1, output.elements());
        for (uint256 i = 0; i < colours.length; ++i) output.put(i, colours[i]);
        output.tree.rehash();
    }
}
