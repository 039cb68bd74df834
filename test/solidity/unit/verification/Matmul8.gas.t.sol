// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKernel, Verdict} from "../../../../contracts/verification/IKernel.sol";
import {Matmul8} from "../../../../contracts/verification/kernels/Matmul8.sol";
import {Test} from "../../utils/Test.sol";
import {TensorReference as Ref} from "../../utils/TensorReference.sol";

/// @dev The bounds below carry `validate`'s claim that 96 KiB of proofs never take 12M gas. Gas is deterministic.
contract Matmul8GasTest is Test {
    using Ref for Ref.Tree;

    struct Call {
        bytes32[] inputRoots;
        bytes32 outputRoot;
        uint64 element;
        bytes proof;
    }

    struct Opening {
        bytes rowA;
        bytes rowB;
        bytes leafC;
        bytes pathA;
        bytes pathB;
        bytes pathC;
    }

    IKernel private _kernel = new Matmul8();

    function test_check_gasOfTheSmallestProduct() external view {
        _assertGas(1, 1, 22_000);
    }

    function test_check_gasAtK256() external view {
        _assertGas(256, 256, 30_000);
    }

    function test_check_gasAtK1024() external view {
        _assertGas(1024, 1024, 40_000);
    }

    function test_check_gasAtK4096() external view {
        _assertGas(4096, 4096, 76_000);
    }

    function test_check_gasAtK16384() external view {
        _assertGas(4096, 16_384, 230_000);
    }

    function test_check_gasOfTheWidestProduct() external view {
        _assertGas(1 << 24, 16_384, 240_000);
    }

    function _assertGas(uint256 size, uint256 k, uint256 most) private view {
        bytes memory callData = _callOf(size, k);

        (uint256 used, uint256 answer) = _measure(address(_kernel), callData);

        assertEq(answer, uint256(Verdict.Correct), "verdict");
        assertBetween(used, most - most / 4, most, "gas");
        assertTrue(used <= 15_000 + 10 * callData.length, "dearer than validate supposes");
    }

    /// @dev Review note: without a copy of the call, because this test's memory is large and growing it is dear.
    function _measure(address kernel, bytes memory callData) private view returns (uint256 used, uint256 answer) {
        assembly ("memory-safe") {
            used := gas()
            pop(staticcall(gas(), kernel, add(callData, 32), mload(callData), 0, 32))
            used := sub(used, gas())
            answer := mload(0)
        }
    }

    /// @dev One correct element of a `size` × `size` product; the trees are made up around the opened rows.
    function _callOf(uint256 size, uint256 k) private pure returns (bytes memory) {
        Call memory call;
        uint256 row = size / 3;
        uint256 col = size - 1;
        Opening memory opening = _open(size, k, col);
        call.inputRoots = new bytes32[](2);
        call.inputRoots[0] = Ref.climb(_rowRoot(opening.rowA), row, opening.pathA);
        call.inputRoots[1] = Ref.climb(_rowRoot(opening.rowB), col, opening.pathB);
        uint256 leaf = row * Ref.roundUp((size + 31) / 32) + col / 32;
        call.outputRoot = Ref.climb(Ref.leafHash(opening.leafC), leaf, opening.pathC);
        call.element = uint64(row * size + col);
        call.proof = abi.encodePacked(opening.rowA, opening.rowB, opening.leafC, opening.pathA, opening.pathB);
        call.proof = abi.encodePacked(call.proof, opening.pathC);
        return _encode(call, abi.encode(size, size, k));
    }

    function _encode(Call memory call, bytes memory params) private pure returns (bytes memory) {
        return
            abi.encodeCall(IKernel.check, (call.inputRoots, call.outputRoot, params, 1, 0, call.element, call.proof));
    }

    function _open(uint256 size, uint256 k, uint256 col) private pure returns (Opening memory opening) {
        opening.rowA = _random(k < 128 ? 128 : k, 1);
        opening.rowB = _random(k < 128 ? 128 : k, 2);
        opening.leafC = new bytes(128);
        Ref.putInt32(opening.leafC, (col % 32) * 4, Ref.dot(opening.rowA, opening.rowB, k));
        uint256 levels = _levels(size);
        opening.pathA = _random(levels * 32, 3);
        opening.pathB = _random(levels * 32, 4);
        opening.pathC = _random((levels + _levels((size + 31) / 32)) * 32, 5);
    }

    function _rowRoot(bytes memory row) private pure returns (bytes32) {
        Ref.Tree memory tree = Ref.zeros(1, row.length, Ref.inputLeafBytes(row.length));
        tree.stored = row;
        tree.rehash();
        return tree.root();
    }

    function _levels(uint256 rows) private pure returns (uint256 levels) {
        while ((uint256(1) << levels) < rows) ++levels;
    }

    function _random(uint256 size, uint256 seed) private pure returns (bytes memory filled) {
        filled = new bytes(size);
        for (uint256 i = 0; i < size; ++i) filled[i] = keccak256(abi.encode(seed, i / 32))[i % 32];
    }
}
