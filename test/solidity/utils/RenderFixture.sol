// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RenderPixels} from "../../../contracts/mocks/RenderPixels.sol";
import {IKernel, Verdict} from "../../../contracts/verification/IKernel.sol";
import {TensorReference as Ref} from "./TensorReference.sol";

/// @notice Small images with their tree, built plainly in memory: honest and corrupted results, and the proof of any element.
/// @dev Only the colours come from the twin's own code; `renderVectors.test.ts` holds them against the reference.
library RenderFixture {
    using Ref for Ref.Tree;

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

    struct Drawing {
        bytes params;
        uint32 shards;
        uint32 shard;
        uint256 width;
        uint256 rows;
        Ref.Tree output;
    }

    /// @notice Points just outside of the Mandelbrot set, few of them alike.
    function set(uint256 width, uint256 height) internal pure returns (Image memory) {
        return Image(0, width, height, 24, 134_217_728, 100_000_000, 0, 4_000_000, 2048, 0x804020);
    }

    /// @notice Ball, box and mirror, small.
    function solids(uint256 width, uint256 height) internal pure returns (Image memory) {
        return Image(1, width, height, 24, 4915, 7373, -15_000, 100_000, 40_000, 0x3c28c8);
    }

    /// @notice The honest result of `shard`.
    function draw(Image memory image, uint32 shards, uint32 shard) internal returns (Drawing memory drawing) {
        uint256 size = (image.height + shards - 1) / shards;
        uint256 firstRow = shard * size;
        drawing.params = abi.encode(image);
        (drawing.shards, drawing.shard, drawing.width) = (shards, shard, image.width);
        drawing.rows = image.height - firstRow < size ? image.height - firstRow : size;
        drawing.output = Ref.zeros(drawing.rows, image.width * 4, 128);
        uint32[] memory colours = new RenderPixels().draw(
            drawing.params,
            firstRow * image.width,
            1,
            drawing.rows * image.width
        );
        for (uint256 i = 0; i < colours.length; ++i) {
            uint256 offset = drawing.output.offsetOf(i / image.width, (i % image.width) * 4);
            Ref.putInt32(drawing.output.stored, offset, int256(uint256(colours[i])));
        }
        drawing.output.rehash();
    }

    function elements(Drawing memory drawing) internal pure returns (uint64) {
        return uint64(drawing.rows * drawing.width);
    }

    /// @notice Leaves of the output, padding included.
    function leaves(Drawing memory drawing) internal pure returns (uint256) {
        return drawing.output.nodes.length / 2;
    }

    /// @notice The leaf that holds `element`.
    function leafOf(Drawing memory drawing, uint64 element) internal pure returns (uint256) {
        return _offsetOf(drawing, element) / 128;
    }

    /// @notice Whether leaf `leaf` holds no pixel.
    function isPaddingLeaf(Drawing memory drawing, uint256 leaf) internal pure returns (bool) {
        return drawing.output.isPadding(drawing.rows, leaf * 128);
    }

    /// @notice The exact proof of `element`; ids from `elements` on name leaves of pure padding.
    function proof(Drawing memory drawing, uint64 element) internal pure returns (bytes memory) {
        uint64 count = elements(drawing);
        uint256 leaf = element < count ? leafOf(drawing, element) : element - count;
        return abi.encodePacked(drawing.output.leafAt(leaf), drawing.output.pathOfLeaf(leaf));
    }

    /// @notice What `kernel` says of `element` when it is shown `shown`.
    function verdict(
        Drawing memory drawing,
        IKernel kernel,
        uint64 element,
        bytes memory shown
    ) internal view returns (Verdict) {
        bytes32 root = drawing.output.root();
        bytes memory params = drawing.params;
        return kernel.check(new bytes32[](0), root, params, drawing.shards, drawing.shard, element, shown);
    }

    /// @notice Makes `element` wrong; ids from `elements` on dirty that padding leaf.
    function corrupt(Drawing memory drawing, uint64 element) internal pure {
        uint64 count = elements(drawing);
        corruptByte(drawing, element < count ? _offsetOf(drawing, element) : (element - count) * 128, 0x01);
    }

    /// @notice Flips the bits `mask` of the stored byte at `offset`.
    function corruptByte(Drawing memory drawing, uint256 offset, bytes1 mask) internal pure {
        drawing.output.stored[offset] ^= mask;
        drawing.output.rehash();
    }

    function _offsetOf(Drawing memory drawing, uint64 element) private pure returns (uint256) {
        return drawing.output.offsetOf(element / drawing.width, (element % drawing.width) * 4);
    }
}
