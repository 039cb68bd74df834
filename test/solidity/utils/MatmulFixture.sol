// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IKernel, Verdict} from "../../../contracts/verification/IKernel.sol";
import {TensorReference as Ref} from "./TensorReference.sol";

/// @notice Small int8 matrix products with all their trees, built plainly in memory: honest and corrupted results, and
/// the proof of any element. Every shard of the same params and seed has the same inputs.
library MatmulFixture {
    using Ref for Ref.Tree;

    struct Product {
        bytes params;
        uint32 shards;
        uint32 shard;
        uint256 n;
        uint256 k;
        /// The shard's first row of A, and how many it has.
        uint256 firstRow;
        uint256 rows;
        Ref.Tree a;
        Ref.Tree b;
        Ref.Tree c;
    }

    /// @notice The honest result of `shard`; `params` as the kernel takes them. Inputs follow from `seed`.
    function build(
        bytes memory params,
        uint32 shards,
        uint32 shard,
        uint256 seed
    ) internal pure returns (Product memory product) {
        return _build(params, shards, shard, seed, false);
    }

    /// @notice As `build`, with random bytes instead of zeros in the padding of both inputs.
    function buildDirty(
        bytes memory params,
        uint32 shards,
        uint32 shard,
        uint256 seed
    ) internal pure returns (Product memory product) {
        return _build(params, shards, shard, seed, true);
    }

    /// @notice Params of an m × k by k × n product.
    function paramsOf(uint32 m, uint32 n, uint32 k) internal pure returns (bytes memory) {
        return abi.encode(m, n, k);
    }

    function inputRoots(Product memory product) internal pure returns (bytes32[] memory roots) {
        roots = new bytes32[](2);
        roots[0] = product.a.root();
        roots[1] = product.b.root();
    }

    /// @notice What `Work.inputRoot` is.
    function inputRoot(Product memory product) internal pure returns (bytes32) {
        return keccak256(abi.encode(inputRoots(product)));
    }

    function outputRoot(Product memory product) internal pure returns (bytes32) {
        return product.c.root();
    }

    function elements(Product memory product) internal pure returns (uint64) {
        return uint64(product.rows * product.n);
    }

    /// @notice Leaves of the shard's output tree, padding included.
    function leaves(Product memory product) internal pure returns (uint256) {
        return product.c.nodes.length / 2;
    }

    /// @notice The leaf of C that holds `element`.
    function leafOf(Product memory product, uint64 element) internal pure returns (uint256) {
        return _offsetOf(product, element) / product.c.leafBytes;
    }

    /// @notice Whether leaf `leaf` of C holds no element.
    function isPaddingLeaf(Product memory product, uint256 leaf) internal pure returns (bool) {
        return product.c.isPadding(product.rows, leaf * product.c.leafBytes);
    }

    /// @notice The exact proof of `element`; ids from `elements` on name leaves of pure padding.
    function proof(Product memory product, uint64 element) internal pure returns (bytes memory) {
        uint64 count = elements(product);
        if (element >= count) {
            uint256 padding = element - count;
            return abi.encodePacked(product.c.leafAt(padding), product.c.pathOfLeaf(padding));
        }
        uint256 rowA = product.firstRow + element / product.n;
        uint256 rowB = element % product.n;
        uint256 leaf = leafOf(product, element);
        return
            abi.encodePacked(
                product.a.rowAt(rowA),
                product.b.rowAt(rowB),
                product.c.leafAt(leaf),
                product.a.pathOfRow(rowA),
                product.b.pathOfRow(rowB),
                product.c.pathOfLeaf(leaf)
            );
    }

    /// @notice What `kernel` says of `element` when it is shown `shown`.
    function verdict(
        Product memory product,
        IKernel kernel,
        uint64 element,
        bytes memory shown
    ) internal view returns (Verdict) {
        return
            kernel.check(
                inputRoots(product),
                outputRoot(product),
                product.params,
                product.shards,
                product.shard,
                element,
                shown
            );
    }

    /// @notice Makes `element` of the result wrong; ids from `elements` on dirty that padding leaf.
    function corrupt(Product memory product, uint64 element) internal pure {
        uint64 count = elements(product);
        uint256 offset = element < count ? _offsetOf(product, element) : (element - count) * product.c.leafBytes;
        corruptByte(product, offset, 0x01);
    }

    /// @notice Flips the bits `mask` of the stored byte of C at `offset`.
    function corruptByte(Product memory product, uint256 offset, bytes1 mask) internal pure {
        product.c.stored[offset] ^= mask;
        product.c.rehash();
    }

    /// @notice The honest value of `element`.
    function valueOf(Product memory product, uint64 element) internal pure returns (int256) {
        bytes memory rowA = product.a.rowAt(product.firstRow + element / product.n);
        return Ref.dot(rowA, product.b.rowAt(element % product.n), product.k);
    }

    function _build(
        bytes memory params,
        uint32 shards,
        uint32 shard,
        uint256 seed,
        bool dirty
    ) private pure returns (Product memory product) {
        (product.params, product.shards, product.shard) = (params, shards, shard);
        uint256 m;
        (m, product.n, product.k) = abi.decode(params, (uint256, uint256, uint256));
        uint256 most = (m + shards - 1) / shards;
        product.firstRow = shard * most;
        product.rows = m - product.firstRow < most ? m - product.firstRow : most;

        product.a = _input(m, product.k, uint256(keccak256(abi.encode(seed, "A"))), false, dirty);
        product.b = _input(product.n, product.k, uint256(keccak256(abi.encode(seed, "B"))), true, dirty);
        product.c = Ref.zeros(product.rows, product.n * 4, 128);
        for (uint64 i = 0; i < elements(product); ++i) {
            Ref.putInt32(product.c.stored, _offsetOf(product, i), valueOf(product, i));
        }
        product.c.rehash();
    }

    function _input(
        uint256 rows,
        uint256 cols,
        uint256 seed,
        bool reversed,
        bool dirty
    ) private pure returns (Ref.Tree memory tree) {
        tree = Ref.zeros(rows, cols, Ref.inputLeafBytes(cols));
        uint256 width = dirty ? tree.rowLeaves * tree.leafBytes : cols;
        for (uint256 row = 0; row < rows; ++row) {
            for (uint256 i = 0; i < width; i += 32) {
                bytes32 word = Ref.firstBytes(keccak256(abi.encode(seed, row, i)), width - i);
                Ref.putWord(tree.stored, tree.offsetOf(row, i), reversed ? Ref.reversedWord(word) : word);
            }
        }
        tree.rehash();
    }

    function _offsetOf(Product memory product, uint64 element) private pure returns (uint256) {
        return product.c.offsetOf(element / product.n, (element % product.n) * 4);
    }
}
