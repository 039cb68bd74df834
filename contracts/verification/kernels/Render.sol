// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IKernel, Kind, Verdict} from "../IKernel.sol";
import {OutputElement, OutputLeaf} from "../OutputLeaf.sol";
import {RevealLimits} from "../RevealLimits.sol";
import {Tensor, TensorLayout} from "../Tensor.sol";
import {RenderImage, RenderShapes} from "./RenderShape.sol";

/// @notice An image in fixed point, the Mandelbrot set or a scene of distances; shards are bands of rows. Kernel id 2.
/// @dev Params are those of `RenderShapes`; docs/specs/render.md defines every pixel. There are no inputs. Output of a
/// shard: its rows of 32-bit pixels [rows, width]; element = row in the shard · width + column. A proof is leafC ‖ pathC.
///
/// Invariant V1: no element has both a Correct and a Wrong proof. The leaf is bound to the root at a place that follows
/// from the params alone, and the verdict follows from the leaf and the params alone.
contract Render is IKernel {
    using OutputLeaf for Tensor;
    using RenderShapes for RenderImage;
    using SafeCast for uint256;
    using TensorLayout for Tensor;

    /// @notice The rows that one shard draws.
    struct Band {
        RenderImage image;
        /// The first of them in the whole image.
        uint256 firstRow;
        Tensor output;
    }

    uint256 private constant PIXEL_BYTES = 4;
    /// @dev Cost of one unit of work, in iterations.
    uint256 private constant UNIT = 1 << 20;

    /// @inheritdoc IKernel
    function kind() external pure returns (Kind) {
        return Kind.Flat;
    }

    /// @inheritdoc IKernel
    /// @dev Short proofs and few steps leave 149 samples of scene 0 and 46 of scene 1, the most steps 8 and 9: 12M gas bound all but
    /// images of few steps and long proofs.
    function validate(bytes calldata params, uint32 shards) external pure returns (uint8 maxSamples, uint64 units) {
        RenderImage memory image = RenderShapes.read(params, shards, 0);
        uint256 rows = image.blockRows(shards);

        maxSamples = RevealLimits.samples(_outputOf(image, rows).proofBytes(), image.sampleGas());
        units = Math.ceilDiv(rows * image.width * image.costOf(), UNIT).toUint64();
    }

    /// @inheritdoc IKernel
    function elements(bytes calldata params, uint32 shards, uint32 shard) external pure returns (uint64) {
        RenderImage memory image = RenderShapes.read(params, shards, shard);
        return (image.rowsOf(shards, shard) * image.width).toUint64();
    }

    /// @inheritdoc IKernel
    function check(
        bytes32[] calldata inputRoots,
        bytes32 outputRoot,
        bytes calldata params,
        uint32 shards,
        uint32 shard,
        uint64 element,
        bytes calldata proof
    ) external pure returns (Verdict) {
        if (inputRoots.length != 0) return Verdict.Invalid;
        if (RenderShapes.faultOf(params, shards, shard).name != 0) return Verdict.Invalid;

        Band memory band = _bandOf(params, shards, shard);
        return _check(band, outputRoot, element, proof);
    }

    function _check(
        Band memory band,
        bytes32 outputRoot,
        uint256 element,
        bytes calldata proof
    ) private pure returns (Verdict) {
        uint256 count = band.output.rows * band.image.width;
        if (element >= count) return band.output.checkPadding(outputRoot, element - count, proof);
        return band.output.checkElement(outputRoot, _pixelOf(band, element), proof);
    }

    /// @dev Where a pixel lies, and its colour.
    function _pixelOf(Band memory band, uint256 element) private pure returns (OutputElement memory) {
        (uint256 row, uint256 column) = (element / band.image.width, element % band.image.width);
        uint256 colour = band.image.pixel(band.firstRow + row, column);
        return OutputElement(row, column * PIXEL_BYTES, PIXEL_BYTES, colour);
    }

    function _bandOf(bytes calldata params, uint256 shards, uint256 shard) private pure returns (Band memory) {
        RenderImage memory image = RenderShapes.build(params);
        return Band(image, shard * image.blockRows(shards), _outputOf(image, image.rowsOf(shards, shard)));
    }

    function _outputOf(RenderImage memory image, uint256 rows) private pure returns (Tensor memory) {
        return TensorLayout.output(rows, image.width * PIXEL_BYTES);
    }
}
