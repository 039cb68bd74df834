// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IKernel, Verdict} from "../../../contracts/verification/IKernel.sol";
import {TensorReference as Ref} from "./TensorReference.sol";

/// @notice Outputs of kernels without inputs with their tree, built plainly in memory: honest and corrupted ones, and the proof
/// of any element.
library OutputFixture {
    using Ref for Ref.Tree;

    uint256 private constant LEAF_BYTES = 128;

    struct Output {
        bytes params;
        uint32 shards;
        uint32 shard;
        uint256 rows;
        /// Elements of a row.
        uint256 columns;
        uint256 elementBytes;
        Ref.Tree tree;
    }

    /// @notice The output of `shard` of `total` rows that are shared out, all zeros.
    function share(
        bytes memory params,
        uint32 shards,
        uint32 shard,
        uint256 total,
        uint256 columns,
        uint256 elementBytes
    ) internal pure returns (Output memory output) {
        uint256 size = (total + shards - 1) / shards;
        uint256 left = total - shard * size;
        (output.params, output.shards, output.shard) = (params, shards, shard);
        (output.rows, output.columns, output.elementBytes) = (left < size ? left : size, columns, elementBytes);
        output.tree = Ref.zeros(output.rows, columns * elementBytes, LEAF_BYTES);
    }

    /// @notice The first element of the shard among those of all shards, of `total` rows.
    function first(Output memory output, uint256 total) internal pure returns (uint256) {
        return output.shard * ((total + output.shards - 1) / output.shards) * output.columns;
    }

    /// @notice Writes an element in little-endian order; `rehash` the tree after the last.
    function put(Output memory output, uint256 element, uint256 value) internal pure {
        uint256 offset = offsetOf(output, element);
        for (uint256 i = 0; i < output.elementBytes; ++i) {
            output.tree.stored[offset + i] = bytes1(uint8(value >> (8 * i)));
        }
    }

    function elements(Output memory output) internal pure returns (uint64) {
        return uint64(output.rows * output.columns);
    }

    /// @notice Number of leaves of the padded output.
    function leaves(Output memory output) internal pure returns (uint256) {
        return output.tree.nodes.length / 2;
    }

    /// @notice Where `element` is stored.
    function offsetOf(Output memory output, uint256 element) internal pure returns (uint256) {
        return output.tree.offsetOf(element / output.columns, (element % output.columns) * output.elementBytes);
    }

    /// @notice Whether leaf `leaf` holds no element.
    function isPaddingLeaf(Output memory output, uint256 leaf) internal pure returns (bool) {
        return output.tree.isPadding(output.rows, leaf * LEAF_BYTES);
    }

    /// @notice The exact proof of `element`; ids from `elements` on name leaves.
    function proof(Output memory output, uint64 element) internal pure returns (bytes memory) {
        uint64 count = elements(output);
        uint256 leaf = element < count ? offsetOf(output, element) / LEAF_BYTES : element - count;
        return abi.encodePacked(output.tree.leafAt(leaf), output.tree.pathOfLeaf(leaf));
    }

    /// @notice What `kernel` says of `element` when it is shown `shown`.
    function verdict(
        Output memory output,
        IKernel kernel,
        uint64 element,
        bytes memory shown
    ) internal view returns (Verdict) {
        bytes32 root = output.tree.root();
        return kernel.check(new bytes32[](0), root, output.params, output.shards, output.shard, element, shown);
    }

    /// @notice Makes `element` wrong; ids from `elements` on dirty that leaf.
    function corrupt(Output memory output, uint64 element) internal pure {
        uint64 count = elements(output);
        corruptByte(output, element < count ? offsetOf(output, element) : (element - count) * LEAF_BYTES, 0x01);
    }

    /// @notice Flips the bits `mask` of the stored byte at `offset`.
    function corruptByte(Output memory output, uint256 offset, bytes1 mask) internal pure {
        output.tree.stored[offset] ^= mask;
        output.tree.rehash();
    }
}
