// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Tensor, TensorLayout} from "../../../../contracts/verification/Tensor.sol";
import {Test} from "../../utils/Test.sol";
import {TensorReference as Ref} from "../../utils/TensorReference.sol";

contract TensorLayoutTest is Test {
    using TensorLayout for Tensor;
    using Ref for Ref.Tree;

    function test_input_leavesFollowTheRow() external pure {
        _assertInput(1, 1, 7, 0, 0);
        _assertInput(2, 128, 7, 0, 1);
        _assertInput(3, 129, 8, 0, 2);
        _assertInput(4, 257, 9, 0, 2);
        _assertInput(5, 1024, 10, 0, 3);
        _assertInput(1 << 24, 1025, 10, 1, 24);
        _assertInput(1024, 16_384, 10, 4, 10);
    }

    function test_output_leavesHave128Bytes() external pure {
        _assertSame(TensorLayout.output(1, 4), Tensor(1, 4, 7, 0, 0));
        _assertSame(TensorLayout.output(7, 128), Tensor(7, 128, 7, 0, 3));
        _assertSame(TensorLayout.output(8, 132), Tensor(8, 132, 7, 1, 3));
        _assertSame(TensorLayout.output(1 << 24, 1 << 26), Tensor(1 << 24, 1 << 26, 7, 19, 24));
    }

    function test_elementBytesOf_paddingRowsHaveNone() external pure {
        Tensor memory tensor = TensorLayout.output(3, 128);
        assertEq(tensor.elementBytesOf(2), 128, "last row");
        assertEq(tensor.elementBytesOf(3), 0, "padding row");
    }

    function test_elementBytesOf_rowsEndInsideALeaf() external pure {
        // 130 columns of 4 bytes: 520 bytes in 8 leaves, 8 of them in the fifth.
        Tensor memory tensor = TensorLayout.output(2, 520);
        assertEq(tensor.elementBytesOf(3), 128, "full leaf");
        assertEq(tensor.elementBytesOf(4), 8, "half leaf");
        assertEq(tensor.elementBytesOf(5), 0, "padding leaf");
        assertEq(tensor.elementBytesOf(12), 8, "half leaf of the second row");
    }

    function testFuzz_layout_equalsPlain(uint256 rows, uint256 rowBytes, bool isInput) external pure {
        rows = bound(rows, 1, 40);
        rowBytes = bound(rowBytes, 1, isInput ? 2_100 : 600);
        Tensor memory tensor = isInput ? TensorLayout.input(rows, rowBytes) : TensorLayout.output(rows, rowBytes);
        Ref.Tree memory tree = Ref.zeros(rows, rowBytes, isInput ? Ref.inputLeafBytes(rowBytes) : 128);

        assertEq(1 << tensor.ll, tree.leafBytes, "leaf bytes");
        assertEq(1 << tensor.rl, tree.rowLeaves, "leaves of a row");
        assertEq(tensor.paddedRowBytes(), tree.rowLeaves * tree.leafBytes, "padded row");
        assertEq(1 << (tensor.depth() + tensor.ll), tree.stored.length, "whole tensor");
        uint256 offset = tree.offsetOf(rows - 1, rowBytes - 1);
        assertEq(tensor.leafOf(rows - 1, rowBytes - 1), offset / tree.leafBytes, "leaf of the last byte");
        for (uint256 leaf = 0; leaf < 1 << tensor.depth(); ++leaf) {
            assertEq(tensor.elementBytesOf(leaf), _count(tree, rows, leaf), "element bytes");
        }
    }

    function _count(Ref.Tree memory tree, uint256 rows, uint256 leaf) private pure returns (uint256 count) {
        uint256 size = tree.leafBytes;
        if (tree.isPadding(rows, leaf * size)) return 0;
        uint256 start = (leaf % tree.rowLeaves) * size;
        return tree.rowBytes - start < size ? tree.rowBytes - start : size;
    }

    function _assertInput(uint256 rows, uint256 rowBytes, uint256 ll, uint256 rl, uint256 hl) private pure {
        _assertSame(TensorLayout.input(rows, rowBytes), Tensor(rows, rowBytes, ll, rl, hl));
    }

    function _assertSame(Tensor memory have, Tensor memory want) private pure {
        assertEq(keccak256(abi.encode(have)), keccak256(abi.encode(want)), "tensor");
    }
}
