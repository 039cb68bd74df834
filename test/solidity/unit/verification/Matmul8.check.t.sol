// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {Matmul8} from "../../../../contracts/verification/kernels/Matmul8.sol";
import {MatmulFixture as Fixture} from "../../utils/MatmulFixture.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Every proof below comes from `MatmulFixture`, which shares no code with the kernel.
contract Matmul8CheckTest is Test {
    using Fixture for Fixture.Product;

    IKernel private _kernel = new Matmul8();

    function test_check_smallestProduct() external view {
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(1, 1, 1), 1, 0, 1);
        _assertVerdict(product, 0, Verdict.Correct);
        product.corrupt(0);
        _assertVerdict(product, 0, Verdict.Wrong);
    }

    function test_check_elementsAcrossLeavesOfARow() external view {
        // 33 columns are 132 bytes: the last one lies alone in the second leaf.
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(3, 33, 5), 1, 0, 2);
        for (uint64 i = 0; i < 99; ++i) _assertVerdict(product, i, Verdict.Correct);
        product.corrupt(65);
        _assertVerdict(product, 65, Verdict.Wrong);
        _assertVerdict(product, 64, Verdict.Correct);
        _assertVerdict(product, 32, Verdict.Correct);
    }

    function test_check_rowsThatFillTheirLeaves() external view {
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(2, 32, 128), 1, 0, 16);
        for (uint64 i = 0; i < 64; ++i) _assertVerdict(product, i, Verdict.Correct);
        for (uint64 id = 64; id < 68; ++id) _assertShown(product, id, product.proof(0), Verdict.Invalid);
    }

    function test_check_shardsShareTheInputs() external view {
        bytes memory params = Fixture.paramsOf(5, 3, 40);
        for (uint32 shard = 0; shard < 3; ++shard) {
            Fixture.Product memory product = Fixture.build(params, 3, shard, 3);
            assertEq(product.elements(), shard == 2 ? 3 : 6, "elements");
            for (uint64 i = 0; i < product.elements(); ++i) _assertVerdict(product, i, Verdict.Correct);
        }
    }

    function test_check_rowsOfSeveralInputLeaves() external view {
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(2, 2, 1_500), 1, 0, 4);
        for (uint64 i = 0; i < 4; ++i) _assertVerdict(product, i, Verdict.Correct);
        product.corrupt(3);
        _assertVerdict(product, 3, Verdict.Wrong);
    }

    function test_check_inputBytesBehindTheColumnsDoNotCount() external view {
        Fixture.Product memory product = Fixture.buildDirty(Fixture.paramsOf(2, 3, 45), 1, 0, 5);
        for (uint64 i = 0; i < 6; ++i) _assertVerdict(product, i, Verdict.Correct);
    }

    function test_check_paddingLeafIsWrongWhenNotZero() external view {
        // 5 rows are padded to 8, and 33 columns to 64: leaves 0..9 hold elements.
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(5, 33, 2), 1, 0, 6);
        uint64 padding = product.elements() + 11;
        _assertVerdict(product, padding, Verdict.Correct);
        product.corrupt(padding);
        _assertVerdict(product, padding, Verdict.Wrong);
        _assertVerdict(product, padding + 1, Verdict.Correct);
    }

    function test_check_lastByteOfAPaddingLeafCounts() external view {
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(3, 1, 2), 1, 0, 7);
        product.corruptByte(4 * 128 - 1, 0x80);
        _assertVerdict(product, product.elements() + 3, Verdict.Wrong);
    }

    function test_check_everyPaddingByteOfADataLeafCounts() external view {
        // 5 columns are 20 bytes of a leaf: 108 bytes of padding.
        for (uint256 offset = 20; offset < 128; ++offset) {
            Fixture.Product memory product = Fixture.build(Fixture.paramsOf(1, 5, 1), 1, 0, 8);
            product.corruptByte(offset, 0x01);
            for (uint64 i = 0; i < 5; ++i) _assertVerdict(product, i, Verdict.Wrong);
        }
    }

    function test_check_invalidWhen_idNamesALeafWithElements() external view {
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(3, 33, 2), 1, 0, 9);
        uint64 count = product.elements();
        for (uint64 leaf = 0; leaf < 6; ++leaf) _assertVerdict(product, count + leaf, Verdict.Invalid);
        _assertVerdict(product, count + 6, Verdict.Correct);
    }

    function test_check_invalidWhen_idIsBehindTheTree() external view {
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(3, 1, 2), 1, 0, 10);
        bytes memory last = product.proof(product.elements() + 3);
        _assertShown(product, product.elements() + 3, last, Verdict.Correct);
        _assertShown(product, product.elements() + 4, last, Verdict.Invalid);
        _assertShown(product, product.elements() + 7, last, Verdict.Invalid);
        _assertShown(product, type(uint64).max, last, Verdict.Invalid);
    }

    function test_check_invalidWhen_inputRootsAreNotTwo() external view {
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(2, 2, 2), 1, 0, 11);
        bytes memory proof = product.proof(0);
        for (uint256 count = 0; count <= 3; ++count) {
            bytes32[] memory roots = new bytes32[](count);
            for (uint256 i = 0; i < count && i < 2; ++i) roots[i] = product.inputRoots()[i];
            Verdict verdict = _kernel.check(roots, product.outputRoot(), product.params, 1, 0, 0, proof);
            assertEq(uint256(verdict), uint256(count == 2 ? Verdict.Correct : Verdict.Invalid), "verdict");
        }
    }

    function test_check_invalidWhen_shardIsNotOneOfThem() external view {
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(4, 2, 2), 2, 1, 12);
        bytes memory proof = product.proof(0);
        product.shard = 2;
        _assertShown(product, 0, proof, Verdict.Invalid);
        (product.shard, product.shards) = (0, 0);
        _assertShown(product, 0, proof, Verdict.Invalid);
        product.shards = type(uint32).max;
        _assertShown(product, 0, proof, Verdict.Invalid);
    }

    function test_check_invalidWhen_paramsAreBad() external view {
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(2, 2, 2), 1, 0, 13);
        bytes memory proof = product.proof(0);
        bytes[4] memory bad = [
            abi.encodePacked(product.params, uint8(0)),
            bytes(""),
            abi.encode(2, 2, 0),
            abi.encode(2, 2, type(uint256).max)
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            product.params = bad[i];
            _assertShown(product, 0, proof, Verdict.Invalid);
        }
    }

    function test_check_invalidWhen_rootsBelongToAnotherProduct() external view {
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(2, 2, 2), 1, 0, 14);
        Fixture.Product memory other = Fixture.build(Fixture.paramsOf(2, 2, 2), 1, 0, 15);
        bytes memory proof = product.proof(1);
        (product.a, other.a) = (other.a, product.a);
        _assertShown(product, 1, proof, Verdict.Invalid);
        (product.a, other.a, product.b, other.b) = (other.a, product.a, other.b, product.b);
        _assertShown(product, 1, proof, Verdict.Invalid);
        (product.b, other.b, product.c) = (other.b, product.b, other.c);
        _assertShown(product, 1, proof, Verdict.Invalid);
    }

    function test_check_invalidWhen_theOutputTreeIsDeeperThanItsShape() external view {
        // One more level above the honest root, and its sibling at the end of the proof.
        Fixture.Product memory product = Fixture.build(Fixture.paramsOf(3, 2, 2), 1, 0, 17);
        bytes32 deeper = keccak256(abi.encode(product.outputRoot(), bytes32(0)));
        for (uint64 id = 0; id <= product.elements() + 3; ++id) {
            bytes memory proof = abi.encodePacked(product.proof(id), bytes32(0));
            Verdict verdict = _kernel.check(product.inputRoots(), deeper, product.params, 1, 0, id, proof);
            assertEq(uint256(verdict), uint256(Verdict.Invalid), "verdict");
        }
    }

    function _assertVerdict(Fixture.Product memory product, uint64 element, Verdict want) private view {
        _assertShown(product, element, product.proof(element), want);
    }

    function _assertShown(
        Fixture.Product memory product,
        uint64 element,
        bytes memory proof,
        Verdict want
    ) private view {
        assertEq(uint256(product.verdict(_kernel, element, proof)), uint256(want), "verdict");
    }
}
