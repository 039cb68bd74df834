// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";
import {Mandelbrot} from "./Mandelbrot.sol";
import {RayMarch} from "./RayMarch.sol";
import {ShapeFault, ShapeFaults} from "./ShapeFault.sol";
import {Vec3} from "./Vec3.sol";

/// @notice What is to be drawn.
/// @dev All fields are whole words, so 320 bytes always decode, and a fault shows a word with dirty upper bits as it is.
struct RenderImage {
    /// 0: Mandelbrot; 1: a scene of distances.
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

/// @notice Reads and bounds the params of `Render`: `abi.encode(uint32 scene, uint32 width, uint32 height, uint32 steps,
/// int32 x, int32 y, int32 z, uint32 pitch, uint32 cycle, uint32 palette)`.
library RenderShapes {
    using ShapeFaults for ShapeFault;

    uint256 internal constant MANDELBROT = 0;
    uint256 private constant PARAMS_BYTES = 320;
    uint256 private constant MAX_SIDE = 16_384;
    uint256 private constant MAX_ITERATIONS = 8_192;
    uint256 private constant MAX_RAY_STEPS = 256;
    /// @dev Points of scene 0 stay below 4 in Q28, and their centre within 2.
    uint256 private constant MAX_REACH = (1 << 30) - 1;
    uint256 private constant MAX_CENTRE = 1 << 29;
    /// @dev The camera stays within 4 in Q12, and sees no further to a side than 2 at a distance of 1, Q24.
    uint256 private constant MAX_CAMERA = 1 << 14;
    uint256 private constant MAX_VIEW = 1 << 25;
    uint256 private constant MAX_CYCLE = 65_535;
    uint256 private constant MAX_PALETTE = 0xffffff;
    uint256 private constant SHADOW_STEPS = 32;
    /// @dev A step of a ray and of its shadow, of two rays each, beside an iteration.
    uint256 private constant RAY_COST = 16;
    /// @dev What one sample of scene 0 takes at most, its part of the call included: so much, and so much an iteration.
    uint256 private constant POINT_GAS = 80_000;
    uint256 private constant ITERATION_GAS = 170;
    /// @dev The same of scene 1; a step of a ray is a distance, and so is one of its shadow.
    uint256 private constant RAYS_GAS = 120_000;
    uint256 private constant DISTANCE_GAS = 2_080;
    uint256 private constant RAYS = 2;

    /// @notice The image; reverts `ShapeOutOfBounds` unless params, shards and shard fit.
    function read(bytes calldata params, uint256 shards, uint256 shard) internal pure returns (RenderImage memory) {
        faultOf(params, shards, shard).requireNone();
        return build(params);
    }

    /// @notice The first value that is out of its bounds, if any.
    function faultOf(
        bytes calldata params,
        uint256 shards,
        uint256 shard
    ) internal pure returns (ShapeFault memory fault) {
        if (params.length != PARAMS_BYTES) return ShapeFault("paramsLength", params.length, PARAMS_BYTES, PARAMS_BYTES);

        RenderImage memory image = build(params);
        fault = _sizeFault(image);
        if (fault.name == 0) fault = _viewFault(image);
        if (fault.name == 0) fault = ShapeFaults.ofShards(image.height, shards, shard);
    }

    /// @notice The image in params of the right length.
    function build(bytes calldata params) internal pure returns (RenderImage memory) {
        return abi.decode(params, (RenderImage));
    }

    /// @notice Rows of the largest shard.
    function blockRows(RenderImage memory image, uint256 shards) internal pure returns (uint256) {
        return Math.ceilDiv(image.height, shards);
    }

    /// @notice Rows of `shard`.
    function rowsOf(RenderImage memory image, uint256 shards, uint256 shard) internal pure returns (uint256) {
        uint256 rows = blockRows(image, shards);
        return Math.min(rows, image.height - shard * rows);
    }

    /// @notice The most steps that a pixel takes, measured in iterations.
    function costOf(RenderImage memory image) internal pure returns (uint256) {
        return image.scene == MANDELBROT ? image.steps : RAY_COST * (image.steps + SHADOW_STEPS);
    }

    /// @notice The most gas that a sample takes, its part of the call included.
    function sampleGas(RenderImage memory image) internal pure returns (uint256) {
        if (image.scene == MANDELBROT) return POINT_GAS + ITERATION_GAS * image.steps;
        return RAYS_GAS + DISTANCE_GAS * RAYS * (image.steps + SHADOW_STEPS);
    }

    /// @notice The colour of a pixel, 0xAABBGGRR; `row` counts from the top of the whole image.
    function pixel(RenderImage memory image, uint256 row, uint256 column) internal pure returns (uint256) {
        int256 right = (int256(2 * column + 1) - int256(image.width)) * int256(image.pitch);
        int256 up = (int256(image.height) - int256(2 * row + 1)) * int256(image.pitch);
        (uint256 steps, uint256 cycle, uint256 palette) = (image.steps, image.cycle, image.palette);
        if (image.scene == MANDELBROT) {
            return Mandelbrot.pixel(Mandelbrot.Point(image.x + right, image.y + up, steps, cycle, palette));
        }
        Vec3 memory camera = Vec3(image.x, image.y, image.z);
        return RayMarch.pixel(RayMarch.View(camera, right, up, steps, int256(cycle), palette));
    }

    function _sizeFault(RenderImage memory image) private pure returns (ShapeFault memory fault) {
        fault = ShapeFaults.outside("scene", image.scene, 0, 1);
        if (fault.name == 0) fault = ShapeFaults.outside("width", image.width, 1, MAX_SIDE);
        if (fault.name == 0) fault = ShapeFaults.outside("height", image.height, 1, MAX_SIDE);
        uint256 mostSteps = image.scene == MANDELBROT ? MAX_ITERATIONS : MAX_RAY_STEPS;
        if (fault.name == 0) fault = ShapeFaults.outside("steps", image.steps, 1, mostSteps);
    }

    /// @dev Needs an image whose size has no fault.
    function _viewFault(RenderImage memory image) private pure returns (ShapeFault memory fault) {
        bool isFlat = image.scene == MANDELBROT;
        uint256 most = isFlat ? MAX_CENTRE : MAX_CAMERA;
        fault = ShapeFaults.outside("|x|", SignedMath.abs(image.x), 0, most);
        if (fault.name == 0) fault = ShapeFaults.outside("|y|", SignedMath.abs(image.y), 0, most);
        if (fault.name == 0) fault = ShapeFaults.outside("|z|", SignedMath.abs(image.z), 0, isFlat ? 0 : most);
        if (fault.name == 0) fault = ShapeFaults.outside("pitch", image.pitch, 1, _mostPitch(image));
        if (fault.name == 0) fault = ShapeFaults.outside("cycle", image.cycle, 0, MAX_CYCLE);
        if (fault.name == 0) fault = ShapeFaults.outside("palette", image.palette, 0, MAX_PALETTE);
    }

    /// @dev What keeps the image's edges within what 32 bits of fixed point hold; at least 1.
    function _mostPitch(RenderImage memory image) private pure returns (uint256) {
        (uint256 width, uint256 height) = (image.width, image.height);
        if (image.scene != MANDELBROT) return MAX_VIEW / Math.max(width, height);
        uint256 across = (MAX_REACH - SignedMath.abs(image.x)) / width;
        return Math.min(across, (MAX_REACH - SignedMath.abs(image.y)) / height);
    }
}
