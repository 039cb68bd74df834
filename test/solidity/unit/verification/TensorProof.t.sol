// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {TensorProof} from "../../../../contracts/verification/TensorProof.sol";
import {Test} from "../../utils/Test.sol";
import {TensorReference as Ref} from "../../utils/TensorReference.sol";

contract TensorProofHarness {
    function leafHash(bytes calldata leaf) external pure returns (bytes32) {
        return TensorProof.leafHash(leaf);
    }

    function rowHash(bytes calldata row, uint256 ll) external pure returns (bytes32) {
        return TensorProof.rowHash(row, ll);
    }

    function rootOf(bytes32 node, uint256 index, bytes calldata path) external pure returns (bytes32) {
        return TensorProof.rootOf(node, index, path);
    }
}

contract TensorProofTest is Test {
    using Ref for Ref.Tree;

    TensorProofHarness private _harness = new TensorProofHarness();

    function test_leafHash_appendsLeafSuffix() external view {
        bytes memory zeros = new bytes(128);
        assertEq(_harness.leafHash(zeros), keccak256(abi.encodePacked(zeros, hex"4c454146")), "hash");
    }

    function test_rootOf_withoutSiblingsIsTheNode() external view {
        assertEq(_harness.rootOf(bytes32(uint256(7)), 0, ""), bytes32(uint256(7)), "root");
    }

    function test_rootOf_sideFollowsTheIndex() external view {
        bytes32 node = keccak256("node");
        bytes32 sibling = keccak256("sibling");
        assertEq(_harness.rootOf(node, 0, abi.encode(sibling)), keccak256(abi.encode(node, sibling)), "left");
        assertEq(_harness.rootOf(node, 1, abi.encode(sibling)), keccak256(abi.encode(sibling, node)), "right");
    }

    function test_rowHash_foldsEveryLayoutOfARow() external view {
        for (uint256 ll = 7; ll <= 10; ++ll) {
            for (uint256 rl = 0; rl <= 4; ++rl) _assertRow(ll, rl, ll * 31 + rl);
        }
    }

    function testFuzz_leafHash_equalsPlain(bytes calldata leaf) external view {
        assertEq(_harness.leafHash(leaf), Ref.leafHash(leaf), "hash");
    }

    function testFuzz_rowHash_equalsTheRootOfItsLeaves(uint256 ll, uint256 rl, uint256 seed) external view {
        _assertRow(bound(ll, 7, 10), bound(rl, 0, 2), seed);
    }

    function testFuzz_rootOf_equalsPlain(bytes32 node, uint256 index, uint256 depth, uint256 seed) external view {
        bytes memory path = _random(bound(depth, 0, 43) * 32, seed);
        assertEq(_harness.rootOf(node, index, path), Ref.climb(node, index, path), "root");
    }

    function testFuzz_rootOf_reachesTheRootFromEveryLeaf(uint256 rows, uint256 seed) external view {
        Ref.Tree memory tree = Ref.zeros(bound(rows, 1, 9), 200, 128);
        bytes memory random = _random(tree.stored.length, seed);
        tree.stored = random;
        tree.rehash();
        for (uint256 i = 0; i < tree.nodes.length / 2; ++i) {
            bytes32 leaf = _harness.leafHash(tree.leafAt(i));
            assertEq(_harness.rootOf(leaf, i, tree.pathOfLeaf(i)), tree.root(), "from a leaf");
        }
        for (uint256 row = 0; row < tree.nodes.length / 4; ++row) {
            bytes32 node = _harness.rowHash(tree.rowAt(row), 7);
            assertEq(_harness.rootOf(node, row, tree.pathOfRow(row)), tree.root(), "from a row");
        }
    }

    function _assertRow(uint256 ll, uint256 rl, uint256 seed) private view {
        Ref.Tree memory tree = Ref.zeros(1, 1 << (ll + rl), 1 << ll);
        tree.stored = _random(1 << (ll + rl), seed);
        tree.rehash();
        assertEq(_harness.rowHash(tree.stored, ll), tree.root(), "row");
    }

    function _random(uint256 size, uint256 seed) private pure returns (bytes memory filled) {
        filled = new bytes(size);
        for (uint256 i = 0; i < size; ++i) filled[i] = keccak256(abi.encode(seed, i / 32))[i % 32];
    }
}
