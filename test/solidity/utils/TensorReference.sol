// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Tensors, trees and dot products written plainly from the specification, over memory: what the contracts'
/// assembly is held against. Shares no code with them.
library TensorReference {
    /// @notice A tensor with its padding, and all nodes of its tree.
    /// @dev `nodes[1]` is the root, the children of node i are 2i and 2i + 1, the leaves come last.
    struct Tree {
        uint256 leafBytes;
        uint256 rowLeaves;
        uint256 rowBytes;
        bytes stored;
        bytes32[] nodes;
    }

    /// @notice The tree of `rows` rows of zeros, each `rowBytes` long, with leaves of `leafBytes`.
    function zeros(uint256 rows, uint256 rowBytes, uint256 leafBytes) internal pure returns (Tree memory tree) {
        tree.leafBytes = leafBytes;
        tree.rowLeaves = 1;
        while (tree.rowLeaves * leafBytes < rowBytes) tree.rowLeaves *= 2;
        tree.rowBytes = rowBytes;
        tree.stored = new bytes(roundUp(rows) * tree.rowLeaves * leafBytes);
    }

    /// @notice Leaves of an input: as long as a row, from 128 to 1024 bytes.
    function inputLeafBytes(uint256 rowBytes) internal pure returns (uint256) {
        uint256 size = roundUp(rowBytes);
        if (size < 128) return 128;
        return size > 1024 ? 1024 : size;
    }

    /// @notice The smallest power of two that is at least `value`.
    function roundUp(uint256 value) internal pure returns (uint256 size) {
        for (size = 1; size < value; size *= 2) {}
    }

    /// @notice Hashes everything stored.
    function rehash(Tree memory tree) internal pure {
        uint256 count = tree.stored.length / tree.leafBytes;
        tree.nodes = new bytes32[](2 * count);
        for (uint256 i = 0; i < count; ++i) tree.nodes[count + i] = leafHash(leafAt(tree, i));
        for (uint256 i = count - 1; i > 0; --i) tree.nodes[i] = pair(tree.nodes[2 * i], tree.nodes[2 * i + 1]);
    }

    function root(Tree memory tree) internal pure returns (bytes32) {
        return tree.nodes[1];
    }

    /// @notice The siblings from leaf `index` up to the root.
    function pathOfLeaf(Tree memory tree, uint256 index) internal pure returns (bytes memory path) {
        for (uint256 i = tree.nodes.length / 2 + index; i > 1; i /= 2) path = abi.encodePacked(path, tree.nodes[i ^ 1]);
    }

    /// @notice The siblings from the root of row `row` up to the root.
    function pathOfRow(Tree memory tree, uint256 row) internal pure returns (bytes memory path) {
        uint256 first = tree.nodes.length / 2 / tree.rowLeaves + row;
        for (uint256 i = first; i > 1; i /= 2) path = abi.encodePacked(path, tree.nodes[i ^ 1]);
    }

    function leafAt(Tree memory tree, uint256 index) internal pure returns (bytes memory) {
        return slice(tree.stored, index * tree.leafBytes, tree.leafBytes);
    }

    /// @notice Row `row` as it is stored, padding included.
    function rowAt(Tree memory tree, uint256 row) internal pure returns (bytes memory) {
        uint256 size = tree.rowLeaves * tree.leafBytes;
        return slice(tree.stored, row * size, size);
    }

    /// @notice Where byte `byteInRow` of row `row` is stored.
    function offsetOf(Tree memory tree, uint256 row, uint256 byteInRow) internal pure returns (uint256) {
        return row * tree.rowLeaves * tree.leafBytes + byteInRow;
    }

    /// @notice Whether the stored byte at `offset` holds no element, when the tensor has `rows` rows.
    function isPadding(Tree memory tree, uint256 rows, uint256 offset) internal pure returns (bool) {
        uint256 size = tree.rowLeaves * tree.leafBytes;
        return offset / size >= rows || offset % size >= tree.rowBytes;
    }

    function leafHash(bytes memory leaf) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(leaf, "LEAF"));
    }

    function pair(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(left, right));
    }

    /// @notice The root above `node` by `path`, one level at a time.
    function climb(bytes32 node, uint256 index, bytes memory path) internal pure returns (bytes32) {
        for (uint256 at = 0; at < path.length; at += 32) {
            bytes32 sibling = bytes32(slice(path, at, 32));
            node = index % 2 == 0 ? pair(node, sibling) : pair(sibling, node);
            index /= 2;
        }
        return node;
    }

    /// @notice Where byte `index` of a row lies after lane reversal: 4-byte group g moves to `g ^ 7`.
    function reversed(uint256 index) internal pure returns (uint256) {
        unchecked {
            return ((index / 4) ^ 7) * 4 + (index % 4);
        }
    }

    /// @notice 32 bytes of a row, from a multiple of 32 on, after lane reversal.
    function reversedWord(bytes32 word) internal pure returns (bytes32 result) {
        for (uint256 group = 0; group < 8; ++group) {
            result = (result >> 32) | bytes32(bytes4(word << (32 * group)));
        }
    }

    /// @notice `word` with zeros behind its first `count` bytes.
    function firstBytes(bytes32 word, uint256 count) internal pure returns (bytes32) {
        return count >= 32 ? word : word & ~(bytes32(type(uint256).max) >> (8 * count));
    }

    /// @notice Σ x[i]·y[i] over int8 elements, `y` lane-reversed.
    /// @dev No sum of fewer than 2^240 such products wraps.
    function dot(bytes memory x, bytes memory y, uint256 cols) internal pure returns (int256 sum) {
        unchecked {
            for (uint256 i = 0; i < cols; ++i) sum += int256(int8At(x, i)) * int8At(y, reversed(i));
        }
    }

    function int8At(bytes memory row, uint256 index) internal pure returns (int8) {
        return int8(uint8(row[index]));
    }

    /// @notice Writes `value` in little-endian order at `offset`.
    function putInt32(bytes memory stored, uint256 offset, int256 value) internal pure {
        for (uint256 i = 0; i < 4; ++i) stored[offset + i] = bytes1(uint8(uint256(value) >> (8 * i)));
    }

    /// @notice Writes the 32 bytes at `offset`.
    function putWord(bytes memory stored, uint256 offset, bytes32 word) internal pure {
        assert(offset + 32 <= stored.length);
        // Review note: the word lies inside the array.
        assembly ("memory-safe") {
            mstore(add(add(stored, 32), offset), word)
        }
    }

    function slice(bytes memory source, uint256 from, uint256 size) internal pure returns (bytes memory part) {
        assert(from + size <= source.length);
        part = new bytes(size);
        // Review note: both ranges lie inside their arrays.
        assembly ("memory-safe") {
            mcopy(add(part, 32), add(add(source, 32), from), size)
        }
    }
}
