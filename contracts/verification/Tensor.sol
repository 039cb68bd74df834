// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice How a 2-D integer tensor lies under its Merkle root.
/// @dev Row r fills the leaves `r << rl` to `((r + 1) << rl) - 1`, little-endian elements first, then zeros; rows up to
/// `2^hl` are zeros. Every field is a pure function of a request's params, never of a proof.
struct Tensor {
    uint256 rows;
    /// Bytes of a row that hold elements; the rest of its leaves is padding.
    uint256 rowBytes;
    /// A leaf has `2^ll` bytes.
    uint256 ll;
    /// A row has `2^rl` leaves.
    uint256 rl;
    /// Rows are padded to `2^hl`.
    uint256 hl;
}

/// @notice Layout rules of tensors: pure functions of their shape.
library TensorLayout {
    /// @dev Leaves of outputs, and the smallest leaves of inputs: 128 bytes, one keccak permutation.
    uint256 internal constant MIN_LL = 7;
    /// @dev The largest leaves of inputs: 1024 bytes.
    uint256 internal constant MAX_LL = 10;

    /// @notice The layout of an input of `rows` rows: leaves as long as a row, from 128 to 1024 bytes.
    function input(uint256 rows, uint256 rowBytes) internal pure returns (Tensor memory) {
        uint256 width = log2Up(rowBytes);
        return _layout(rows, rowBytes, width, Math.min(Math.max(width, MIN_LL), MAX_LL));
    }

    /// @notice The layout of an output of `rows` rows: leaves of 128 bytes.
    function output(uint256 rows, uint256 rowBytes) internal pure returns (Tensor memory) {
        return _layout(rows, rowBytes, log2Up(rowBytes), MIN_LL);
    }

    /// @notice Bytes of a row with its padding: what opening it takes.
    function paddedRowBytes(Tensor memory tensor) internal pure returns (uint256) {
        return 1 << (tensor.ll + tensor.rl);
    }

    /// @notice Levels from a leaf to the root.
    function depth(Tensor memory tensor) internal pure returns (uint256) {
        return tensor.hl + tensor.rl;
    }

    /// @notice The leaf that holds byte `byteInRow` of row `row`.
    function leafOf(Tensor memory tensor, uint256 row, uint256 byteInRow) internal pure returns (uint256) {
        return (row << tensor.rl) | (byteInRow >> tensor.ll);
    }

    /// @notice How many bytes of leaf `index` hold elements, from its first on; 0 for a leaf of pure padding.
    function elementBytesOf(Tensor memory tensor, uint256 index) internal pure returns (uint256) {
        uint256 start = (index & ((1 << tensor.rl) - 1)) << tensor.ll;
        if (index >> tensor.rl >= tensor.rows || start >= tensor.rowBytes) return 0;
        return Math.min(1 << tensor.ll, tensor.rowBytes - start);
    }

    /// @notice The least `x` with `2^x >= value`; `value` must be above 0.
    function log2Up(uint256 value) internal pure returns (uint256) {
        return value == 1 ? 0 : Math.log2(value - 1) + 1;
    }

    function _layout(uint256 rows, uint256 rowBytes, uint256 width, uint256 ll) private pure returns (Tensor memory) {
        return Tensor({rows: rows, rowBytes: rowBytes, ll: ll, rl: Math.saturatingSub(width, ll), hl: log2Up(rows)});
    }
}
