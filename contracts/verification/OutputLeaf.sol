// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {Verdict} from "./IKernel.sol";
import {Tensor, TensorLayout} from "./Tensor.sol";
import {TensorProof} from "./TensorProof.sol";

/// @notice Where an element of an output lies, and what is right there.
struct OutputElement {
    uint256 row;
    uint256 byteInRow;
    /// Its bytes: a power of two up to 32, so that it lies in one leaf.
    uint256 size;
    /// The right value, as a little-endian number.
    uint256 value;
}

/// @notice A leaf of an output with its path: the whole proof of a kernel without inputs.
library OutputLeaf {
    using TensorLayout for Tensor;

    uint256 private constant WORD = 32;

    /// @notice How long such a proof is.
    function proofBytes(Tensor memory output) internal pure returns (uint256) {
        return (1 << output.ll) + output.depth() * WORD;
    }

    /// @notice Whether `proof` is of the right length and its leaf the `index`-th of the tensor under `root`.
    function isOpenedBy(
        Tensor memory output,
        bytes32 root,
        uint256 index,
        bytes calldata proof
    ) internal pure returns (bool) {
        if (proof.length != proofBytes(output)) return false;
        bytes32 node = TensorProof.leafHash(leafIn(output, proof));
        return TensorProof.rootOf(node, index, proof[1 << output.ll:]) == root;
    }

    /// @notice The leaf that a proof of the right length begins with.
    function leafIn(Tensor memory output, bytes calldata proof) internal pure returns (bytes calldata) {
        return proof[:1 << output.ll];
    }

    /// @notice The verdict on a leaf of pure padding.
    function checkPadding(
        Tensor memory output,
        bytes32 root,
        uint256 index,
        bytes calldata proof
    ) internal pure returns (Verdict) {
        if (index >> output.depth() != 0 || output.elementBytesOf(index) != 0) return Verdict.Invalid;

        if (!isOpenedBy(output, root, index, proof)) return Verdict.Invalid;
        return isZeroFrom(leafIn(output, proof), 0) ? Verdict.Correct : Verdict.Wrong;
    }

    /// @notice The verdict on an element, which is about its whole leaf: that it is right, and that all padding is zero.
    function checkElement(
        Tensor memory output,
        bytes32 root,
        OutputElement memory element,
        bytes calldata proof
    ) internal pure returns (Verdict) {
        uint256 index = output.leafOf(element.row, element.byteInRow);
        if (!isOpenedBy(output, root, index, proof)) return Verdict.Invalid;

        bytes calldata leaf = leafIn(output, proof);
        if (numberAt(leaf, element.byteInRow % leaf.length, element.size) != element.value) return Verdict.Wrong;
        return isZeroFrom(leaf, output.elementBytesOf(index)) ? Verdict.Correct : Verdict.Wrong;
    }

    /// @notice The little-endian number in the `size` bytes from `offset` on, at most 32.
    function numberAt(bytes calldata leaf, uint256 offset, uint256 size) internal pure returns (uint256) {
        return uint256(Bytes.reverseBytes32(bytes32(leaf[offset:offset + size])));
    }

    /// @notice Whether every byte of `leaf` from `offset` on is zero.
    function isZeroFrom(bytes calldata leaf, uint256 offset) internal pure returns (bool) {
        uint256 cut = (offset % WORD) * 8;
        for (uint256 at = offset - (offset % WORD); at < leaf.length; at += WORD) {
            if (uint256(bytes32(leaf[at:at + WORD])) << cut != 0) return false;
            cut = 0;
        }
        return true;
    }
}
