// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IKernel, Kind, Verdict} from "../IKernel.sol";
import {OutputLeaf} from "../OutputLeaf.sol";
import {RevealLimits} from "../RevealLimits.sol";
import {Tensor, TensorLayout} from "../Tensor.sol";
import {TensorProof} from "../TensorProof.sol";
import {Int8Dot} from "./Int8Dot.sol";
import {Matmul8Parts, Matmul8Place, Matmul8Shape, Matmul8Shapes} from "./Matmul8Shape.sol";

/// @notice int8 × int8 → int32 matrix product C = A·B; shards are row blocks of A. Kernel id 1.
/// @dev Params are `abi.encode(uint32 m, uint32 n, uint32 k)`. Inputs: A int8 [m, k], and B transposed, int8 [n, k],
/// lane-reversed. Output of a shard: its rows of C, int32 [rows, n]; element = row in the shard · n + column.
/// Proof of an element: rowA ‖ rowB ‖ leafC ‖ pathA ‖ pathB ‖ pathC; of a leaf of pure padding: leafC ‖ pathC.
///
/// Invariant V1: no element has both a Correct and a Wrong proof. Every part of a proof is bound to a root at a place
/// that follows from the params alone, and the verdict follows from these parts alone.
contract Matmul8 is IKernel {
    using Matmul8Shapes for Matmul8Shape;
    using OutputLeaf for Tensor;
    using SafeCast for uint256;
    using TensorLayout for Tensor;

    /// @notice The roots that a proof is held against.
    struct Roots {
        bytes32 a;
        bytes32 b;
        bytes32 c;
    }

    uint256 private constant INPUTS = 2;
    /// @dev Multiply-adds of one unit of work.
    uint256 private constant UNIT = 1 << 20;

    /// @inheritdoc IKernel
    function kind() external pure returns (Kind) {
        return Kind.Flat;
    }

    /// @inheritdoc IKernel
    /// @dev 96 KiB bound the samples before 12M gas do: a sample costs at most 25,000 gas and 28 gas for each byte of
    /// its proof, so even 201 samples of the shortest proof (384 bytes) stay under 7.2M. The longest proof (35,808
    /// bytes) leaves 2 samples.
    function validate(bytes calldata params, uint32 shards) external pure returns (uint8 maxSamples, uint64 units) {
        (uint256 m, uint256 n, uint256 k) = Matmul8Shapes.readSizes(params, shards);
        uint256 rows = Math.ceilDiv(m, shards);

        maxSamples = RevealLimits.samplesOfBytes(Matmul8Shapes.proofBytes(m, n, k, rows));
        units = Math.ceilDiv(rows * n * k, UNIT).toUint64();
    }

    /// @inheritdoc IKernel
    function elements(bytes calldata params, uint32 shards, uint32 shard) external pure returns (uint64) {
        return Matmul8Shapes.read(params, shards, shard).elements().toUint64();
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
        if (inputRoots.length != INPUTS) return Verdict.Invalid;
        if (Matmul8Shapes.faultOf(params, shards, shard).name != 0) return Verdict.Invalid;
        Roots memory roots = Roots(inputRoots[0], inputRoots[1], outputRoot);
        return _check(Matmul8Shapes.build(params, shards, shard), roots, element, proof);
    }

    function _check(
        Matmul8Shape memory shape,
        Roots memory roots,
        uint256 element,
        bytes calldata proof
    ) private pure returns (Verdict) {
        uint256 count = shape.elements();
        if (element >= count) return shape.c.checkPadding(roots.c, element - count, proof);
        return _checkElement(shape, roots, element, proof);
    }

    function _checkElement(
        Matmul8Shape memory shape,
        Roots memory roots,
        uint256 element,
        bytes calldata proof
    ) private pure returns (Verdict) {
        Matmul8Parts memory at = shape.parts();
        if (proof.length != at.end) return Verdict.Invalid;

        Matmul8Place memory place = shape.placeOf(element);
        if (_rowRoot(shape.a, place.rowA, proof, 0, at.pathA) != roots.a) return Verdict.Invalid;
        if (_rowRoot(shape.b, place.rowB, proof, at.rowB, at.pathB) != roots.b) return Verdict.Invalid;
        bytes calldata leafC = proof[at.leafC:at.pathA];
        if (_leafRoot(place.leafC, leafC, proof[at.pathC:]) != roots.c) return Verdict.Invalid;

        int256 need = Int8Dot.dot(proof[:at.rowB], proof[at.rowB:at.leafC], shape.k);
        if (_int32At(leafC, place.byteInLeaf) != need) return Verdict.Wrong;
        return OutputLeaf.isZeroFrom(leafC, shape.c.elementBytesOf(place.leafC)) ? Verdict.Correct : Verdict.Wrong;
    }

    /// @dev The root that the row at byte `rowAt` of the proof, opened as the `index`-th, and its path lead to.
    function _rowRoot(
        Tensor memory tensor,
        uint256 index,
        bytes calldata proof,
        uint256 rowAt,
        uint256 pathAt
    ) private pure returns (bytes32) {
        bytes32 node = TensorProof.rowHash(proof[rowAt:rowAt + tensor.paddedRowBytes()], tensor.ll);
        return TensorProof.rootOf(node, index, proof[pathAt:pathAt + tensor.hl * 32]);
    }

    function _leafRoot(uint256 index, bytes calldata leaf, bytes calldata path) private pure returns (bytes32) {
        return TensorProof.rootOf(TensorProof.leafHash(leaf), index, path);
    }

    /// @dev The element at byte `offset`.
    function _int32At(bytes calldata leaf, uint256 offset) private pure returns (int256) {
        return int32(uint32(OutputLeaf.numberAt(leaf, offset, Matmul8Shapes.OUTPUT_BYTES)));
    }
}
