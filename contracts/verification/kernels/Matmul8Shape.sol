// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Tensor, TensorLayout} from "../Tensor.sol";
import {ShapeFault, ShapeFaults} from "./ShapeFault.sol";

/// @notice What one shard of an int8 matrix product looks like.
struct Matmul8Shape {
    /// Columns of C and rows of B.
    uint256 n;
    /// Length of a dot product.
    uint256 k;
    /// Rows of the largest shard.
    uint256 block;
    /// The shard's first row of A.
    uint256 firstRow;
    /// All of A, whatever the shard.
    Tensor a;
    /// All of B, transposed and lane-reversed.
    Tensor b;
    /// The shard's own rows of C.
    Tensor c;
}

/// @notice What one element is made of.
struct Matmul8Place {
    /// Rows of the whole A, and of B.
    uint256 rowA;
    uint256 rowB;
    /// The leaf of the shard's C, and where in it the element lies.
    uint256 leafC;
    uint256 byteInLeaf;
}

/// @notice Where the parts of an element's proof begin; `rowA` begins at 0.
struct Matmul8Parts {
    uint256 rowB;
    uint256 leafC;
    uint256 pathA;
    uint256 pathB;
    uint256 pathC;
    uint256 end;
}

/// @notice Reads and bounds the params of `Matmul8`: `abi.encode(uint32 m, uint32 n, uint32 k)`.
library Matmul8Shapes {
    using ShapeFaults for ShapeFault;
    using TensorLayout for Tensor;

    uint256 internal constant PARAMS_BYTES = 96;
    uint256 internal constant MAX_ROWS = 1 << 24;
    uint256 internal constant MAX_K = 16_384;
    /// @dev int32, little-endian.
    uint256 internal constant OUTPUT_BYTES = 4;

    /// @notice The shape of `shard`; reverts `ShapeOutOfBounds` unless params, shards and shard fit.
    function read(bytes calldata params, uint256 shards, uint256 shard) internal pure returns (Matmul8Shape memory) {
        _requireFit(params, shards, shard);
        return build(params, shards, shard);
    }

    /// @notice `m`, `n` and `k` alone, bounded as by `read`: accepting a job needs no more.
    function readSizes(bytes calldata params, uint256 shards) internal pure returns (uint256 m, uint256 n, uint256 k) {
        _requireFit(params, shards, 0);
        return abi.decode(params, (uint256, uint256, uint256));
    }

    /// @notice What `parts` calls `end`, for a shard of `rows` rows, without building its shape: two rows of inputs, a leaf
    /// of C, and the nodes of three paths.
    function proofBytes(uint256 m, uint256 n, uint256 k, uint256 rows) internal pure returns (uint256) {
        uint256 logN = TensorLayout.log2Up(n);
        uint256 logRow = Math.max(TensorLayout.log2Up(k), TensorLayout.MIN_LL);
        // A row of C has 4·n bytes in leaves of 2^7.
        uint256 leafLevels = Math.saturatingSub(logN + 2, TensorLayout.MIN_LL);
        uint256 levels = TensorLayout.log2Up(m) + logN + TensorLayout.log2Up(rows) + leafLevels;
        return (2 << logRow) + (1 << TensorLayout.MIN_LL) + levels * 32;
    }

    /// @notice The first value that is out of its bounds, if any.
    function faultOf(
        bytes calldata params,
        uint256 shards,
        uint256 shard
    ) internal pure returns (ShapeFault memory fault) {
        if (params.length != PARAMS_BYTES) return ShapeFault("paramsLength", params.length, PARAMS_BYTES, PARAMS_BYTES);

        (uint256 m, uint256 n, uint256 k) = abi.decode(params, (uint256, uint256, uint256));
        if (m == 0 || m > MAX_ROWS) return ShapeFault("m", m, 1, MAX_ROWS);
        if (n == 0 || n > MAX_ROWS) return ShapeFault("n", n, 1, MAX_ROWS);
        if (k == 0 || k > MAX_K) return ShapeFault("k", k, 1, MAX_K);
        return ShapeFaults.ofShards(m, shards, shard);
    }

    /// @notice The shape of `shard`, for values without a fault.
    function build(
        bytes calldata params,
        uint256 shards,
        uint256 shard
    ) internal pure returns (Matmul8Shape memory shape) {
        uint256 m;
        (m, shape.n, shape.k) = abi.decode(params, (uint256, uint256, uint256));
        shape.block = Math.ceilDiv(m, shards);
        shape.firstRow = shard * shape.block;
        shape.a = TensorLayout.input(m, shape.k);
        shape.b = TensorLayout.input(shape.n, shape.k);
        shape.c = TensorLayout.output(Math.min(shape.block, m - shape.firstRow), shape.n * OUTPUT_BYTES);
    }

    /// @notice How many elements of C the shard has.
    function elements(Matmul8Shape memory shape) internal pure returns (uint256) {
        return shape.c.rows * shape.n;
    }

    /// @notice What `element` is made of; `element` must be below `elements`.
    function placeOf(Matmul8Shape memory shape, uint256 element) internal pure returns (Matmul8Place memory place) {
        uint256 row = element / shape.n;
        place.rowA = shape.firstRow + row;
        place.rowB = element % shape.n;
        uint256 byteInRow = place.rowB * OUTPUT_BYTES;
        place.leafC = shape.c.leafOf(row, byteInRow);
        place.byteInLeaf = byteInRow & ((1 << shape.c.ll) - 1);
    }

    /// @notice Where the parts of an element's proof lie; `end` is its exact length.
    function parts(Matmul8Shape memory shape) internal pure returns (Matmul8Parts memory at) {
        at.rowB = shape.a.paddedRowBytes();
        at.leafC = at.rowB + shape.b.paddedRowBytes();
        at.pathA = at.leafC + (1 << shape.c.ll);
        at.pathB = at.pathA + shape.a.hl * 32;
        at.pathC = at.pathB + shape.b.hl * 32;
        at.end = at.pathC + shape.c.depth() * 32;
    }

    function _requireFit(bytes calldata params, uint256 shards, uint256 shard) private pure {
        faultOf(params, shards, shard).requireNone();
    }
}
