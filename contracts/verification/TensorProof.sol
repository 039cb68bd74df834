// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Positional Merkle proofs over calldata: `leaf = keccak256(data ‖ "LEAF")`, `node = keccak256(left ‖ right)`.
/// @dev A leaf's preimage is never 64 bytes, and the length of every path is fixed by the tensor's shape, so no node
/// can pass for a leaf. Callers must fix the lengths of rows, leaves and paths before they call.
///
/// Review note on the assembly: it reads calldata only inside the slices it is given, and writes only the two scratch
/// words or memory past the free memory pointer, which it does not move. Plain Solidity twins are fuzzed against it.
library TensorProof {
    /// @notice The hash of a leaf.
    function leafHash(bytes calldata leaf) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, leaf.offset, leaf.length)
            mstore(add(free, leaf.length), "LEAF")
            hash := keccak256(free, add(leaf.length, 4))
        }
    }

    /// @notice The root of one whole row: its leaves of `2^ll` bytes, folded.
    /// @dev `row` must be `2^ll` bytes times a power of two.
    function rowHash(bytes calldata row, uint256 ll) internal pure returns (bytes32 hash) {
        if (row.length >> ll == 1) return leafHash(row);

        assembly ("memory-safe") {
            let hashes := mload(0x40)
            let leafBytes := shl(ll, 1)
            let count := shr(ll, row.length)
            for {
                let i := 0
            } lt(i, count) {
                i := add(i, 1)
            } {
                // The leaf is copied to where its hash and the hashes to come will lie, and hashed in place.
                let slot := add(hashes, shl(5, i))
                calldatacopy(slot, add(row.offset, shl(ll, i)), leafBytes)
                mstore(add(slot, leafBytes), "LEAF")
                mstore(slot, keccak256(slot, add(leafBytes, 4)))
            }
            for {
                count := shr(1, count)
            } count {
                count := shr(1, count)
            } {
                for {
                    let i := 0
                } lt(i, count) {
                    i := add(i, 1)
                } {
                    mstore(add(hashes, shl(5, i)), keccak256(add(hashes, shl(6, i)), 64))
                }
            }
            hash := mload(hashes)
        }
    }

    /// @notice The root above `node`, the `index`-th of its level, by its siblings from the bottom up.
    /// @dev `path` must be as many words as there are levels above `node`, and `index` below 2 to that number.
    function rootOf(bytes32 node, uint256 index, bytes calldata path) internal pure returns (bytes32 root) {
        root = node;
        assembly ("memory-safe") {
            let at := path.offset
            for {
                let end := add(at, path.length)
            } lt(at, end) {
                at := add(at, 32)
            } {
                let side := shl(5, and(index, 1))
                mstore(side, root)
                mstore(xor(side, 32), calldataload(at))
                root := keccak256(0, 64)
                index := shr(1, index)
            }
        }
    }
}
